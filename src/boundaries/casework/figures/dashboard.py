"""The dashboard: how much came in by which route, which first answers are due, and what waits for review."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Count

from boundaries.casework import visibility
from boundaries.casework.cases.acting import to_act_on
from boundaries.casework.figures.counting import Told
from boundaries.casework.figures.working import SOON, Due, first_day_left
from boundaries.casework.models import Account
from boundaries.casework.models.cases import URGENT_ACTION
from boundaries.casework.models.prepared import Prepared

FIRST_ANSWER = "First answer"
MONTHS = 12
_TO_ANSWER = Prepared(
    lambda account: (
        visibility.entries(account)
        .filter(answer_by_on__isnull=False)
        .order_by()
        .values_list("answer_by_on")
        .annotate(entries=Count("pk"))
    )
)
_TO_ACT_ON = Prepared(lambda account: to_act_on(account).order_by().values_list("act_by_on").annotate(entries=Count("pk")))
_WAITING = Prepared(
    lambda account: (
        visibility.pairs(account)
        .filter(is_waiting=True)
        .order_by()
        .values("is_waiting")
        .annotate(pairs=Count("pk"))
        .values_list("pairs")
    )
)


@dataclass(frozen=True)
class Intake:
    """Entries by month, the newest first, and route; every month has every route."""

    routes: tuple[str, ...]
    months: tuple[tuple[date, tuple[int, ...], int], ...]


def intake(counts: Told, today: date) -> Intake:
    """The entries of this month and the eleven before; `counts` are of this year and the one before."""
    months = [_month_before(today, back) for back in range(MONTHS)]
    rows = {month: counts.years[month.year]["month"] for month in months}
    begun = {month: f"{month:%m} " for month in months}
    words = {(month, word): count for month in months for word, count in rows[month].items() if word.startswith(begun[month])}
    found = {(month, word.partition(" ")[2]): count for (month, word), count in words.items()}
    routes = tuple(sorted({route for _, route in found}))
    lines = ((month, tuple(found.get((month, route), 0) for route in routes)) for month in months)
    return Intake(routes, tuple((month, line, sum(line)) for month, line in lines))


def answers_due(account: Account, now: datetime) -> Due:
    """How many first answers are owed to whoever reported something, as of the clocks of cases."""
    return _entries_due(_TO_ANSWER(account=account.pk), FIRST_ANSWER, now)


def _entries_due(owed: Iterable[tuple[date, int]], what: str, now: datetime) -> Due:
    """Of how many entries something is due by each of some days: how many are overdue as of the clocks of cases."""
    overdue = soon = later = 0
    today, then = first_day_left(now), first_day_left(now + SOON)
    for day, entries in owed:
        if day < today:
            overdue += entries
        elif day < then:
            soon += entries
        else:
            later += entries
    return Due(what, overdue, soon, later)


def with_entries(due: Iterable[Due], account: Account, now: datetime) -> list[Due]:
    """The clocks of cases, and first answers before them; with what is urgent in cases stand the entries to act on that are in none."""
    owed = _entries_due(_TO_ACT_ON(account=account.pk), URGENT_ACTION, now)
    return [answers_due(account, now), *(one.with_more(owed) if one.what == URGENT_ACTION else one for one in due)]


def waiting(account: Account) -> int:
    """How many of an account's findings wait to be reviewed."""
    found = _WAITING.first(account=account.pk)
    return found[0] if found else 0


def _month_before(day: date, back: int) -> date:
    months = day.year * 12 + day.month - 1 - back
    return date(months // 12, months % 12 + 1, 1)
