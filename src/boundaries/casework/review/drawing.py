"""The two drawings of a pair: how its bits add up, and when things happened. Geometry only; a table beside each says the same."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from boundaries.handover.finding import SentCase, SentEvent, SentEvidence, SentFinding

BARS_WIDE = 300.0
WIDE, HIGH, LEFT, TOP = 900.0, 240.0, 60.0, 10.0
_SMALLEST = 0.6
_MOST_CASES = 12


@dataclass(frozen=True)
class Bar:
    """One step of the waterfall: what adds or takes how many bits, and where it is drawn."""

    evidence: SentEvidence
    left: float
    length: float

    @property
    def is_against(self) -> bool:
        """Whether it takes bits away."""
        return self.evidence.bits < 0


def waterfall(evidence: Sequence[SentEvidence]) -> tuple[Bar, ...]:
    """Bars on an axis of `BARS_WIDE`, each beginning where the one before ended."""
    ends = [0.0]
    for one in evidence:
        ends.append(ends[-1] + one.bits)
    low, high = min(ends), max(ends)
    scale = BARS_WIDE / (high - low) if high > low else 0.0
    return tuple(
        Bar(one, round((min(start, start + one.bits) - low) * scale, 1), round(max(abs(one.bits) * scale, _SMALLEST), 1))
        for one, start in zip(evidence, ends, strict=False)
    )


@dataclass(frozen=True)
class Dot:
    """One event: where it is drawn, and what it is."""

    x: float
    y: float
    event: SentEvent


@dataclass(frozen=True)
class Stretch:
    """A shift or a case, from one day to another."""

    x: float
    width: float
    label: str


@dataclass(frozen=True)
class Mark:
    """A day named below the drawing."""

    x: float
    day: date


@dataclass(frozen=True)
class Timeline:
    """Days across, hours of the day down: events as dots, shifts and cases as stretches."""

    dots: tuple[Dot, ...]
    shifts: tuple[Stretch, ...]
    cases: tuple[Stretch, ...]
    marks: tuple[Mark, ...]


def timeline(finding: SentFinding) -> Timeline | None:
    """The drawing of a pair's events; None where nothing happened that has a time."""
    if not finding.events:
        return None
    moments = [event.at for event in finding.events]
    begins_at = datetime.combine(min(moments), datetime.min.time())
    ends_at = datetime.combine(max(moments), datetime.min.time()) + timedelta(days=1)

    def x(at: datetime) -> float:
        inside = min(max(at, begins_at), ends_at)
        return round(LEFT + (inside - begins_at) / (ends_at - begins_at) * (WIDE - LEFT), 1)

    def stretch(starts_at: datetime, stops_at: datetime, label: str) -> Stretch:
        return Stretch(x(starts_at), max(round(x(stops_at) - x(starts_at), 1), 1.0), label)

    return Timeline(
        dots=tuple(Dot(x(one.at), _down(one.at), one) for one in finding.events),
        shifts=tuple(stretch(one.starts_at, one.ends_at, one.kind) for one in finding.shifts if one.ends_at > begins_at),
        cases=tuple(
            stretch(one.opened_at, one.closed_at or ends_at, one.kind) for one in _shown_cases(finding, begins_at, ends_at)
        ),
        marks=tuple(Mark(x(day), day.date()) for day in _named_days(begins_at, ends_at)),
    )


def _shown_cases(finding: SentFinding, begins_at: datetime, ends_at: datetime) -> list[SentCase]:
    """The cases of the time drawn, those the member worked on first, as many as fit; in the order in which they were opened."""
    open_then = [one for one in finding.cases if one.opened_at < ends_at and (one.closed_at or ends_at) > begins_at]
    kept = sorted(open_then, key=lambda one: (not one.member_roles, one.opened_at))[:_MOST_CASES]
    return sorted(kept, key=lambda one: one.opened_at)


def _down(at: datetime) -> float:
    """Midnight at the top, the next at the bottom."""
    return round(TOP + (at.hour + at.minute / 60) / 24 * HIGH, 1)


def _named_days(begins_at: datetime, ends_at: datetime) -> list[datetime]:
    """Up to six days, evenly apart."""
    apart = max(timedelta(days=1), (ends_at - begins_at) / 6)
    return [begins_at + apart * step for step in range(6) if begins_at + apart * step < ends_at]
