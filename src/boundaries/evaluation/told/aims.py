"""What the scan should reach beside the ceiling and the baselines, and whether it does."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from boundaries.evaluation.baselines import BASELINES
from boundaries.evaluation.evaluate import Evaluation
from boundaries.evaluation.intervals import paired_ratio
from boundaries.evaluation.measures import CEILING, SCAN, TruePair, WorldMeasure, negative_share, recall
from boundaries.evaluation.told.sheet import Sheet, ratio, span

OFF_PHONE = ("personal_channel", "traces_only")
_BUDGET = 50


@dataclass(frozen=True)
class Aim:
    """One thing to reach: its words, the bound, whether more is better, and how it is read off some worlds."""

    words: str
    bound: float
    more_is_better: bool
    value: Callable[[Sequence[WorldMeasure]], float]
    interval: Callable[[Sequence[WorldMeasure]], tuple[float, float] | None] = lambda _: None


def pairs_of(worlds: Sequence[WorldMeasure], classes: Sequence[str] = ()) -> list[TruePair]:
    """The true pairs of some worlds, of some channel classes or of all."""
    return [pair for world in worlds for pair in world.true_pairs if not classes or pair.channel_class in classes]


def best_baseline(pairs: Sequence[TruePair], budget: int = _BUDGET) -> str:
    """The baseline that finds most of these pairs."""
    return max(BASELINES, key=lambda name: (recall(pairs, name, budget), name))


def has_ceiling(worlds: Sequence[WorldMeasure]) -> bool:
    """Whether every world has a ceiling to be measured against."""
    return all((CEILING, _BUDGET) in world.listed for world in worlds)


def over_ceiling(worlds: Sequence[WorldMeasure]) -> float:
    """Recall of the scan over that of the ceiling."""
    return _over(pairs_of(worlds), CEILING) if has_ceiling(worlds) else float("nan")


def over_baseline(worlds: Sequence[WorldMeasure], classes: Sequence[str] = ()) -> float:
    """Recall of the scan over that of the best baseline on the same pairs."""
    pairs = pairs_of(worlds, classes)
    return _over(pairs, best_baseline(pairs)) if pairs else float("nan")


def _over(pairs: Sequence[TruePair], other: str) -> float:
    bar = recall(pairs, other, _BUDGET)
    return recall(pairs, SCAN, _BUDGET) / bar if bar else float("inf")


def _interval(pairs: Sequence[TruePair], other: str) -> tuple[float, float] | None:
    if not pairs:
        return None
    return paired_ratio([pair.at[SCAN, _BUDGET] for pair in pairs], [pair.at[other, _BUDGET] for pair in pairs])


AIMS = (
    Aim(
        "the scan / supervised ceiling",
        0.8,
        True,
        over_ceiling,
        lambda w: _interval(pairs_of(w), CEILING) if has_ceiling(w) else None,
    ),
    Aim("the scan / best baseline", 1.8, True, over_baseline, lambda w: _interval(pairs_of(w), best_baseline(pairs_of(w)))),
    Aim(
        "the scan / best baseline, little or nothing on the work phone",
        3.0,
        True,
        lambda w: over_baseline(w, OFF_PHONE),
        lambda w: _interval(pairs_of(w, OFF_PHONE), best_baseline(pairs_of(w, OFF_PHONE))) if pairs_of(w, OFF_PHONE) else None,
    ),
    Aim("negatives among the top 20 per 1,000", 0.1, False, lambda w: negative_share(w, SCAN, 20)),
    Aim("recall of the best single column", 0.4, False, lambda w: max(world.best_column[1] for world in w)),
)


def aims_sheet(done: Evaluation) -> Sheet:
    """Every aim, for each profile and for all worlds together, and whether it is met."""
    rows = []
    for aim in AIMS:
        per_profile = [ratio(aim.value([w for w in done.worlds if w.profile == name])) for name in done.profiles]
        value, between = aim.value(done.worlds), aim.interval(done.worlds)
        bound = f"{'at least' if aim.more_is_better else 'at most'} {aim.bound:g}"
        rows.append((aim.words, bound, *per_profile, ratio(value), span(*between) if between else "", verdict(aim, value)))
    says = (
        (
            "Recall is the share of true pairs among the top 50 per 1,000 members; the best baseline is the one of the five that finds most "
            "of the same pairs. The interval (95 %) draws the true pairs of all worlds anew."
        ),
    )
    headings = ("aim", "", *done.profiles, "all worlds", "interval", "met?")
    return Sheet("Aims", says, headings, tuple(rows))


def verdict(aim: Aim, value: float) -> str:
    """Whether an aim is met; a dash where it could not be measured."""
    if value != value:
        return "-"
    return "met" if (value >= aim.bound if aim.more_is_better else value <= aim.bound) else "not met"
