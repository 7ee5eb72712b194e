"""The dashboard: how much came in by which route, where cases stand, what is due, and how far the review has come."""

import json
from collections import Counter
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import Count, Min, Q, QuerySet

from boundaries.casework import visibility
from boundaries.casework.cases.workflow import ENDED, State
from boundaries.casework.figures.counting import Told
from boundaries.casework.figures.middle import Middle, moment
from boundaries.casework.models import Account, Case, Scan, Verdict
from boundaries.casework.models.cases import CLOCK_DAYS, CLOCK_NAMES, end_of
from boundaries.casework.review.precision import newest_verdicts

FIRST_ANSWER = "First answer"
MONTHS = 12
_SOON = timedelta(days=7)
_LATELY = timedelta(days=28)


@dataclass(frozen=True)
class Standing:
    """The open cases of one state, and how many days ago they were opened: the middle and the oldest."""

    state: State
    cases: int
    middle_days: int
    oldest_days: int


@dataclass(frozen=True)
class Due:
    """How many clocks of one kind have run out, run out within a week, or run longer."""

    what: str
    overdue: int
    soon: int
    later: int


@dataclass(frozen=True)
class Review:
    """The findings: how many wait, how many were decided lately and ever, and the newest verdicts by word."""

    waiting: int
    lately: int
    decided: int
    verdicts: dict[str, int]


@dataclass(frozen=True)
class Checked:
    """What the newest scan could look at: how many detectors by state."""

    as_of: datetime
    states: dict[str, int]


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


def open_cases(account: Account) -> QuerySet[Case]:
    """The cases that an account sees and that have not ended."""
    return visibility.cases(account).exclude(state__in=ENDED)


def standings_and_due(account: Account, now: datetime) -> tuple[list[Standing], list[Due]]:
    """How many open cases stand where and how old they are, and of every kind of clock how many have run out.

    The database counts all in one pass.
    """
    seen = open_cases(account).order_by()
    clocks = _clocks(now)
    counted = {f"{place}_{part}": count for place, clock in enumerate(clocks) for part, count in enumerate(clock)}
    told = {"cases": Count("pk"), "oldest": Min("opened_at"), "middle": Middle("opened_at"), **counted}
    rows: dict[str, dict[str, Any]] = {row["state"]: dict(row) for row in seen.values("state").annotate(**told)}
    standings = [
        Standing(state, rows[state]["cases"], (now - moment(rows[state]["middle"])).days, (now - rows[state]["oldest"]).days)
        for state in State
        if state in rows
    ]
    due = []
    for place, what in enumerate(CLOCK_NAMES):
        running, overdue, within = (sum(row[f"{place}_{part}"] for row in rows.values()) for part in range(len(clocks[place])))
        due.append(Due(what, overdue, within - overdue, running - within))
    return standings, due


def answers_due(account: Account, now: datetime) -> Due:
    """How many first answers are owed to whoever reported something, as of the clocks of cases."""
    by = {"overdue": _first_day_left(now), "within": _first_day_left(now + _SOON)}
    counted = {part: Count("pk", filter=Q(answer_by_on__lt=day)) for part, day in by.items()}
    owed = visibility.entries(account).filter(answer_by_on__isnull=False).order_by()
    found = owed.aggregate(running=Count("pk"), **counted)
    return Due(FIRST_ANSWER, found["overdue"], found["within"] - found["overdue"], found["running"] - found["within"])


def _clocks(now: datetime) -> list[tuple[Count, Count, Count]]:
    """Of each clock, as `Case.clocks` has them: where it runs, where it has run out, and where it has within a week."""
    is_owed = Q(is_referral_owed=True)
    soon = now + _SOON
    referral = (
        Count("refer_by_at", filter=is_owed),
        Count("pk", filter=Q(refer_by_at__lt=now) & is_owed),
        Count("pk", filter=Q(refer_by_at__lt=soon) & is_owed),
    )
    over, within = _first_day_left(now), _first_day_left(soon)
    days = [
        (Count(name), Count("pk", filter=Q(**{f"{name}__lt": over})), Count("pk", filter=Q(**{f"{name}__lt": within})))
        for name in CLOCK_DAYS
    ]
    return [referral, *days]


def _first_day_left(at: datetime) -> date:
    """The first day whose end has not passed."""
    return at.date() if at <= end_of(at.date()) else at.date() + timedelta(days=1)


def review(account: Account, now: datetime) -> Review:
    """How far an account's findings have been reviewed; only a pair's newest verdict counts."""
    lately = Count("pk", filter=Q(decided_at__gt=now - _LATELY))
    rows = newest_verdicts(account).values("word").order_by("word").annotate(verdicts=Count("pk"), lately=lately)
    counts = {row["word"]: row for row in rows}
    words = {str(word.label): counts[word.value]["verdicts"] if word.value in counts else 0 for word in Verdict.Word}
    waiting = visibility.pairs(account).filter(is_waiting=True).count()
    return Review(waiting, sum(row["lately"] for row in counts.values()), sum(words.values()), words)


def checked() -> Checked | None:
    """What the newest scan could look at; it says nothing of any pair."""
    scan = Scan.objects.first()
    if scan is None:
        return None
    states = Counter(state for _, _, state, _ in json.loads(scan.coverage))
    return Checked(scan.as_of, {state: states[state] for state in ("checked", "partly", "not_checked")})


def _month_before(day: date, back: int) -> date:
    months = day.year * 12 + day.month - 1 - back
    return date(months // 12, months % 12 + 1, 1)
