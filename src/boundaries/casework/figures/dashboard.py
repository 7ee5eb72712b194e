"""The dashboard: how much came in by which route, where cases stand, what is due, and how far the review has come."""

import json
from collections import Counter
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from statistics import median

from django.db.models import Count
from django.db.models.functions import TruncMonth

from boundaries.casework import visibility
from boundaries.casework.cases.workflow import ENDED, State
from boundaries.casework.figures.clocks import CLOCK_NAMES, clocks_of
from boundaries.casework.models import Account, Case, Scan, Verdict

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


def intake(account: Account, today: date) -> Intake:
    """The entries that an account sees, of this month and the eleven before."""
    months = [_month_before(today, back) for back in range(MONTHS)]
    rows = (
        visibility.entries(account)
        .filter(received_on__gte=months[-1])
        .annotate(month=TruncMonth("received_on"))
        .values("month", "route")
        .order_by("month", "route")
        .annotate(entries=Count("pk"))
    )
    counts = {(row["month"], row["route"]): row["entries"] for row in rows}
    routes = tuple(sorted({route for _, route in counts}))
    lines = ((month, tuple(counts.get((month, route), 0) for route in routes)) for month in months)
    return Intake(routes, tuple((month, line, sum(line)) for month, line in lines))


def open_cases(account: Account) -> list[Case]:
    """The cases that an account sees and that have not ended."""
    return list(visibility.cases(account).exclude(state__in=ENDED))


def standings(cases: list[Case], now: datetime) -> list[Standing]:
    """How many open cases stand where, and how old they are."""
    ages: dict[State, list[int]] = {}
    for case in cases:
        ages.setdefault(State(case.state), []).append((now - case.opened_at).days)
    return [Standing(state, len(ages[state]), int(median(ages[state])), max(ages[state])) for state in State if state in ages]


def due(cases: list[Case], now: datetime) -> list[Due]:
    """Every kind of clock, with how many have run out."""
    found: dict[str, Counter[str]] = {what: Counter() for what in CLOCK_NAMES}
    for case in cases:
        for clock in clocks_of(case):
            when = "overdue" if clock.due_at < now else "soon" if clock.due_at < now + _SOON else "later"
            found[clock.what][when] += 1
    return [Due(what, counts["overdue"], counts["soon"], counts["later"]) for what, counts in found.items()]


def review(account: Account, now: datetime) -> Review:
    """How far an account's findings have been reviewed; only a pair's newest verdict counts."""
    seen = visibility.pairs(account)
    newest: dict[str, tuple[str, datetime]] = {}
    for pair_id, word, decided_at in Verdict.objects.filter(pair__in=seen).values_list("pair_id", "word", "decided_at"):
        newest[pair_id] = (word, decided_at)
    counts = Counter(word for word, _ in newest.values())
    lately = sum(decided_at > now - _LATELY for _, decided_at in newest.values())
    words = {str(word.label): counts[word.value] for word in Verdict.Word}
    return Review(seen.filter(is_waiting=True).count(), lately, len(newest), words)


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
