"""Anomalies in the unit's own looking: what the rules find in the trail, for the auditor only. Worth a question, never a verdict."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date

from boundaries.casework.audit.acts import Act
from boundaries.casework.audit.chain import Line
from boundaries.casework.audit.looking import BY_KIND, Anomaly, Row, detail_of, looks_by_actor, unallocated
from boundaries.casework.audit.questions import FIELDS, Question
from boundaries.casework.audit.rules import Rule, RuleKind, load_rules
from boundaries.casework.models.trail import TrailLine

__all__ = ["Anomaly", "anomalies", "detail_of", "found_in"]

_DONE = frozenset(
    {
        Act.ENTRY_CHANGED, Act.CASE_CHANGED, Act.CASE_MOVED, Act.DECIDED, Act.REPLIED, Act.VERDICT_GIVEN, Act.LINKED, Act.REFERRED,
        Act.CASE_OPENED, Act.EXPORTED, Act.KEPT,
    }
)  # fmt: skip
"""Acts that show that a look was for work."""


def anomalies(since: date, leaders: frozenset[str] = frozenset(), rules: Sequence[Rule] | None = None) -> list[Anomaly]:
    """What the rules find from a day on, newest first; `leaders` are accounts that supervise, for whom allocation says nothing."""
    first = Question(since=since).lines().order_by("recorded_at", "sequence").values_list("sequence", flat=True).first()
    late = TrailLine.objects.filter(sequence__gte=first) if first is not None else TrailLine.objects.none()
    rules = rules or load_rules()
    asked = _DONE.union(*(rule.acts for rule in rules))
    lines = late.filter(act__in=asked).order_by("sequence").values_list(*FIELDS)
    allocated = _allocated(Line(*row) for row in Question(act=Act.ALLOCATED).lines().values_list(*FIELDS))
    return found_in(lines, rules, allocated, leaders)


def found_in(
    lines: Iterable[Row], rules: Iterable[Rule], allocated: Mapping[str, frozenset[str]], leaders: frozenset[str]
) -> list[Anomaly]:
    """What the rules find in lines, which are in their order; lines of the system itself are nobody's looking."""
    found: list[Anomaly] = []
    asked = tuple(rules)
    for looks in looks_by_actor(lines, _DONE):
        theirs = [rule for rule in asked if rule.acts & looks.kinds] if looks.actor else []
        of = {acts: looks.of(acts) for acts in {rule.acts for rule in theirs}}
        for rule in theirs:
            if rule.kind is not RuleKind.UNALLOCATED:
                found += BY_KIND[rule.kind](rule, of[rule.acts])
            elif looks.actor not in leaders:
                found += unallocated(rule, of[rule.acts], allocated)
    return sorted(found, key=lambda one: (-one.sequence, one.rule.id))


def _allocated(lines: Iterable[Line]) -> dict[str, frozenset[str]]:
    """To whom each entry or case was ever allocated, from the lines that say so."""
    found: dict[str, frozenset[str]] = {}
    for line in lines:
        found[line.about] = found.get(line.about, frozenset()) | {detail_of(line.detail).get("account", "")}
    return found
