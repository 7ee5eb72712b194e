"""Asks the learners, each time in a process of its own: they take seconds to load and give their memory back."""

import os
import subprocess
import sys
import tempfile
from importlib.util import find_spec
from pathlib import Path

import numpy as np

from boundaries.errors import BoundariesError
from boundaries.evaluation.listing import Floats, Singles

_PROGRAM = "boundaries.evaluation.learners"


def isolation(counts: Singles) -> Floats:
    """A score per row of counts by an Isolation Forest that knows no truth; higher is odder."""
    return _ask("isolation", asked=counts)


def boosted(features: Singles, truth: Singles, asked: Singles) -> Floats:
    """A score per `asked` row by gradient boosting that learnt from `features` and their `truth` (0 or 1); higher is likelier."""
    return _ask("boosted", features=features, truth=truth, asked=asked)


def _ask(learner: str, **arrays: Singles) -> Floats:
    if find_spec("sklearn") is None:
        raise BoundariesError("scikit-learn is not installed", "evaluate", "Install boundaries[evaluation].")
    with tempfile.TemporaryDirectory(prefix="boundaries-") as folder:
        for name, array in arrays.items():
            np.save(Path(folder) / f"{name}.npy", array)
        # One thread: where others use the processor, waiting for one another costs OpenMP's threads ten times the work itself.
        os.putenv("OMP_NUM_THREADS", "1")
        command = [sys.executable, "-m", _PROGRAM, learner, folder]
        done = subprocess.run(command, capture_output=True, text=True, check=False)
        if done.returncode:
            told = done.stderr.strip().splitlines() or [f"status {done.returncode}"]
            raise BoundariesError(
                f"the {learner} ranking could not be made: {told[-1]}", "evaluate", "Give it more memory, or fewer members."
            )
        return np.asarray(np.load(Path(folder) / "scores.npy"), dtype=np.float64)
