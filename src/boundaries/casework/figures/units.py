"""Reports by unit of the force, counted in memory from what an account can open; which unit it is, is sealed in each entry."""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date, timedelta
from functools import partial

from boundaries.casework.accounts.attendance import Holder
from boundaries.casework.content import index
from boundaries.casework.content.facts import LINE, NAMING, NUMBER
from boundaries.casework.content.namings import Place
from boundaries.casework.content.orders import kept_parts
from boundaries.casework.figures.merging import ALONE, MERGED, merged_as_one
from boundaries.casework.figures.suppressing import suppressed

LOOKED_BACK = timedelta(days=365)
NOT_KNOWN = "Unit not known"
PLACES = "places"
ROOMS = (ALONE, MERGED, PLACES)
"""What is kept for it."""
_DAY = len("2026-11-25")


def by_unit(holder: Holder, today: date, unit_of: Callable[[Place], str], units: Iterable[str]) -> dict[str, int | None]:
    """How many entries of the last year name a member of each unit, small counts withheld.

    An entry counts once for each unit that it or what is merged into it names. The rows are the units given, those found and NOT_KNOWN.
    Called in a transaction, after `orders.make_room` for `ROOMS`.
    """
    after, state = (today - LOOKED_BACK).isoformat(), index.state(holder.account)
    alike: Counter[str] = Counter()
    for held in kept_parts(holder, PLACES, state.marks(after), partial(_lately, holder, state, after)):
        for line in held.split(LINE) if held else ():
            count, _, named = line.partition(NAMING)
            alike[named] += int(count)
    for line, entries in merged_as_one(holder, state).places.items():
        if after < line[:_DAY]:
            alike[line[_DAY + 1 :]] += entries
    counts: Counter[str] = Counter()
    for named, entries in alike.items():
        for unit in {unit_of(_place(one)) or NOT_KNOWN for one in named.split(NAMING)} if entries else ():
            counts[unit] += entries
    titles = (*sorted({*units, *counts} - {NOT_KNOWN}), NOT_KNOWN)
    return dict(suppressed("Reports by unit", {unit: counts[unit] for unit in titles}).rows)


def _lately(holder: Holder, state: index.State, after: str, blocks: Sequence[str]) -> Mapping[str, str]:
    """Of some blocks how many entries after a day name each of the places, or the same places together."""
    found: dict[str, Counter[str]] = {block: Counter() for block in blocks}
    for block, held in index.counted_in(holder, "places", state.segments(blocks)):
        found[block].update(line[_DAY + 1 :] for line in held.split(LINE) if after < line[:_DAY])
    return {block: LINE.join(f"{entries}{NAMING}{named}" for named, entries in some.items()) for block, some in found.items()}


def nobody_knows(_place: Place) -> str:
    """What finds units where no training ledger says who works where."""
    return ""


def _place(text: str) -> Place:
    *numbers, station = text.split(NUMBER)
    return Place(tuple(numbers), station)
