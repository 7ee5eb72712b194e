"""When things happened: day against hour of day, on the member's roster, under the stage of the person's cases."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from boundaries.detection.facts.spans import AFTERCARE_DAYS
from boundaries.detection.report.events import AWAY, ON_DUTY, CaseSpan, Duty, Event, History, What
from boundaries.detection.report.words import short_day

LEFT, RIGHT, WIDTH = 112.0, 752.0, 760.0
TOP, STRIP, HOURS_HIGH, LOG_HIGH, FOOT = 8.0, 20.0, 168.0, 22.0, 26.0
MOST_CASES = 4
MARGIN = timedelta(days=4)
SHORTEST = timedelta(days=21)
DRAWN = (What.LOOK_UP, What.VISIT, What.CONTACT)
SIZE = {What.CONTACT: 3.0, What.VISIT: 3.4, What.LOOK_UP: 4.0}
CROWDED = 400


@dataclass(frozen=True)
class Marks:
    """All events of one kind and duty as one path; `look` is the class that styles it."""

    look: str
    path: str


@dataclass(frozen=True)
class Strip:
    """One case over time: open, after-care and closed as stretches of one line."""

    label: str
    y: float
    open_path: str
    aftercare_path: str
    closed_path: str


@dataclass(frozen=True)
class Tick:
    """One label on an axis."""

    at: float
    text: str


@dataclass(frozen=True)
class Timeline:
    """A drawing of `width` by `height`, with every path ready."""

    width: float
    height: float
    left: float
    right: float
    strips: tuple[Strip, ...]
    cases_left_out: int
    hours_top: float
    hours_bottom: float
    hours: tuple[Tick, ...]
    days: tuple[Tick, ...]
    duty_path: str
    away_path: str
    marks: tuple[Marks, ...]
    log_y: float
    log_path: str
    asked_from_at: datetime
    asked_to_at: datetime


@dataclass(frozen=True)
class _Scale:
    from_at: datetime
    to_at: datetime
    hours_top: float

    def x(self, at: datetime) -> float:
        share = (min(max(at, self.from_at), self.to_at) - self.from_at) / (self.to_at - self.from_at)
        return round(LEFT + share * (RIGHT - LEFT), 1)

    def y(self, at: datetime) -> float:
        return round(self.hours_top + (at.hour + at.minute / 60) / 24 * HOURS_HIGH, 1)


def timeline(history: History, as_of: datetime) -> Timeline | None:
    """The drawing of a pair's history; none where nothing happened."""
    if not history.events:
        return None
    from_at, to_at = _span([event.at for event in history.events], as_of)
    cases = [(place, case) for place, case in enumerate(history.cases) if case.opened_at < to_at]
    shown = sorted(sorted(cases, key=lambda one: (bool(one[1].member_roles), one[0]))[-MOST_CASES:], key=lambda one: one[0])
    hours_top = TOP + STRIP * max(len(shown), 1) + 6
    scale = _Scale(from_at, to_at, hours_top)
    hours_bottom = hours_top + HOURS_HIGH
    return Timeline(
        width=WIDTH,
        height=hours_bottom + LOG_HIGH + FOOT,
        left=LEFT,
        right=RIGHT,
        strips=tuple(_strip(case, case_name(place), row, scale) for row, (place, case) in enumerate(shown)),
        cases_left_out=len(history.cases) - len(shown),
        hours_top=hours_top,
        hours_bottom=hours_bottom,
        hours=tuple(Tick(hours_top + hour / 24 * HOURS_HIGH, f"{hour:02d}:00") for hour in (0, 6, 12, 18, 24)),
        days=_days(scale),
        duty_path=_shading(((s.starts_at, s.ends_at) for s in history.shifts if s.kind in ON_DUTY), scale),
        away_path=_shading(((s.starts_at, s.ends_at) for s in history.shifts if s.kind in AWAY), scale),
        marks=tuple(_marks(history.events, scale)),
        log_y=hours_bottom + 6,
        log_path=_log_path(history.events, scale, hours_bottom + 6),
        asked_from_at=from_at,
        asked_to_at=to_at,
    )


def case_name(place: int) -> str:
    """What a page calls the case at this place, oldest first."""
    return f"Case {place + 1}"


def _span(moments: list[datetime], as_of: datetime) -> tuple[datetime, datetime]:
    first, last = min(moments), min(max(moments), as_of)
    from_at = (first - MARGIN).replace(hour=0, minute=0, second=0, microsecond=0)
    to_at = (last + MARGIN).replace(hour=0, minute=0, second=0, microsecond=0)
    return from_at, max(to_at, from_at + SHORTEST)


