"""What each kind of rule has seen of one account's looks so far: the trail is only added to, and each line is taken in once."""

import json
from collections import Counter, deque
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import NamedTuple, Protocol

from boundaries.casework.audit.rules import Rule, RuleKind

_DAY, _CLOCK = len("2026-11-25"), slice(len("2026-11-25T"), len("2026-11-25T12:00:00"))
"""Where the day and the hour stand in the text of a moment, which is local."""
Row = tuple[int, str, str, str, str, str]
"""A line of the trail as the database gives it, a `Line` too: its parts in the order of `Line`."""
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


class Look(NamedTuple):
    """One line of an account, as the rules see it; `moment` is `at` as text, `day` its day."""

    sequence: int
    at: datetime
    moment: str
    day: str
    about: str
    detail: str


class Others(NamedTuple):
    """What a rule asks besides its own lines: what this account worked on, by day and id, and to whom what is allocated."""

    worked_on: set[tuple[str, str]]
    allocated: Mapping[str, frozenset[str]]


Found = Iterator[tuple[Look, int, str]]
"""What a rule found: from which look on, how many lines, and about what."""


class Kind(Protocol):
    """What one rule has seen of one account."""

    def take(self, look: Look) -> None:
        """Take in one more look, later than all before it."""

    def found(self, actor: str, others: Others) -> Found:
        """What there is in all looks so far."""


class Rate:
    """Runs of more than `most` lines within `minutes`; one run is one anomaly, however long."""

    def __init__(self, rule: Rule) -> None:
        """Begin with no look."""
        self._span = timedelta(minutes=rule.minutes)
        self._lately: deque[tuple[int, Look]] = deque(maxlen=rule.most + 1)
        self._taken = 0
        self._runs: list[tuple[int, Look, int]] = []

    def take(self, look: Look) -> None:
        """Take in one more look, later than all before it."""
        self._lately.append((self._taken, look))
        self._taken += 1
        place, first = self._lately[0]
        if len(self._lately) < (self._lately.maxlen or 0) or look.at - first.at > self._span:
            return
        last = self._taken - 1
        if self._runs and place <= self._runs[-1][2]:
            place, first, _ = self._runs.pop()
        self._runs.append((place, first, last))

    def found(self, actor: str, others: Others) -> Found:
        """What there is in all looks so far."""
        for place, first, last in self._runs:
            yield first, last - place + 1, ""


class Hours:
    """One anomaly a night or weekend day; a night is that of the day on which it began."""

    def __init__(self, rule: Rule) -> None:
        """Begin with no look."""
        self._weekend = rule.weekend
        self._hours = (rule.begins.isoformat(), rule.ends.isoformat()) if rule.begins and rule.ends else None
        self._groups: dict[date, tuple[Look, int]] = {}

    def take(self, look: Look) -> None:
        """Take in one more look, later than all before it."""
        night = self._is_at_night(look.moment[_CLOCK])
        if not (night or self._weekend):
            return
        day = date.fromisoformat(look.day)
        if not (self._weekend and day.weekday() >= _SATURDAY):
            if not night:
                return
            day = day if look.moment[_CLOCK] >= _NOON else day - _ONE_DAY
        first, count = self._groups.get(day, (look, 0))
        self._groups[day] = first, count + 1

    def _is_at_night(self, clock: str) -> bool:
        if self._hours is None:
            return False
        begins, ends = self._hours
        return begins <= clock < ends if begins <= ends else not ends <= clock < begins

    def found(self, actor: str, others: Others) -> Found:
        """What there is in all looks so far."""
        for _, (first, count) in sorted(self._groups.items()):
            yield first, count, ""


class Repeat:
    """Days on which one thing was looked at too often and nothing was done about it."""

    def __init__(self, rule: Rule) -> None:
        """Begin with no look."""
        self._most = rule.most
        self._counts: Counter[tuple[str, str]] = Counter()
        self._first: dict[tuple[str, str], Look] = {}
        self._often: set[tuple[str, str]] = set()

    def take(self, look: Look) -> None:
        """Take in one more look, later than all before it."""
        key = look.day, look.about
        self._first.setdefault(key, look)
        self._counts[key] += 1
        if look.about and self._counts[key] > self._most:
            self._often.add(key)

    def found(self, actor: str, others: Others) -> Found:
        """What there is in all looks so far."""
        for key in self._often - others.worked_on:
            yield self._first[key], self._counts[key], key[1]


class Detail:
    """Lines that say what the rule asks for."""

    def __init__(self, rule: Rule) -> None:
        """Begin with no look."""
        self._wanted = rule.detail.items()
        self._said: list[Look] = []

    def take(self, look: Look) -> None:
        """Take in one more look, later than all before it."""
        if self._wanted <= detail_of(look.detail).items():
            self._said.append(look)

    def found(self, actor: str, others: Others) -> Found:
        """What there is in all looks so far."""
        for look in self._said:
            yield look, 1, ""


class Unallocated:
    """Looks at what was allocated, but never to this account; one anomaly for each entry or case."""

    def __init__(self, rule: Rule) -> None:
        """Begin with no look."""
        self._seen: dict[str, tuple[Look, int]] = {}

    def take(self, look: Look) -> None:
        """Take in one more look, later than all before it."""
        first, count = self._seen.get(look.about, (look, 0))
        self._seen[look.about] = first, count + 1

    def found(self, actor: str, others: Others) -> Found:
        """What there is in all looks so far."""
        for about in others.allocated.keys() & self._seen.keys():
            if actor not in others.allocated[about]:
                yield *self._seen[about], about


BY_KIND: Mapping[RuleKind, Callable[[Rule], Kind]] = {
    RuleKind.RATE: Rate,
    RuleKind.HOURS: Hours,
    RuleKind.REPEAT: Repeat,
    RuleKind.UNALLOCATED: Unallocated,
    RuleKind.DETAIL: Detail,
}
"""How each kind of rule looks."""


def look_of(row: Row) -> Look | None:
    """A line as the rules see it; None where somebody broke its moment, which the chain tells."""
    sequence, moment, _, _, about, detail = row
    try:
        at = datetime.fromisoformat(moment)
    except ValueError:
        return None
    return Look(sequence, at, moment, moment[:_DAY], about, detail) if at.tzinfo is not None else None


def detail_of(text: str) -> dict[str, str]:
    """A line's detail; empty where there is none, or where somebody broke it."""
    try:
        held = json.loads(text or "{}")
    except ValueError:
        return {}
    return held if isinstance(held, dict) else {}
