"""Reports by unit of the force, counted in memory from what an account can open; which unit it is, is sealed in each entry."""

from collections import Counter
from collections.abc import Callable, Iterable
from datetime import date, timedelta

from boundaries.casework import visibility
from boundaries.casework.accounts.attendance import Holder
from boundaries.casework.content.gathering import pieces_in
from boundaries.casework.figures.suppressing import suppressed
from boundaries.casework.meeting.members import KINDS, named_in
from boundaries.handover.people import NamedMember

LOOKED_BACK = timedelta(days=365)
NOT_KNOWN = "Unit not known"


def by_unit(holder: Holder, today: date, unit_of: Callable[[NamedMember], str], units: Iterable[str]) -> dict[str, int | None]:
    """How many entries of the last year name a member of each unit, small counts withheld; called in a transaction.

    An entry counts once for each unit that it names. The rows are the units that are given, those found and NOT_KNOWN.
    """
    recent = visibility.safes(holder.account).filter(entry__received_on__gt=today - LOOKED_BACK)
    found: dict[str, set[str]] = {}
    for named in named_in(pieces_in(holder, recent, KINDS)):
        found.setdefault(unit_of(named.told) or NOT_KNOWN, set()).add(named.safe_id)
    counts = Counter({unit: len(entries) for unit, entries in found.items()})
    titles = (*sorted({*units, *found} - {NOT_KNOWN}), NOT_KNOWN)
    return dict(suppressed("Reports by unit", {unit: counts[unit] for unit in titles}).rows)


def nobody_knows(_member: NamedMember) -> str:
    """What finds units where no training ledger says who works where."""
    return ""
