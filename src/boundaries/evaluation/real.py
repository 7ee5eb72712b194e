"""Real messages brought in as contacts, to see what a scan says of people about whom nothing is known to be wrong."""

import csv
import gzip
import shutil
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from boundaries.errors import BoundariesError

_MAPPINGS = Path(__file__).parents[3] / "examples" / "real"


@dataclass(frozen=True)
class RealInput:
    """A file of real messages: where it stands in the data folder, and how many of its busiest ids act as members."""

    name: str
    file: str
    sender: str
    receiver: str
    delimiter: str
    members: int


REAL_INPUTS = (
    RealInput("texts", "sms/nus_en_dated.csv.gz", "src", "dest", ",", members=60),
    RealInput("network", "contacts/collegemsg/CollegeMsg.txt", "source", "target", " ", members=190),
)


def real_inputs(data: Path, scratch: Path) -> list[tuple[str, Path, Path]]:
    """Name, records folder and mapping file of every real input that `data` holds, made ready below `scratch`.

    Each folder holds a copy of the messages and `members.csv`, the ids that act as members; the mapping does the rest. Raises
    BoundariesError where the data folder holds none of them or the mappings are not beside the program.
    """
    ready = []
    for real in held_inputs(data):
        source = data / real.file
        folder = scratch / real.name
        folder.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(source, folder / source.name)
        _write_members(folder / "members.csv", busiest(source, real))
        ready.append((real.name, folder, _MAPPINGS / real.name / "mapping.toml"))
    return ready


def held_inputs(data: Path) -> list[RealInput]:
    """The real inputs that a folder holds, so that a wrong folder is told before an hour's work; raises as `real_inputs` does."""
    if not _MAPPINGS.is_dir():
        raise BoundariesError(
            "the mappings of the real inputs are not there", str(_MAPPINGS), "Run this from a clone of the project."
        )
    held = [real for real in REAL_INPUTS if (data / real.file).is_file()]
    if not held:
        named = ", ".join(real.file for real in REAL_INPUTS)
        raise BoundariesError("no real input found", str(data), f"Give the folder that holds {named}.")
    return held


def busiest(source: Path, real: RealInput) -> list[str]:
    """The ids that sent or received most messages, in order of the id; equals are chosen by the id."""
    counts: Counter[str] = Counter()
    for row in _rows(source, real.delimiter):
        counts.update((row[real.sender], row[real.receiver]))
    ranked = sorted(counts, key=lambda held: (-counts[held], held))
    return sorted(ranked[: real.members])


def _rows(source: Path, delimiter: str) -> Iterator[dict[str, str]]:
    with gzip.open(source, "rt", encoding="utf-8") if source.suffix == ".gz" else source.open(encoding="utf-8") as file:
        yield from csv.DictReader(file, delimiter=delimiter)


def _write_members(path: Path, ids: list[str]) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(["member_id"])
        writer.writerows([one] for one in ids)
