"""The two learned rankings, run as a program of its own so that no other command waits for scikit-learn to load.

`python -m boundaries.evaluation.learners isolation|boosted FOLDER` reads `.npy` arrays from the folder and writes `scores.npy` there.
"""

import sys
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from sklearn.ensemble import HistGradientBoostingClassifier, IsolationForest

_SEED = 0
_MODELS = 3


def isolation(counts: NDArray[np.float32]) -> NDArray[np.float64]:
    """How easily an Isolation Forest sets each row of counts apart; higher is odder."""
    logs = np.log1p(counts)
    forest = IsolationForest(n_estimators=200, random_state=_SEED).fit(logs)
    rows, place = np.unique(logs, axis=0, return_inverse=True)
    return np.asarray(-forest.score_samples(rows), dtype=np.float64)[place.reshape(-1)]


def boosted(features: NDArray[np.float32], truth: NDArray[np.float32], asked: NDArray[np.float32]) -> NDArray[np.float64]:
    """What gradient boosting that learnt from `features` with known `truth` says of the `asked` rows; higher is likelier.

    The sum of a few models that each see a tenth of the columns at a split: with so few true rows it finds more than one model does.
    """
    total = np.zeros(len(asked))
    for seed in range(_MODELS):
        model = HistGradientBoostingClassifier(
            max_iter=100,
            learning_rate=0.1,
            max_leaf_nodes=15,
            max_features=0.1,
            l2_regularization=1.0,
            max_bins=127,
            early_stopping=False,
            random_state=seed,
        )
        model.fit(features, truth.astype(np.int64))
        total += model.decision_function(asked)
    return total


def run(learner: str, folder: Path) -> None:
    """Score the arrays that stand in a folder."""

    def held(name: str) -> NDArray[np.float32]:
        return np.asarray(np.load(folder / f"{name}.npy"))

    scores = isolation(held("asked")) if learner == "isolation" else boosted(held("features"), held("truth"), held("asked"))
    np.save(folder / "scores.npy", scores)


if __name__ == "__main__":
    run(sys.argv[1], Path(sys.argv[2]))
