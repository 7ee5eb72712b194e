"""What should have stayed quiet: planted negatives, groups of innocent members, real people."""

from collections import Counter
from collections.abc import Iterable

from boundaries.evaluation.evaluate import Evaluation
from boundaries.evaluation.innocents import STRONG, Innocents
from boundaries.evaluation.intervals import poisson_ratio
from boundaries.evaluation.listing import BUDGETS
from boundaries.evaluation.measures import GROUPS, SCAN, negative_share
from boundaries.evaluation.told.found import rankings
from boundaries.evaluation.told.sheet import Sheet, plain, ratio, several, share, span

FEWEST = 100


def negative_sheet(done: Evaluation) -> Sheet:
    """Planted negatives by kind: how many, and how many the scan lists."""
    some = [one for world in done.worlds for one in world.negatives]
    kinds = Counter(one.kind for one in some)
    at = {(kind, budget): sum(one.at[SCAN, budget] for one in some if one.kind == kind) for kind in kinds for budget in BUDGETS}
    order = sorted(kinds, key=lambda kind: (*(-at[kind, budget] for budget in BUDGETS), kind))
    rows = [(plain(kind), str(kinds[kind]), *(f"{at[kind, budget]:.0f}" for budget in BUDGETS)) for kind in order]
    rows.append(("all", str(len(some)), *(f"{sum(at[kind, budget] for kind in kinds):.0f}" for budget in BUDGETS)))
    others = ", ".join(f"{name} {share(negative_share(done.worlds, name, 20))}" for name in rankings(done.worlds))
    says = (
        (
            "Innocent pairs planted to look like true ones, and how many of each the scan lists within the top 20, 50 and 100 per 1,000. "
            f"Their share of the top 20: {others}."
        ),
    )
    return Sheet("Negatives listed", says, ("kind", "planted", *(f"top {budget}" for budget in BUDGETS)), tuple(rows))


def parity_sheet(done: Evaluation) -> Sheet:
    """How often innocent members of a group are flagged, beside all innocent members."""
    innocent: Counter[tuple[str, str]] = Counter()
    flagged: Counter[tuple[str, str]] = Counter()
    for world in done.worlds:
        innocent.update(world.innocent)
        flagged.update(world.flagged)
    rate = flagged["all", "all"] / max(innocent["all", "all"], 1)
    rows = []
    for compared in GROUPS:
        for group in sorted(group for name, group in innocent if name == compared):
            rows.append((f"{compared}: {plain(group)}", *_parity(innocent[compared, group], flagged[compared, group], rate)))
    says = (
        (
            "Innocent members with a pair in the top 50 per 1,000, by group, and the ratio to all innocent members "
            f"({share(rate)} of {innocent['all', 'all']:,}) with its 95 % interval. Groups of fewer than {FEWEST} members are not told. "
            "Sex and ethnicity are never read by a detector; roles differ in how many people they meet."
        ),
    )
    return Sheet(
        "Innocent members flagged, by group",
        says,
        ("group", "innocent members", "flagged", "ratio to all", "interval"),
        tuple(rows),
    )


def _parity(members: int, flagged: float, rate: float) -> tuple[str, ...]:
    if members < FEWEST or not rate:
        return (f"{members:,}", "-", "-", "too few" if members < FEWEST else "-")
    return (
        f"{members:,}", f"{flagged / members:.3f}".removeprefix("0"), ratio(flagged / members / rate),
        span(*poisson_ratio(flagged, members * rate)),
    )  # fmt: skip


def innocent_sheets(done: Evaluation) -> list[Sheet]:
    """One sheet per real input: how much was flagged, and by which detectors."""
    return [_innocents(one) for one in done.innocents]


def _innocents(one: Innocents) -> Sheet:
    rows = tuple(
        (plain(sign), plain(detector), str(count), f"{most:.1f}")
        for (sign, detector), (count, most) in sorted(one.detectors.items(), key=lambda item: (-item[1][0], -item[1][1], item[0]))
    )
    headings = ("sign", "detector", f"pairs of {STRONG:g} bits or more", "most bits")
    return Sheet(f"Real input: {one.name}", tuple(_said(one)), headings, rows, words=2)


def _said(one: Innocents) -> Iterable[str]:
    yield (
        f"{several(one.contacts, 'real message')} as contacts of {several(one.members, 'member')} in {several(one.pairs, 'pair')}; nothing is "
        f"known to be wrong with any of them, so whatever is flagged counts as innocent. {one.checked} of {one.checked + one.unchecked} "
        "detectors could be checked at least partly: the rest need what these records do not hold: cases, visits, look-ups, duties."
    )
    yield (
        f"{several(one.listed, 'pair')} with bits above nothing, {several(one.strong, 'pair')} with {STRONG:g} bits or more, of which "
        f"{several(one.in_budget, 'fits', 'fit')} the budget of 50 per 1,000 members; the highest has {one.highest:.1f} bits."
    )
    why = [
        f"{plain(detector)} ({count})"
        for (_, detector), (count, _) in sorted(one.detectors.items(), key=lambda i: (-i[1][0], i[0]))
        if count
    ]
    if why:
        yield f"What made them so, most often first: {', '.join(why[:6])}. Friends write often, late and first, and there is no work in these records that could explain it."
