"""What each kind of rule finds in one account's looks: by column, since a month of a unit's looking is thousands of lines."""

import json
from collections import Counter, defaultdict
from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
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
_NOON, _SATURDAY = "12:00:00", 5


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
    """One account's lines by column, in their order; `moments` are `times` as text, `worked_on` the days and ids of what it worked on."""

    actor: str
    worked_on: frozenset[tuple[str, str]]
    sequences: Sequence[int]
    moments: Sequence[str]
    times: Sequence[datetime]
    acts: Sequence[str]
    abouts: Sequence[str]
    details: Sequence[str]

    def of(self, acts: frozenset[str]) -> "Looks":
        """Those of some acts."""
        if acts.issuperset(self.acts):
            return self
        wanted = [act in acts for act in self.acts]

        def some(column: Sequence[Cell]) -> Sequence[Cell]:
            return tuple(compress(column, wanted))

        return replace(
            self, sequences=some(self.sequences), moments=some(self.moments), times=some(self.times), acts=some(self.acts),
            abouts=some(self.abouts), details=some(self.details),
        )  # fmt: skip

    def anomaly(self, rule: Rule, place: int, count: int, about: str = "") -> Anomaly:
        """What a rule found, from the line at a place on."""
        return Anomaly(rule, self.actor, self.sequences[place], self.times[place], count, about)


def looks_by_actor(lines: Iterable[Row], done: frozenset[str]) -> list[Looks]:
    """The lines of each account by column; one whose moment somebody broke is left out, which the chain tells.

    `done` are the acts that show that something was worked on.
    """
    by_actor: dict[str, list[tuple[datetime, *Row]]] = defaultdict(list)
    for line in lines:
        _, moment, actor, *_ = line
        at = _at(moment)
        if at is not None:
            by_actor[actor].append((at, *line))
    found = []
    for actor, rows in by_actor.items():
        times, sequences, moments, _, acts, abouts, details = zip(*rows, strict=True)
        worked_on = ((moment[:_DAY], about) for moment, act, about in zip(moments, acts, abouts, strict=True) if act in done)
        found.append(Looks(actor, frozenset(worked_on), sequences, moments, times, acts, abouts, details))
    return found


def rate(rule: Rule, looks: Looks) -> list[Anomaly]:
    """Runs of more than `most` lines within `minutes`; one run is one anomaly, however long."""
    span, times = timedelta(minutes=rule.minutes), looks.times
    runs: list[tuple[int, int]] = []
    for first, (begun, ended) in enumerate(zip(times, times[rule.most :], strict=False)):
        if ended - begun <= span:
            goes_on = bool(runs) and first <= runs[-1][1]
            runs.append((runs.pop()[0] if goes_on else first, first + rule.most))
    return [looks.anomaly(rule, first, last - first + 1) for first, last in runs]


def hours(rule: Rule, looks: Looks) -> list[Anomaly]:
    """One anomaly a night or weekend day; a night is that of the day on which it began."""
    groups: dict[date, list[int]] = defaultdict(list)
    begins, ends = (at.isoformat() if at else "" for at in (rule.begins, rule.ends))
    days: dict[str, tuple[date, date, bool]] = {}
    for place, moment in enumerate(looks.moments):
        known = days.get(moment[:_DAY])
        if known is None:
            day = looks.times[place].date()
            known = days[moment[:_DAY]] = (day, day - timedelta(days=1), rule.weekend and day.weekday() >= _SATURDAY)
        this, last, counts_whole = known
        clock = moment[_CLOCK]
        if counts_whole:
            groups[this].append(place)
        elif begins and ends and (begins <= clock < ends if begins <= ends else clock >= begins or clock < ends):
            groups[this if clock >= _NOON else last].append(place)
    return [looks.anomaly(rule, places[0], len(places)) for places in groups.values()]


def repeat(rule: Rule, looks: Looks) -> list[Anomaly]:
    """Days on which one thing was looked at too often and nothing was done about it."""
    each = [*zip((moment[:_DAY] for moment in looks.moments), looks.abouts, strict=True)]
    often = {one: count for one, count in Counter(each).items() if count > rule.most and one[1] and one not in looks.worked_on}
    first = _first_places(each)
    return [looks.anomaly(rule, first[one], count, one[1]) for one, count in often.items()]


def detail(rule: Rule, looks: Looks) -> list[Anomaly]:
    """Lines that say what the rule asks for."""
    wanted = rule.detail.items()
    return [looks.anomaly(rule, place, 1) for place, text in enumerate(looks.details) if wanted <= detail_of(text).items()]


def unallocated(rule: Rule, looks: Looks, allocated: Mapping[str, frozenset[str]]) -> list[Anomaly]:
    """Looks at what was allocated, but never to this account; one anomaly for each entry or case."""
    others = {about for about, accounts in allocated.items() if looks.actor not in accounts}
    counts, first = Counter(about for about in looks.abouts if about in others), _first_places(looks.abouts)
    return [looks.anomaly(rule, first[about], count, about) for about, count in counts.items()]


BY_KIND: Mapping[RuleKind, Callable[[Rule, Looks], list[Anomaly]]] = {
    RuleKind.RATE: rate,
    RuleKind.HOURS: hours,
    RuleKind.REPEAT: repeat,
    RuleKind.DETAIL: detail,
}
"""How each kind of rule looks, but for the one that also asks what is allocated to whom."""


def _first_places(keys: Sequence[Key]) -> dict[Key, int]:
    """Where each key stands for the first time."""
    return dict(zip(reversed(keys), range(len(keys) - 1, -1, -1), strict=True))


def detail_of(text: str) -> dict[str, str]:
    """A line's detail; empty where there is none, or where somebody broke it."""
    try:
        held = json.loads(text or "{}")
    except ValueError:
        return {}
    return held if isinstance(held, dict) else {}


def _at(text: str) -> datetime | None:
    """The moment of a line; None where it is none, or has no offset."""
    try:
        at = datetime.fromisoformat(text)
    except ValueError:
        return None
    return at if at.tzinfo else None