def _strip(case: CaseSpan, name: str, row: int, scale: _Scale) -> Strip:
    y = TOP + row * STRIP + STRIP / 2
    closed_at = case.closed_at or scale.to_at
    cared_until = case.closed_at + timedelta(days=AFTERCARE_DAYS) if case.closed_at else scale.to_at

    def stretch(from_at: datetime, to_at: datetime) -> str:
        if to_at <= scale.from_at or from_at >= scale.to_at or to_at <= from_at:
            return ""
        return f"M{scale.x(from_at):g} {y:g}H{scale.x(to_at):g}"

    label = f"{name}, {'on it' if case.member_roles else 'not on it'}"
    over = stretch(cared_until, scale.to_at) if case.closed_at else ""
    return Strip(label, y, stretch(case.opened_at, closed_at), stretch(closed_at, cared_until), over)


def _shading(spans: Iterable[tuple[datetime, datetime]], scale: _Scale) -> str:
    """Boxes of the hours covered on each day, as one path; days one after another with the same hours make one box."""
    boxes: list[tuple[float, float, float, float]] = []
    for starts_at, ends_at in sorted(spans):
        at, until = max(starts_at, scale.from_at), min(ends_at, scale.to_at)
        while at < until:
            midnight = at.replace(hour=0, minute=0, second=0, microsecond=0)
            next_day = midnight + timedelta(days=1)
            bottom = scale.hours_top + HOURS_HIGH if until >= next_day else scale.y(until)
            boxes.append((scale.y(at), bottom, scale.x(midnight), scale.x(next_day)))
            at = next_day
    return "".join(f"M{left:g} {top:g}H{right:g}V{bottom:g}H{left:g}z" for top, bottom, left, right in _joined(boxes))


def _joined(boxes: list[tuple[float, float, float, float]]) -> list[tuple[float, float, float, float]]:
    """Boxes (top, bottom, left, right) of which no two of one height touch."""
    joined: list[tuple[float, float, float, float]] = []
    for top, bottom, left, right in sorted(set(boxes)):
        if joined and joined[-1][:2] == (top, bottom) and joined[-1][3] >= left:
            joined[-1] = (top, bottom, joined[-1][2], max(joined[-1][3], right))
        else:
            joined.append((top, bottom, left, right))
    return joined


def _marks(events: Iterable[Event], scale: _Scale) -> Iterable[Marks]:
    happened = list(events)
    for what in DRAWN:
        for duty in (Duty.UNKNOWN, Duty.ON, Duty.OFF):
            same = [event.at for event in happened if event.what is what and event.duty is duty]
            places = 0 if len(same) > CROWDED else 1  # where marks crowd, those on one point of the drawing become one
            path = "".join(dict.fromkeys(shape(what, round(scale.x(at), places), round(scale.y(at), places)) for at in same))
            if path:
                yield Marks(look(what, duty), path)


def look(what: What, duty: Duty) -> str:
    """The class names that style a kind of mark."""
    return f"mark {what.name.lower().replace('_', '-')} {duty.name.lower()}-duty"


def shape(what: What, x: float, y: float) -> str:
    """The outline of one mark: a circle is a contact, a square a visit, a triangle a look-up."""
    size = SIZE[what]
    if what is What.CONTACT:
        return f"M{x - size:g} {y:g}a{size:g} {size:g} 0 1 0 {2 * size:g} 0a{size:g} {size:g} 0 1 0{-2 * size:g} 0"
    if what is What.VISIT:
        return f"M{x - size:g} {y - size:g}h{2 * size:g}v{2 * size:g}h{-2 * size:g}z"
    return f"M{x:g} {y - size:g}l{size:g} {1.8 * size:g}h{-2 * size:g}z"


def _log_path(events: Iterable[Event], scale: _Scale, y: float) -> str:
    marks = (f"M{scale.x(event.at):g} {y:g}v10" for event in events if event.what is What.ENTRY)
    return "".join(dict.fromkeys(marks))


def _days(scale: _Scale) -> tuple[Tick, ...]:
    """Labels for days: every week on a short axis, the first of each month or third month on a long one."""
    length = (scale.to_at - scale.from_at).days
    if length <= 75:
        step = 7 if length <= 45 else 14
        dates = [scale.from_at + timedelta(days=n) for n in range(0, length, step)]
        return tuple(Tick(scale.x(date), f"{date.day} {date:%b}") for date in dates if scale.x(date) < RIGHT - 24)
    apart = 1 if length <= 300 else 2 if length <= 540 else 3 if length <= 1300 else 12
    ticks: list[Tick] = []
    date = (scale.from_at + timedelta(days=31)).replace(day=1)
    while date < scale.to_at:
        if (date.month - 1) % apart == 0 and scale.x(date) < RIGHT - 24:
            ticks.append(Tick(scale.x(date), f"{date:%b %Y}" if date.month == 1 or not ticks else f"{date:%b}"))
        date = (date + timedelta(days=31)).replace(day=1)
    return tuple(ticks) or (Tick(scale.x(scale.from_at), short_day(scale.from_at)),)
