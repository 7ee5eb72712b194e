"""What the scan is bad at, said from what was measured."""

from collections.abc import Iterable, Sequence
from statistics import median

from boundaries.evaluation.evaluate import Evaluation
from boundaries.evaluation.measures import SCAN, TRAITS, TruePair, recall
from boundaries.evaluation.told.aims import AIMS, pairs_of, verdict
from boundaries.evaluation.told.found import CLASSES
from boundaries.evaluation.told.sheet import Sheet, plain, ratio, several, share

_BUDGET = 50
_FEWEST = 4


def weak_sheet(done: Evaluation) -> Sheet:
    """Sentences, each with its numbers."""
    return Sheet("What it is bad at", tuple(_said(done)))


def _said(done: Evaluation) -> Iterable[str]:
    pairs = pairs_of(done.worlds)
    missed = [aim for aim in AIMS if verdict(aim, aim.value(done.worlds)) == "not met"]
    if missed:
        told = "; ".join(f"{aim.words} is {ratio(aim.value(done.worlds))} (aim {aim.bound:g})" for aim in missed)
        yield f"Aims not met over all worlds: {told}."
    yield from _hardest(pairs)
    yield from _traces(pairs)
    kinds: dict[str, float] = {}
    for one in (one for world in done.worlds for one in world.negatives):
        kinds[one.kind] = kinds.get(one.kind, 0.0) + one.at[SCAN, 20]
    worst = [(kind, count) for kind, count in sorted(kinds.items(), key=lambda item: (-item[1], item[0])) if count][:3]
    if worst:
        yield f"Negatives it lists most often in the top 20 per 1,000: {', '.join(f'{plain(kind)} ({count:.0f})' for kind, count in worst)}."


def _hardest(pairs: Sequence[TruePair]) -> Iterable[str]:
    """The arcs, styles and classes it finds least of."""
    for title, group in (("arcs", "arc"), ("styles", "style"), ("channel classes", "channel_class")):
        groups: dict[str, list[TruePair]] = {}
        for pair in pairs:
            groups.setdefault(getattr(pair, group), []).append(pair)
        scored = sorted((recall(some, SCAN, _BUDGET), name, len(some)) for name, some in groups.items() if len(some) >= _FEWEST)
        if len(scored) > 1:
            lowest = scored[: 5 if group == "arc" else 1]
            told = ", ".join(f"{CLASSES.get(name, plain(name))} ({share(value)} of {count})" for value, name, count in lowest)
            yield f"The {title} it finds least of in the top {_BUDGET} per 1,000: {told}."


def _traces(pairs: Sequence[TruePair]) -> Iterable[str]:
    """What the missed pairs had left in the records, beside those that were found."""
    missed = [pair for pair in pairs if pair.at[SCAN, _BUDGET] < 0.5]
    found = [pair for pair in pairs if pair.at[SCAN, _BUDGET] >= 0.5]
    if not missed or not found or not all(pair.traits for pair in pairs):
        return
    left, shown = ([median(pair.traits[trait] for pair in some) for trait in TRAITS] for some in (missed, found))
    yield (
        f"{several(len(missed), 'true pair')} of {len(pairs)} stay outside the top {_BUDGET}. Half of them leave at most {left[0]:.0f} contacts, "
        f"{left[1]:.0f} visits and {left[2]:.0f} look-ups in the records; for those found it is {shown[0]:.0f}, {shown[1]:.0f} and {shown[2]:.0f}."
    )
