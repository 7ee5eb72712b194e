"""The clocks of a case: what falls due, and when."""

from collections.abc import Iterator
from datetime import date, datetime, time
from typing import NamedTuple

from boundaries.casework.models import Case

_END_OF_DAY = time(23, 59)


class Clock(NamedTuple):
    """One thing that falls due."""

    what: str
    due_at: datetime


CLOCK_NAMES = ("Referral", "Update", "Word of the outcome", "Review of oversight")


def clocks_of(case: Case) -> Iterator[Clock]:
    """Every clock of a case that is running."""
    is_owed = case.referred_at is None or (case.first_clear_at is not None and case.first_clear_at > case.referred_at)
    if case.refer_by_at and is_owed:
        yield Clock(CLOCK_NAMES[0], case.refer_by_at)
    for what, day in zip(CLOCK_NAMES[1:], (case.update_by_on, case.outcome_by_on, case.review_on), strict=True):
        if day:
            yield Clock(what, _end_of(day))


def next_clock(case: Case) -> datetime | None:
    """The first moment at which something falls due."""
    return min((clock.due_at for clock in clocks_of(case)), default=None)


def _end_of(day: date) -> datetime:
    return datetime.combine(day, _END_OF_DAY)
