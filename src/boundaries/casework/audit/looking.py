"""What each kind of rule finds in one account's looks: by column, since a month of a unit's looking is thousands of lines."""

import json
from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Hashable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from itertools import compress
from typing import TypeVar

from boundaries.casework.audit.rules import Rule, RuleKind

_DAY, _CLOCK = len("2026-11-25"), slice(len("2026-11-25T"), len("2026-11-25T12:00:00"))
"""Where the day and the hour stand in the text of a moment, which is local."""
Row = tuple[int, str, str, str, str, str]
"""A line of the trail as the database gives it, a `Line` too: its parts in the order of `Line`."""
Key = TypeVar("Key", bound=Hashable)
Cell = TypeVar("Cell")
_NOON, _SATURDAY, _ONE_DAY = "12:00:00", 5, timedelta(days=1)


@dataclass(frozen=True)
class Anomaly:
    """One thing worth a question: the rule, whose account, from which line on, when, and how many lines."""

    rule: Rule
    actor: str
    sequence: int
    at: datetime
    count: int
    about: str = ""


@dataclass(frozen=True)
class Looks:
    """One account's lines by column, in their order; `moments` are `times` as text, `days` their days.

    `worked_on` are the days and ids of what it worked on, `kinds` the acts that there are.
    """

    actor: str
    kinds: frozenset[str]
    worked_on: frozenset[tuple[str, str]]
    sequences: Sequence[int]
    moments: Sequence[str]
    days: Sequence[str]
    times: Sequence[datetime]
    acts: Sequence[str]
    abouts: Sequence[str]
    details: Sequence[str]

    def of(self, acts: frozenset[str]) -> "Looks":
        """Those of some acts."""
        if acts >= self.kinds:
            return self
        wanted = [act in acts for act in self.acts] if acts & self.kinds else ()

        def some(column: Sequence[Cell]) -> Sequence[Cell]:
            return tuple(compress(column, wanted))

        return replace(
            self, kinds=acts & self.kinds, sequences=some(self.sequences), moments=some(self.moments), days=some(self.days), times=some(self.times),
            acts=some(self.acts), abouts=some(self.abouts), details=some(self.details),
        )  # fmt: skip

    def anomaly(self, rule: Rule, place: int, count: int, about: str = "") -> Anomaly:
        """What a rule found, from the line at a place on."""
        return Anomaly(rule, self.actor, self.sequences[place], self.times[place], count, about)


def looks_of(actor: str, rows: Sequence[Row], done: frozenset[str]) -> Looks | None:
    """One account's lines by column, None where there are none; one whose moment somebody broke is left out, which the chain tells.

    `done` are the acts that show that something was worked on.
    """
    try:
        times = [datetime.fromisoformat(line[1]) for line in rows]
    except ValueError:
        times = []
    if None in {at.tzinfo for at in times} or not times:
        rows = [line for line in rows if _is_moment(line[1])]
        times = [datetime.fromisoformat(line[1]) for line in rows]
    if not rows:
        return None
    sequences, moments, _, acts, abouts, details = zip(*rows, strict=True)
    days, kinds = [moment[:_DAY] for moment in moments], frozenset(acts)
    did = [act in done for act in acts] if done & kinds else ()
    worked_on = frozenset(compress(zip(days, abouts, strict=True), did))
    return Looks(actor, kinds, worked_on, sequences, moments, days, times, acts, abouts, details)


def rate(rule: Rule, looks: Looks) -> list[Anomaly]:
    """Runs of more than `most` lines within `minutes`; one run is one anomaly, however long."""
    span, times = timedelta(minutes=rule.minutes), looks.times
    close = [first for first, (begun, ended) in enumerate(zip(times, times[rule.most :], strict=False)) if ended - begun <= span]
    runs: list[tuple[int, int]] = []
    for first in close:
        goes_on = bool(runs) and first <= runs[-1][1]
        runs.append((runs.pop()[0] if goes_on else first, first + rule.most))
    return [looks.anomaly(rule, first, last - first + 1) for first, last in runs]


def hours(rule: Rule, looks: Looks) -> list[Anomaly]:
    """One anomaly a night or weekend day; a night is that of the day on which it began."""
    groups: dict[date, list[int]] = defaultdict(list)
    days = {day: date.fromisoformat(day) for day in set(looks.days)}
    weekend = {day for day, one in days.items() if rule.weekend and one.weekday() >= _SATURDAY}
    for place in [place for place, day in enumerate(looks.days) if day in weekend] if weekend else ():
        groups[days[looks.days[place]]].append(place)
    for place in _at_night(rule, looks.moments):
        if looks.days[place] not in weekend:
            day = days[looks.days[place]]
            groups[day if looks.moments[place][_CLOCK] >= _NOON else day - _ONE_DAY].append(place)
    return [looks.anomaly(rule, places[0], len(places)) for _, places in sorted(groups.items())]


def _at_night(rule: Rule, moments: Sequence[str]) -> list[int]:
    """The places of the moments that lie in a rule's hours."""
    if rule.begins is None or rule.ends is None:
        return []
    begins, ends = rule.begins.isoformat(), rule.ends.isoformat()
    if begins <= ends:
        return [place for place, moment in enumerate(moments) if begins <= moment[_CLOCK] < ends]
    return [place for place, moment in enumerate(moments) if not ends <= moment[_CLOCK] < begins]


def repeat(rule: Rule, looks: Looks) -> list[Anomaly]:
    """Days on which one thing was looked at too often and nothing was done about it."""
    each = [*zip(looks.days, looks.abouts, strict=True)]
    counts = Counter(each)
    often = [one for one, count in counts.items() if count > rule.most and one[1] and one not in looks.worked_on]
    return [looks.anomaly(rule, place, counts[one], one[1]) for one, place in _first_places(each, often).items()]


def detail(rule: Rule, looks: Looks) -> list[Anomaly]:
    """Lines that say what the rule asks for."""
    wanted = rule.detail.items()
    return [looks.anomaly(rule, place, 1) for place, text in enumerate(looks.details) if wanted <= detail_of(text).items()]


def unallocated(rule: Rule, looks: Looks, allocated: Mapping[str, frozenset[str]]) -> list[Anomaly]:
    """Looks at what was allocated, but never to this account; one anomaly for each entry or case."""
    others = {about for about, accounts in allocated.items() if looks.actor not in accounts}
    counts = Counter(about for about in looks.abouts if about in others) if others else Counter()
    return [looks.anomaly(rule, place, counts[about], about) for about, place in _first_places(looks.abouts, counts).items()]


BY_KIND: Mapping[RuleKind, Callable[[Rule, Looks], list[Anomaly]]] = {
    RuleKind.RATE: rate,
    RuleKind.HOURS: hours,
    RuleKind.REPEAT: repeat,
    RuleKind.DETAIL: detail,
}
"""How each kind of rule looks, but for the one that also asks what is allocated to whom."""


def _first_places(keys: Sequence[Key], wanted: Collection[Key]) -> dict[Key, int]:
    """Where some of the keys stand for the first time."""
    if not wanted:
        return {}
    first = dict(zip(reversed(keys), range(len(keys) - 1, -1, -1), strict=True))
    return {key: first[key] for key in wanted}


def detail_of(text: str) -> dict[str, str]:
    """A line's detail; empty where there is none, or where somebody broke it."""
    try:
        held = json.loads(text or "{}")
    except ValueError:
        return {}
    return held if isinstance(held, dict) else {}


def _is_moment(text: str) -> bool:
    """Whether a moment can be read and has its offset."""
    try:
        return datetime.fromisoformat(text).tzinfo is not None
    except ValueError:
        return False
