"""The dashboard: how much came in by which route, which first answers are due, and what waits for review."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Count, Q, QuerySet

from boundaries.casework import visibility
from boundaries.casework.cases.acting import to_act_on
from boundaries.casework.figures.counting import Told
from boundaries.casework.figures.working import SOON, Due, first_day_left
from boundaries.casework.models import Account, Entry
from boundaries.casework.models.cases import URGENT_ACTION

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
    owed = visibility.entries(account).filter(answer_by_on__isnull=False).order_by()
    return _entries_due(owed, "answer_by_on", FIRST_ANSWER, now)


def _entries_due(owed: QuerySet[Entry], column: str, what: str, now: datetime) -> Due:
    """Of entries that a column gives a day, how many are overdue as of the clocks of cases."""
    by = {"overdue": first_day_left(now), "within": first_day_left(now + SOON)}
    counted = {part: Count("pk", filter=Q(**{f"{column}__lt": day})) for part, day in by.items()}
    found = owed.aggregate(running=Count("pk"), **counted)
    return Due(what, found["overdue"], found["within"] - found["overdue"], found["running"] - found["within"])


def with_entries(due: Iterable[Due], account: Account, now: datetime) -> list[Due]:
    """The clocks of cases, and first answers before them; with what is urgent in cases stand the entries to act on that are in none."""
    owed = _entries_due(to_act_on(account).order_by(), "act_by_on", URGENT_ACTION, now)
    return [answers_due(account, now), *(one.with_more(owed) if one.what == URGENT_ACTION else one for one in due)]


def waiting(account: Account) -> int:
    """How many of an account's findings wait to be reviewed."""
    return visibility.pairs(account).filter(is_waiting=True).count()


def _month_before(day: date, back: int) -> date:
    months = day.year * 12 + day.month - 1 - back
    return date(months // 12, months % 12 + 1, 1)
