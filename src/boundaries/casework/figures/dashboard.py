"""The dashboard: how much came in by which route, which first answers are due, and what waits for review."""

from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Count, Q

from boundaries.casework import visibility
from boundaries.casework.figures.counting import Told
from boundaries.casework.figures.working import SOON, Due, first_day_left
from boundaries.casework.models import Account

FIRST_ANSWER = "First answer"
MONTHS = 12


@dataclass(frozen=True)
class Intake:
    """Entries by month, the newest first, and route; every month has every route."""

    routes: tuple[str, ...]
    months: tuple[tuple[date, tuple[int, ...], int], ...]


def intake(counts: Told, today: date) -> Intake:
    """The entries of this month and the eleven before; `counts` are of this year and the one before."""
    months = [_month_before(today, back) for back in range(MONTHS)]
    rows = {month: counts.years[month.year]["month"] for month in months}
    words = {(month, word): count for month in months for word, count in rows[month].items() if word.startswith(f"{month:%m} ")}
    found = {(month, word.partition(" ")[2]): count for (month, word), count in words.items()}
    routes = tuple(sorted({route for _, route in found}))
    lines = ((month, tuple(found.get((month, route), 0) for route in routes)) for month in months)
    return Intake(routes, tuple((month, line, sum(line)) for month, line in lines))


def answers_due(account: Account, now: datetime) -> Due:
    """How many first answers are owed to whoever reported something, as of the clocks of cases."""
    by = {"overdue": first_day_left(now), "within": first_day_left(now + SOON)}
    counted = {part: Count("pk", filter=Q(answer_by_on__lt=day)) for part, day in by.items()}
    owed = visibility.entries(account).filter(answer_by_on__isnull=False).order_by()
    found = owed.aggregate(running=Count("pk"), **counted)
    return Due(FIRST_ANSWER, found["overdue"], found["within"] - found["overdue"], found["running"] - found["within"])


def waiting(account: Account) -> int:
    """How many of an account's findings wait to be reviewed."""
    return visibility.pairs(account).filter(is_waiting=True).count()


def _month_before(day: date, back: int) -> date:
    months = day.year * 12 + day.month - 1 - back
    return date(months // 12, months % 12 + 1, 1)
