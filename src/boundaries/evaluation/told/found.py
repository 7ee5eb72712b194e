"""What was found: recall, precision and delay, overall, by channel class and by arc."""

from collections.abc import Sequence

from boundaries.evaluation.baselines import BASELINES
from boundaries.evaluation.delays import Delay, spread
from boundaries.evaluation.evaluate import Evaluation
from boundaries.evaluation.intervals import wilson
from boundaries.evaluation.listing import BUDGETS
from boundaries.evaluation.measures import CEILING, SCAN, TruePair, WorldMeasure, precision, recall
from boundaries.evaluation.told.aims import has_ceiling, pairs_of
from boundaries.evaluation.told.sheet import Sheet, plain, several, share, span

CLASSES = {
    "work_phone": "on the work phone",
    "personal_channel": "moved to a personal channel",
    "traces_only": "look-ups, visits and roster only",
}
_BUDGET = 50


def rankings(worlds: Sequence[WorldMeasure]) -> list[str]:
    """What is compared, in the order of the tables."""
    return [SCAN, *([CEILING] if has_ceiling(worlds) else []), *BASELINES]


def recall_sheet(done: Evaluation) -> Sheet:
    """Recall and precision of every ranking over all worlds."""
    pairs = pairs_of(done.worlds)
    rows = []
    for name in rankings(done.worlds):
        found = [recall(pairs, name, budget) for budget in BUDGETS]
        right = [precision(done.worlds, name, budget) for budget in BUDGETS]
        rows.append(
            (name, *(share(v) for v in found), span(*wilson(found[1] * len(pairs), len(pairs))), *(share(v) for v in right))
        )
    headings = (
        "ranking", *(f"recall, top {budget}" for budget in BUDGETS), f"interval, top {_BUDGET}",
        *(f"precision, top {budget}" for budget in BUDGETS),
    )  # fmt: skip
    says = ("Top 20, 50 and 100 pairs per 1,000 members in one year-end scan. Pairs with equal scores share the last places.",)
    return Sheet("Recall and precision, all worlds", says, headings, tuple(rows))


def profile_sheet(done: Evaluation) -> Sheet:
    """Recall of every ranking in each profile."""
    rows = []
    for name in rankings(done.worlds):
        cells = []
        for profile in done.profiles:
            pairs = pairs_of([world for world in done.worlds if world.profile == profile])
            cells += [share(recall(pairs, name, budget)) for budget in BUDGETS]
        rows.append((name, *cells))
    headings = ("ranking", *(f"{profile}, top {budget}" for profile in done.profiles for budget in BUDGETS))
    return Sheet("Recall by profile", (), headings, tuple(rows))


def channel_sheet(done: Evaluation) -> Sheet:
    """Recall of every ranking by how much the pair left on the work phone."""
    headings, sets = ["ranking"], []
    for name, words in CLASSES.items():
        pairs = pairs_of(done.worlds, [name])
        sets.append(pairs)
        headings += [f"{words} ({len(pairs)}), top {budget}" if budget == BUDGETS[0] else f"top {budget}" for budget in BUDGETS]
    rows = tuple(
        (name, *(share(recall(pairs, name, budget)) for pairs in sets for budget in BUDGETS)) for name in rankings(done.worlds)
    )
    return Sheet("Recall by channel class", ("In brackets how many true pairs.",), tuple(headings), rows)


def arc_sheet(done: Evaluation) -> Sheet:
    """Recall of the scan and of the ceiling by arc, the hardest first."""
    arcs: dict[str, list[TruePair]] = {}
    for pair in pairs_of(done.worlds):
        arcs.setdefault(pair.arc, []).append(pair)
    names = [SCAN, *([CEILING] if has_ceiling(done.worlds) else [])]
    order = sorted(arcs, key=lambda arc: (recall(arcs[arc], SCAN, _BUDGET), -len(arcs[arc]), arc))
    rows = tuple(
        (plain(arc), str(len(arcs[arc])), *(share(recall(arcs[arc], SCAN, budget)) for budget in BUDGETS),
         *(share(recall(arcs[arc], name, _BUDGET)) for name in names[1:]))
        for arc in order
    )  # fmt: skip
    says = ("Each arc replays one published case; the hardest first.",)
    headings = (
        "arc",
        "pairs",
        *(f"the scan, top {budget}" for budget in BUDGETS),
        *(f"{name}, top {_BUDGET}" for name in names[1:]),
    )
    return Sheet("Recall by arc", says, headings, rows)


def delay_sheet(done: Evaluation) -> Sheet:
    """Days from a pair's first trace to its first listing, by channel class."""
    rows = [_delay("all", done.delays)]
    rows += [_delay(words, [one for one in done.delays if one.channel_class == name]) for name, words in CLASSES.items()]
    says = (
        (
            "A replay walks through the year week by week with a budget of 20 pairs a month per 1,000 members, "
            f"in the first world of each profile ({several(len(done.delays), 'true pair')}). Days are from the pair's first trace to the "
            "day it first entered the budget, among those that ever did."
        ),
    )
    return Sheet(
        "Days to the first listing",
        says,
        ("true pairs", "how many", "ever listed", "a quarter within", "half within", "three quarters within"),
        tuple(rows),
    )


def _delay(words: str, some: Sequence[Delay]) -> tuple[str, ...]:
    listed = sum(one.days is not None for one in some)
    quartiles = spread(some)
    days = [f"{value:.0f} days" for value in quartiles] if quartiles else ["-"] * 3
    return words, str(len(some)), share(listed / len(some)) if some else "-", *days
