"""What a timeline shows, in numbers: by month for whoever does not see the drawing, and in all."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from boundaries.detection.facts.spans import AFTERCARE_DAYS
from boundaries.detection.report.events import CaseSpan, Duty, Event, History, What

NIGHT_FROM, NIGHT_TO = 22, 6


@dataclass(frozen=True)
class Month:
    """One month in numbers, for whoever does not see the drawing."""

    first_at: datetime
    stage: str
    contacts: int
    contacts_off_duty: int
    visits: int
    visits_off_duty: int
    look_ups: int
    entries: int


@dataclass(frozen=True)
class Totals:
    """How many of a kind there are; `off` duty, duty `unknown`, at `night` between 22:00 and 06:00, and with the `day` alone."""

    what: What
    amount: int
    off: int
    unknown: int
    night: int
    day: int


def months(history: History) -> tuple[Month, ...]:
    """The months in which something happened, oldest first."""
    counted: Counter[tuple[datetime, What, Duty]] = Counter(
        (datetime(event.at.year, event.at.month, 1), event.what, event.duty) for event in history.events
    )

    def amount(first_at: datetime, what: What, *duties: Duty) -> int:
        return sum(counted[first_at, what, duty] for duty in duties or tuple(Duty))

    return tuple(
        Month(
            first_at,
            stage(history.cases, first_at),
            amount(first_at, What.CONTACT),
            amount(first_at, What.CONTACT, Duty.OFF),
            amount(first_at, What.VISIT),
            amount(first_at, What.VISIT, Duty.OFF),
            amount(first_at, What.LOOK_UP),
            amount(first_at, What.ENTRY),
        )
        for first_at in sorted({key[0] for key in counted})
    )


def totals(events: Iterable[Event]) -> tuple[Totals, ...]:
    """Counts of contacts, visits and look-ups; kinds with none are left out."""
    happened = list(events)
    made = []
    for what in (What.CONTACT, What.VISIT, What.LOOK_UP):
        same = [event for event in happened if event.what is what]
        if same:
            off = sum(event.duty is Duty.OFF for event in same)
            unknown = sum(event.duty is Duty.UNKNOWN for event in same)
            timed = [event.at.hour for event in same if event.has_hour]
            night = sum(hour >= NIGHT_FROM or hour < NIGHT_TO for hour in timed)
            made.append(Totals(what, len(same), off, unknown, night, len(same) - len(timed)))
    return tuple(made)


def stage(cases: Iterable[CaseSpan], first_at: datetime) -> str:
    """The furthest-open stage of any case within the month that starts at `first_at`."""
    end = (first_at + timedelta(days=32)).replace(day=1)
    begun = [case for case in cases if case.opened_at < end]
    if any(case.closed_at is None or case.closed_at >= first_at for case in begun):
        return "open"
    if any(case.closed_at and case.closed_at + timedelta(days=AFTERCARE_DAYS) >= first_at for case in begun):
        return "after-care"
    return "closed" if begun else "no case"
