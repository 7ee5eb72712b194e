"""Anomalies in the unit's own looking: what the rules find in the trail, for the auditor only. Worth a question, never a verdict."""

from collections.abc import Iterable, Iterator, Mapping, Sequence

from boundaries.casework.audit.acts import Act
from boundaries.casework.audit.looking import BY_KIND, Anomaly, Kind, Others, Row, look_of
from boundaries.casework.audit.rules import Rule, RuleKind

_DONE = frozenset(
    {
        Act.ENTRY_CHANGED, Act.CASE_CHANGED, Act.CASE_MOVED, Act.DECIDED, Act.REPLIED, Act.VERDICT_GIVEN, Act.LINKED, Act.REFERRED,
        Act.CASE_OPENED, Act.EXPORTED, Act.KEPT,
    }
)  # fmt: skip
"""Acts that show that a look was for work."""


def asked_of(rules: Iterable[Rule]) -> frozenset[str]:
    """The acts whose lines the rules look at."""
    return _DONE.union(*(rule.acts for rule in rules))


class Looking:
    """One account's looking as the rules have seen it so far."""

    def __init__(self, actor: str, rules: Iterable[Rule]) -> None:
        """Begin with no line."""
        self._actor = actor
        self._seen: list[tuple[Rule, Kind]] = [(rule, BY_KIND[rule.kind](rule)) for rule in rules]
        self._worked_on: set[tuple[str, str]] = set()

    def take(self, row: Row) -> None:
        """Take in one more line, later than all before it."""
        look = look_of(row)
        if look is None:
            return
        act = row[3]
        if act in _DONE:
            self._worked_on.add((look.day, look.about))
        for rule, seen in self._seen:
            if act in rule.acts:
                seen.take(look)

    def found(self, allocated: Mapping[str, frozenset[str]]) -> Iterator[Anomaly]:
        """What the rules find in all lines so far."""
        others = Others(self._worked_on, allocated)
        for rule, seen in self._seen:
            for look, count, about in seen.found(self._actor, others):
                yield Anomaly(rule, self._actor, look.sequence, look.at, count, about)


class Lookings:
    """The looking of every account; the lines of the system itself are nobody's."""

    def __init__(self, rules: Sequence[Rule]) -> None:
        """Begin with no line."""
        self._rules = rules
        self._each: dict[str, Looking] = {}

    def take(self, row: Row) -> None:
        """Take in one more line, later than all before it."""
        if actor := row[2]:
            if actor not in self._each:
                self._each[actor] = Looking(actor, self._rules)
            self._each[actor].take(row)

    def found(self, allocated: Mapping[str, frozenset[str]], leaders: frozenset[str]) -> list[Anomaly]:
        """What the rules find, the newest first; of leaders, who supervise, allocation says nothing."""
        told = (
            one
            for looking in self._each.values()
            for one in looking.found(allocated)
            if not (one.actor in leaders and one.rule.kind is RuleKind.UNALLOCATED)
        )
        return sorted(told, key=lambda one: (-one.sequence, one.rule.id))


def found_in(
    lines: Iterable[Row], rules: Sequence[Rule], allocated: Mapping[str, frozenset[str]], leaders: frozenset[str]
) -> list[Anomaly]:
    """What the rules find in lines, which are in their order; the newest first.

    `leaders` are accounts that supervise, for whom allocation says nothing.
    """
    lookings = Lookings(rules)
    for line in lines:
        lookings.take(line)
    return lookings.found(allocated, leaders)
