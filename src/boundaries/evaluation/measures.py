"""What is counted of a world: who was found by which ranking, what else was listed, who among the innocent."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
import pyarrow as pa

from boundaries.evaluation.columns import numbers
from boundaries.evaluation.judging import Judged
from boundaries.evaluation.listing import BUDGETS, NEVER, Floats, listed, places

SCAN, CEILING = "the scan", "supervised ceiling"
TRAITS = ("contacts", "visits", "searches")
GROUPS = ("sex", "ethnicity", "role")

Place = tuple[str, int]


@dataclass(frozen=True)
class TruePair:
    """A true pair and how far each ranking lists it (0 to 1) within each budget."""

    profile: str
    seed: int
    arc: str
    channel_class: str
    style: str
    at: Mapping[Place, float]
    traits: Mapping[str, float] = field(default_factory=dict)


@dataclass(frozen=True)
class Negative:
    """A planted negative and how far each ranking lists it within each budget."""

    profile: str
    seed: int
    kind: str
    at: Mapping[Place, float]


@dataclass(frozen=True)
class WorldMeasure:
    """All that is kept of one world.

    `listed` is how many pairs each ranking lists within each budget; `innocent` and `flagged` count innocent members, and those of
    them with a pair in the scan's top 50 per 1,000, by (what is compared, group).
    """

    profile: str
    seed: int
    members: int
    pairs: int
    true_pairs: tuple[TruePair, ...]
    negatives: tuple[Negative, ...]
    listed: Mapping[Place, float]
    innocent: Mapping[tuple[str, str], int]
    flagged: Mapping[tuple[str, str], int]
    best_column: tuple[str, float]


def scan_score(pairs: pa.Table) -> Floats:
    """The scan's own order; a pair that it does not list is never listed."""
    rank = numbers(pairs, "rank")
    return np.where(rank > 0, -rank, NEVER)


def measure(judged: Judged, scores: Mapping[str, Floats], best_column: tuple[str, float]) -> WorldMeasure:
    """Count one world under every ranking."""
    pairs, members = judged.pairs, judged.members.num_rows
    weights = {(name, budget): listed(score, places(budget, members)) for name, score in scores.items() for budget in BUDGETS}
    keys = {
        key: row
        for row, key in enumerate(zip(*(pairs.column(name).to_pylist() for name in ("member_id", "person_id")), strict=True))
    }
    traits = {name: numbers(pairs, name) for name in TRAITS}
    found = []
    for true in judged.truth.to_pylist():
        row = keys[true["member_id"], true["person_id"]]
        at = {place: float(weight[row]) for place, weight in weights.items()}
        left = {name: float(values[row]) for name, values in traits.items()}
        found.append(TruePair(judged.plan.profile, judged.plan.seed, true["arc"], true["channel_class"], true["style"], at, left))
    kinds = pairs.column("negative").to_pylist()
    planted = tuple(
        Negative(judged.plan.profile, judged.plan.seed, kind, {place: float(weight[row]) for place, weight in weights.items()})
        for row, kind in enumerate(kinds)
        if kind is not None
    )
    totals = {place: float(weight.sum()) for place, weight in weights.items()}
    innocent, flagged = flags(judged, weights[SCAN, 50])
    return WorldMeasure(
        judged.plan.profile,
        judged.plan.seed,
        members,
        pairs.num_rows,
        tuple(found),
        planted,
        totals,
        innocent,
        flagged,
        best_column,
    )


def flags(judged: Judged, weight: Floats) -> tuple[Counter[tuple[str, str]], Counter[tuple[str, str]]]:
    """Innocent members, and how many of them have a listed pair, by (what is compared, group); ("all", "all") is everyone."""
    involved = set(judged.truth.column("member_id").to_pylist())
    rows = pa.array(np.flatnonzero(weight > 0))
    listed_members = set(judged.pairs.column("member_id").take(rows).to_pylist())
    innocent: Counter[tuple[str, str]] = Counter()
    flagged: Counter[tuple[str, str]] = Counter()
    for member in judged.members.select(["member_id", *GROUPS]).to_pylist():
        if member["member_id"] in involved:
            continue
        for group in [("all", "all"), *((name, member[name] or "not known") for name in GROUPS)]:
            innocent[group] += 1
            flagged[group] += member["member_id"] in listed_members
    return innocent, flagged


def recall(pairs: Sequence[TruePair], ranking: str, budget: int) -> float:
    """The share of these true pairs within the budget; nan where there are none."""
    return float(np.mean([pair.at[ranking, budget] for pair in pairs])) if pairs else float("nan")


def precision(worlds: Sequence[WorldMeasure], ranking: str, budget: int) -> float:
    """The share of listed pairs that are true."""
    total = sum(world.listed[ranking, budget] for world in worlds)
    return sum(pair.at[ranking, budget] for world in worlds for pair in world.true_pairs) / total if total else float("nan")


def negative_share(worlds: Sequence[WorldMeasure], ranking: str, budget: int) -> float:
    """The share of listed pairs that are planted negatives."""
    total = sum(world.listed[ranking, budget] for world in worlds)
    return sum(one.at[ranking, budget] for world in worlds for one in world.negatives) / total if total else float("nan")
