"""What is measured beside the scan: five simpler rankings, the best single column, and the ceiling that truth would allow."""

from collections.abc import Sequence

import numpy as np
import pyarrow as pa

from boundaries.evaluation.columns import codes, numbers
from boundaries.evaluation.counts import COUNTS
from boundaries.evaluation.learning import boosted, isolation
from boundaries.evaluation.listing import Codes, Floats, Singles, listed
from boundaries.records.contract import TABLES

CONTACTS, OFF_DUTY, SIGN_COUNT = "number of contacts", "off-duty contacts", "sign count"
FOREST, SURPRISE = "Isolation Forest", "peer surprise"
BASELINES = (CONTACTS, OFF_DUTY, SIGN_COUNT, FOREST, SURPRISE)
_PERCENTILE = 99
_NEGATIVES = 40_000
_ROLES = next(column.words for column in TABLES["members"].columns if column.name == "role")


def detectors_in(pairs: pa.Table) -> list[str]:
    """The detectors whose counts stand in a table of pairs."""
    return [name.removesuffix("_observed") for name in pairs.column_names if name.endswith("_observed")]


def baseline_scores(pairs: pa.Table, signs: Sequence[str]) -> dict[str, Floats]:
    """A score per pair for each baseline; `signs` names the detectors that look for something (not those against)."""
    counts = np.column_stack([numbers(pairs, name) for name in COUNTS])
    return {
        CONTACTS: numbers(pairs, "contacts"),
        OFF_DUTY: numbers(pairs, "off_duty_contacts"),
        SIGN_COUNT: sign_count([numbers(pairs, f"{sign}_observed") for sign in signs], pairs.num_rows),
        FOREST: isolation(counts.astype(np.float32)),
        SURPRISE: peer_surprise(counts, codes(pairs, "member_role")),
    }


def sign_count(observed: Sequence[Floats], rows: int) -> Floats:
    """In how many columns each row lies over that column's 99th percentile."""
    total = np.zeros(rows)
    for column in observed:
        total += column > np.percentile(column, _PERCENTILE)
    return total


def peer_surprise(counts: Floats, role: Codes) -> Floats:
    """Sum over counts of -log10 of the share of pairs of the same role that reach as much."""
    total = np.zeros(len(counts))
    for one in np.unique(role):
        rows = np.flatnonzero(role == one)
        for column in counts[rows].T:
            reaching = len(rows) - np.searchsorted(np.sort(column), column, side="left")
            total[rows] -= np.log10(reaching / len(rows))
    return total


def best_column(pairs: pa.Table, signs: Sequence[str], count: int) -> tuple[str, float]:
    """The single plain column that lists most true pairs in `count` places, and its recall."""
    truth = numbers(pairs, "is_true")
    names = [*COUNTS, *(f"{sign}_{part}" for sign in signs for part in ("observed", "exposure"))]
    recalls = {name: float(listed(numbers(pairs, name), count) @ truth) for name in names}
    best = max(recalls, key=lambda name: (recalls[name], name))
    return best, recalls[best] / max(float(truth.sum()), 1.0)


def ceiling_sample(pairs: pa.Table) -> pa.Table:
    """Every true pair and a fixed draw of the others, for the ceiling to learn from."""
    truth = numbers(pairs, "is_true")
    innocent = np.flatnonzero(truth == 0)
    drawn = np.random.default_rng(0).choice(innocent, min(_NEGATIVES, len(innocent)), replace=False)
    return pairs.take(pa.array(np.sort(np.concatenate([np.flatnonzero(truth == 1), drawn]))))


def ceiling_score(pairs: pa.Table, samples: Sequence[pa.Table]) -> Floats:
    """A score per pair by a model that learnt from the samples of other worlds, on the columns that all of them have."""
    names = [name for name in detectors_in(pairs) if all(f"{name}_observed" in sample.column_names for sample in samples)]
    truth = np.concatenate([numbers(sample, "is_true") for sample in samples]).astype(np.float32)
    return boosted(np.concatenate([ceiling_features(sample, names) for sample in samples]), truth, ceiling_features(pairs, names))


def ceiling_features(pairs: pa.Table, names: Sequence[str]) -> Singles:
    """What the scan weighs, as numbers: the detectors' counts, and what peers share with the pair."""
    columns = [f"{name}_{part}" for name in names for part in ("observed", "exposure", "expected")] + ["part", "kind", "cases"]
    place = {word: float(number) for number, word in enumerate(_ROLES, 1)}
    features = np.empty((pairs.num_rows, len(columns) + 1), dtype=np.float32)
    for number, name in enumerate(columns):
        features[:, number] = numbers(pairs, name)
    features[:, -1] = [place.get(word, 0.0) for word in pairs.column("member_role").to_pylist()]
    return features
