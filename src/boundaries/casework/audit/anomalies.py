"""Anomalies in the unit's own looking: what the rules find in the trail, for the auditor only. Worth a question, never a verdict."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence

from boundaries.casework.audit.acts import Act
from boundaries.casework.audit.looking import BY_KIND, Anomaly, Row, looks_of, unallocated
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


def found_in(
    lines: Iterable[Row], rules: Sequence[Rule], allocated: Mapping[str, frozenset[str]], leaders: frozenset[str]
) -> list[Anomaly]:
    """What the rules find in lines, which are in their order; the newest first.

    `leaders` are accounts that supervise, for whom allocation says nothing.
    """
    by_actor: dict[str, list[Row]] = defaultdict(list)
    for line in lines:
        by_actor[line[2]].append(line)
    return in_order({actor: found_of(actor, rows, rules, allocated) for actor, rows in by_actor.items()}, leaders)


def found_of(actor: str, rows: Sequence[Row], rules: Iterable[Rule], allocated: Mapping[str, frozenset[str]]) -> list[Anomaly]:
    """What the rules find in the lines of one account; those of the system itself are nobody's looking."""
    looks = looks_of(actor, rows, _DONE) if actor else None
    if looks is None:
        return []
    found: list[Anomaly] = []
    theirs = [rule for rule in rules if rule.acts & looks.kinds]
    of = {acts: looks.of(acts) for acts in {rule.acts for rule in theirs}}
    for rule in theirs:
        if rule.kind is RuleKind.UNALLOCATED:
            found += unallocated(rule, of[rule.acts], allocated)
        else:
            found += BY_KIND[rule.kind](rule, of[rule.acts])
    return found


def in_order(found: Mapping[str, Iterable[Anomaly]], leaders: frozenset[str]) -> list[Anomaly]:
    """What was found of each account, newest first, without what says nothing about leaders."""
    told = (
        one
        for actor, theirs in found.items()
        for one in theirs
        if not (actor in leaders and one.rule.kind is RuleKind.UNALLOCATED)
    )
    return sorted(told, key=lambda one: (-one.sequence, one.rule.id))
