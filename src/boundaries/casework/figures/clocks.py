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


CLOCK_NAMES = ("Referral", "Update", "Word of the outcome", "Review of oversight", "Task", "Detriment watch", "Welfare")


def clocks_of(case: Case) -> Iterator[Clock]:
    """Every clock of a case that is running."""
    if case.refer_by_at and case.is_referral_owed:
        yield Clock(CLOCK_NAMES[0], case.refer_by_at)
    days = (case.update_by_on, case.outcome_by_on, case.review_on, case.task_by_on, case.watch_on, case.welfare_on)
    for what, day in zip(CLOCK_NAMES[1:], days, strict=True):
        if day:
            yield Clock(what, _end_of(day))


def next_clock(case: Case) -> datetime | None:
    """The first moment at which something falls due."""
    return min((clock.due_at for clock in clocks_of(case)), default=None)


def _end_of(day: date) -> datetime:
    return datetime.combine(day, _END_OF_DAY)
