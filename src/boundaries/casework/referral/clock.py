"""When a referral, an update and word of an outcome are due."""

from datetime import date, datetime, time, timedelta
from functools import cache

import holidays

from boundaries.casework.referral.criteria import CLOCKS, Clocks

_END_OF_DAY = time(23, 59)


def refer_by(first_clear_at: datetime, clocks: Clocks = CLOCKS) -> datetime:
    """The moment by which a matter must be referred: the end of the day that the clock runs to."""
    on = first_clear_at.date()
    due = add_working_days(on, clocks.refer_days) if clocks.refer_calendar == "working" else on + timedelta(clocks.refer_days)
    return datetime.combine(due, _END_OF_DAY)


def next_update(told_on: date, clocks: Clocks = CLOCKS) -> date:
    """The day by which the next update is due."""
    return told_on + timedelta(clocks.update_days)


def first_asked(opened_on: date, clocks: Clocks = CLOCKS) -> date:
    """The day by which a colleague who told the unit is first asked whether they are treated worse for it."""
    return opened_on + timedelta(clocks.watch_days)


def tell_outcome_by(decided_on: date, clocks: Clocks = CLOCKS) -> date:
    """The working day by which the people concerned must hear of an outcome."""
    return add_working_days(decided_on, clocks.outcome_working_days)


def add_working_days(start: date, days: int) -> date:
    """The day that is so many working days of England and Wales after another."""
    day = start
    for _ in range(days):
        day += timedelta(1)
        while not is_working_day(day):
            day += timedelta(1)
    return day


def is_working_day(day: date) -> bool:
    """Whether a day is neither at a weekend nor a bank holiday in England and Wales."""
    return day.weekday() < 5 and day not in _bank_holidays(day.year)


@cache
def _bank_holidays(year: int) -> frozenset[date]:
    return frozenset(holidays.country_holidays("GB", subdiv="ENG", years=year))
