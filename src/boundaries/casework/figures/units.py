"""Reports by unit of the force, counted in memory from what an account can open; which unit it is, is sealed in each entry."""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from datetime import date, timedelta

from boundaries.casework.accounts.attendance import Holder
from boundaries.casework.content.facts import LINE, NAMING, NUMBER, Facts, place_line
from boundaries.casework.content.index import counted
from boundaries.casework.content.namings import Place
from boundaries.casework.figures.merging import merged_as_one
from boundaries.casework.figures.suppressing import suppressed

LOOKED_BACK = timedelta(days=365)
NOT_KNOWN = "Unit not known"
_DAY = len("2026-11-25")


def by_unit(holder: Holder, today: date, unit_of: Callable[[Place], str], units: Iterable[str]) -> dict[str, int | None]:
    """How many entries of the last year name a member of each unit, small counts withheld; called in a transaction.

    An entry counts once for each unit that it or what is merged into it names. The rows are the units given, those found and NOT_KNOWN.
    """
    after = (today - LOOKED_BACK).isoformat()
    alike = Counter(line[_DAY:] for held in counted(holder, "places") for line in held.split(LINE) if after < line[:_DAY])
    instead = merged_as_one(holder)
    alike -= Counter(_lately(instead.alone, after))
    alike += Counter(_lately(instead.counted, after))
    counts: Counter[str] = Counter()
    for named, entries in alike.items():
        for unit in {unit_of(_place(one)) or NOT_KNOWN for one in named.split(NAMING)[1:]}:
            counts[unit] += entries
    titles = (*sorted({*units, *counts} - {NOT_KNOWN}), NOT_KNOWN)
    return dict(suppressed("Reports by unit", {unit: counts[unit] for unit in titles}).rows)


def _lately(entries: Iterable[Facts], after: str) -> Iterator[str]:
    return (place_line(one)[_DAY:] for one in entries if after < one["day"])


def nobody_knows(_place: Place) -> str:
    """What finds units where no training ledger says who works where."""
    return ""


def _place(text: str) -> Place:
    *numbers, station = text.split(NUMBER)
    return Place(tuple(numbers), station)
