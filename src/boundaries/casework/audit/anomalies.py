"""Anomalies in the unit's own looking: what the rules find in the trail, for the auditor only. Worth a question, never a verdict."""

import json
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from boundaries.casework.audit.acts import Act
from boundaries.casework.audit.chain import Line
from boundaries.casework.audit.questions import FIELDS, Question
from boundaries.casework.audit.rules import Rule, RuleKind, load_rules
from boundaries.casework.models.trail import TrailLine

_DONE = frozenset(
    {
        Act.ENTRY_CHANGED, Act.CASE_CHANGED, Act.CASE_MOVED, Act.DECIDED, Act.REPLIED, Act.VERDICT_GIVEN, Act.LINKED, Act.REFERRED,
        Act.CASE_OPENED, Act.EXPORTED, Act.KEPT,
    }
)  # fmt: skip
"""Acts that show that a look was for work."""
_DAY, _CLOCK = len("2026-11-25"), slice(len("2026-11-25T"), len("2026-11-25T12:00:00"))
"""Where the day and the hour stand in the text of a moment."""


@dataclass(frozen=True)
class Anomaly:
    """One thing worth a question: the rule, whose account, from which line on, when, and how many lines."""

    rule: Rule
    actor: str
    sequence: int
    at: datetime
    count: int
    about: str = ""


def anomalies(since: date, leaders: frozenset[str] = frozenset(), rules: Sequence[Rule] | None = None) -> list[Anomaly]:
    """What the rules find from a day on, newest first; `leaders` are accounts that supervise, for whom allocation says nothing."""
    first = Question(since=since).lines().order_by("recorded_at", "sequence").values_list("sequence", flat=True).first()
    late = TrailLine.objects.filter(sequence__gte=first) if first is not None else TrailLine.objects.none()
    rules = rules or load_rules()
    asked = _DONE.union(*(rule.acts for rule in rules))
    lines = map(Line._make, late.filter(act__in=asked).order_by("sequence").values_list(*FIELDS))
    allocated = _allocated(Line(*row) for row in Question(act=Act.ALLOCATED).lines().values_list(*FIELDS))
    return found_in(lines, rules, allocated, leaders)


def found_in(
    lines: Iterable[Line], rules: Iterable[Rule], allocated: Mapping[str, frozenset[str]], leaders: frozenset[str]
) -> list[Anomaly]:
    """What the rules find in lines, which are in their order; lines of the system itself are nobody's looking."""
    found: list[Anomaly] = []
    by_actor: dict[str, list[Line]] = defaultdict(list)
    for line in lines:
        by_actor[line.actor].append(line)
    by_actor.pop("", None)
    acts = {actor: {line.act for line in theirs} for actor, theirs in by_actor.items()}
    for rule in rules:
        for actor, theirs in by_actor.items():
            is_whole = rule.kind is RuleKind.REPEAT or acts[actor] <= rule.acts
            wanted = theirs if is_whole else [line for line in theirs if line.act in rule.acts]
            if rule.kind is RuleKind.UNALLOCATED:
                found += [] if actor in leaders else _unallocated(rule, actor, wanted, allocated)
            else:
                found += _LOOKS[rule.kind](rule, actor, wanted)
    return sorted(found, key=lambda one: (-one.sequence, one.rule.id))


def _rate(rule: Rule, actor: str, lines: Sequence[Line]) -> list[Anomaly]:
    """Runs of more than `most` lines within `minutes`; one run is one anomaly, however long."""
    span, times = timedelta(minutes=rule.minutes), [_at(line) for line in lines]
    runs: list[tuple[int, int]] = []
    first = 0
    for place, at in enumerate(times):
        while at - times[first] > span:
            first += 1
        if place - first + 1 > rule.most:
            goes_on = bool(runs) and first <= runs[-1][1]
            begun = runs.pop()[0] if goes_on else first
            runs.append((begun, place))
    return [Anomaly(rule, actor, lines[begun].sequence, times[begun], end - begun + 1) for begun, end in runs]


def _hours(rule: Rule, actor: str, lines: Sequence[Line]) -> list[Anomaly]:
    """One anomaly a night or weekend day. Day and hour are read off the text, which is local: most lines are neither's."""
    groups: dict[date, list[Line]] = defaultdict(list)
    days: dict[str, date] = {}
    begins, ends = (at.isoformat() if at else "" for at in (rule.begins, rule.ends))
    for line in lines:
        day = days.get(line.recorded_at[:_DAY]) or days.setdefault(line.recorded_at[:_DAY], _at(line).date())
        if rule.weekend and day.weekday() >= 5:
            groups[day].append(line)
        elif begins and ends and _between(line.recorded_at[_CLOCK], begins, ends):
            groups[(_at(line) - timedelta(hours=12)).date()].append(line)
    return [Anomaly(rule, actor, some[0].sequence, _at(some[0]), len(some)) for some in groups.values()]


def _between(at: str, begins: str, ends: str) -> bool:
    return begins <= at < ends if begins <= ends else at >= begins or at < ends


def _repeat(rule: Rule, actor: str, lines: Sequence[Line]) -> list[Anomaly]:
    """Days on which one thing was looked at too often and nothing was done about it."""
    groups: dict[tuple[str, str], list[Line]] = defaultdict(list)
    for line in lines:
        if line.about:
            groups[line.recorded_at[:_DAY], line.about].append(line)
    found = []
    for (_, about), some in groups.items():
        if len(some) <= rule.most:
            continue
        looks = [line for line in some if line.act in rule.acts]
        if len(looks) > rule.most and not any(line.act in _DONE for line in some):
            found.append(Anomaly(rule, actor, looks[0].sequence, _at(looks[0]), len(looks), about))
    return found


def _detail(rule: Rule, actor: str, lines: Sequence[Line]) -> list[Anomaly]:
    wanted = rule.detail.items()
    return [Anomaly(rule, actor, line.sequence, _at(line), 1) for line in lines if wanted <= detail_of(line.detail).items()]


def _unallocated(rule: Rule, actor: str, lines: Sequence[Line], allocated: Mapping[str, frozenset[str]]) -> list[Anomaly]:
    """Looks at what was allocated, but never to this account; one anomaly for each entry or case."""
    groups: dict[str, list[Line]] = defaultdict(list)
    for line in lines:
        if line.about in allocated and actor not in allocated[line.about]:
            groups[line.about].append(line)
    return [Anomaly(rule, actor, some[0].sequence, _at(some[0]), len(some), about) for about, some in groups.items()]


_LOOKS: Mapping[RuleKind, Callable[[Rule, str, Sequence[Line]], list[Anomaly]]] = {
    RuleKind.RATE: _rate,
    RuleKind.HOURS: _hours,
    RuleKind.REPEAT: _repeat,
    RuleKind.DETAIL: _detail,
}


def _allocated(lines: Iterable[Line]) -> dict[str, frozenset[str]]:
    """To whom each entry or case was ever allocated, from the lines that say so."""
    found: dict[str, frozenset[str]] = {}
    for line in lines:
        found[line.about] = found.get(line.about, frozenset()) | {detail_of(line.detail).get("account", "")}
    return found


def detail_of(text: str) -> dict[str, str]:
    """A line's detail; empty where there is none, or where somebody broke it."""
    try:
        held = json.loads(text or "{}")
    except ValueError:
        return {}
    return held if isinstance(held, dict) else {}


def _at(line: Line) -> datetime:
    return datetime.fromisoformat(line.recorded_at)
