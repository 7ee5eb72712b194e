"""Reports by unit of the force, counted in memory from what an account can open; which unit it is, is sealed in each entry."""

import json
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
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


@dataclass(frozen=True)
class UnitsOf:
    """Finds the unit of a member who is named, empty where it is not known; `state` is another one whenever it may find something else."""

    state: str
    find: Callable[[Place], str]

    def of(self, named: str) -> frozenset[str]:
        """The units of all whom an entry names, as the index keeps them."""
        return frozenset(self.find(_place(one)) or NOT_KNOWN for one in named.split(NAMING))


NOBODY_KNOWS = UnitsOf("", lambda _: "")
"""Where no training ledger says who works where."""


def by_unit(holder: Holder, today: date, units_of: UnitsOf, units: Iterable[str]) -> dict[str, int | None]:
    """How many entries of the last year name a member of each unit, small counts withheld.

    An entry counts once for each unit that it or what is merged into it names. The rows are the units given, those found and NOT_KNOWN.
    Called in a transaction, after `orders.make_room` for `ROOMS`.
    """
    after, state = (today - LOOKED_BACK).isoformat(), index.state(holder.account)
    counts: Counter[str] = Counter()
    for held in kept_parts(holder, PLACES, state.marks(after, units_of.state), partial(_lately, holder, state, after, units_of)):
        counts.update(json.loads(held))
    for line, entries in merged_as_one(holder, state).places.items():
        for unit in units_of.of(line[_DAY + 1 :]) if after < line[:_DAY] and entries else ():
            counts[unit] += entries
    titles = (*sorted({*units, *+counts} - {NOT_KNOWN}), NOT_KNOWN)  # what merging takes off again is no row
    return dict(suppressed("Reports by unit", {unit: counts[unit] for unit in titles}).rows)


def _lately(holder: Holder, state: index.State, after: str, units_of: UnitsOf, blocks: Sequence[str]) -> Mapping[str, str]:
    """Of some blocks how many entries after a day name a member of each unit."""
    alike: dict[str, Counter[str]] = {block: Counter() for block in blocks}
    for block, held in index.counted_in(holder, "places", state.segments(blocks)):
        alike[block].update(line[_DAY + 1 :] for line in held.split(LINE) if after < line[:_DAY])
    found: dict[str, Counter[str]] = {block: Counter() for block in blocks}
    for block, some in alike.items():
        for named, entries in some.items():
            found[block].update(dict.fromkeys(units_of.of(named), entries))
    return {block: json.dumps(counts) for block, counts in found.items()}


def _place(text: str) -> Place:
    *numbers, station = text.split(NUMBER)
    return Place(tuple(numbers), station)
