"""Where open cases stand, which clocks of cases have run out, and the verdicts: counted by the database, kept until one of them changes."""

import json
from bisect import bisect_left, bisect_right
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import Count, Min, Q

from boundaries.casework import visibility
from boundaries.casework.accounts.attendance import Holder
from boundaries.casework.cases.workflow import ENDED, State
from boundaries.casework.content import index
from boundaries.casework.figures.middle import Middle, moment
from boundaries.casework.figures.recounting import kept_counts
from boundaries.casework.models import Account, Case, Verdict
from boundaries.casework.models.cases import CLOCK_DAYS, CLOCK_NAMES, end_of
from boundaries.casework.review.precision import newest_verdicts

WORK = "work"
"""What is kept of it."""
SOON = timedelta(days=7)
_LATELY = timedelta(days=28)
_FORM = 4
"""Another one with each change of what is kept."""


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

    def with_more(self, other: "Due") -> "Due":
        """The same clock with others of its kind."""
        return Due(self.what, self.overdue + other.overdue, self.soon + other.soon, self.later + other.later)


@dataclass(frozen=True)
class Decided:
    """The findings that were decided: how many lately and ever, and the newest verdicts by word."""

    lately: int
    ever: int
    verdicts: dict[str, int]


@dataclass(frozen=True)
class Work:
    """Open cases by state, the clocks of all cases, and what was decided."""

    standings: tuple[Standing, ...]
    due: tuple[Due, ...]
    decided: Decided


def work(holder: Holder, state: index.State, now: datetime) -> Work:
    """What an account sees of it. Called in a transaction, after `orders.make_room` for `WORK`.

    Whatever is said of a pair lets everything go that is kept. What says more of no case has none counted anew, nor the verdicts where none
    was given of it.
    """
    account, days = holder.account, (first_day_left(now), first_day_left(now + SOON))

    def cases() -> str:
        return json.dumps(case_counts(account, days))

    def verdicts() -> str:
        return json.dumps(_verdict_counts(account, now))

    def are_cases(ids: Collection[str]) -> bool:
        return Case.objects.filter(pk__in=ids).exists()

    counted = kept_counts(holder, WORK, state, [_FORM, *days], cases, are_cases, verdicts)
    found, given = (json.loads(one) for one in counted)
    return Work(tuple(standings(found, now)), tuple(due(found, now)), _decided(given, now))


def case_counts(account: Account, days: tuple[date, date]) -> dict[str, Any]:
    """Open cases by state: how many, the middle and the first of the moments at which they were opened; and the clocks of all cases.

    Of each clock that runs to a day how many run, to one before the first of the `days`, and before the second; and the moments to
    which the first clock runs. The database counts all but these in one pass.
    """
    seen = visibility.cases(account).order_by()
    counts = {
        f"{name}_{place}": Count("pk", filter=Q(**{f"{name}__lt": day})) for name in CLOCK_DAYS for place, day in enumerate(days)
    }
    running = {f"{name}_running": Count(name) for name in CLOCK_DAYS}
    told = {"cases": Count("pk"), "oldest": Min("opened_at"), "middle": Middle("opened_at"), **counts, **running}
    rows: list[dict[str, Any]] = [dict(row) for row in seen.values("state").annotate(**told)]
    owed = seen.filter(is_referral_owed=True, refer_by_at__isnull=False).values_list("refer_by_at", flat=True)
    return {
        "states": {
            row["state"]: (row["cases"], row["middle"], row["oldest"].isoformat()) for row in rows if row["state"] not in ENDED
        },
        "clocks": [[sum(row[f"{name}_{part}"] for row in rows) for part in ("running", 0, 1)] for name in CLOCK_DAYS],
        "refer_by": sorted(at.isoformat() for at in owed if at),
    }


def standings(counted: Mapping[str, Any], now: datetime) -> list[Standing]:
    """How many open cases stand where and how old they are."""
    found = {state: counted["states"][state] for state in State if state in counted["states"]}
    return [
        Standing(state, cases, (now - moment(middle)).days, (now - datetime.fromisoformat(oldest)).days)
        for state, (cases, middle, oldest) in found.items()
    ]


def due(counted: Mapping[str, Any], now: datetime) -> list[Due]:
    """Of every kind of clock how many have run out."""
    refer_by = counted["refer_by"]
    referral = len(refer_by), *(bisect_left(refer_by, at.isoformat()) for at in (now, now + SOON))
    every = zip(CLOCK_NAMES, (referral, *counted["clocks"]), strict=True)
    return [Due(what, overdue, within - overdue, running - within) for what, (running, overdue, within) in every]


def first_day_left(at: datetime) -> date:
    """The first day whose end has not passed."""
    return at.date() if at <= end_of(at.date()) else at.date() + timedelta(days=1)


def _verdict_counts(account: Account, now: datetime) -> dict[str, Any]:
    """How many newest verdicts there are by word, and the moments of the late ones; only a pair's newest counts."""
    newest = newest_verdicts(account).order_by()
    late = newest.filter(decided_at__gt=now - _LATELY).values_list("decided_at", flat=True)
    words = newest.values("word").annotate(verdicts=Count("pk")).values_list("word", "verdicts")
    return {"words": dict(words), "late": sorted(at.isoformat() for at in late)}


def _decided(counted: Mapping[str, Any], now: datetime) -> Decided:
    words = {str(word.label): counted["words"].get(word.value, 0) for word in Verdict.Word}
    late = counted["late"]
    return Decided(len(late) - bisect_right(late, (now - _LATELY).isoformat()), sum(words.values()), words)
