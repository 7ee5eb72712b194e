"""The rules for anomalies as data: read from TOML, every error told at once with its rule and key."""

import tomllib
from dataclasses import dataclass, field
from datetime import time
from enum import StrEnum
from functools import cache
from pathlib import Path
from typing import Any

from boundaries.casework.audit.acts import Act
from boundaries.errors import BoundariesError, Fault

FILE = Path(__file__).with_name("anomalies.toml")


class RuleKind(StrEnum):
    """How a rule looks."""

    RATE = "rate"
    HOURS = "hours"
    REPEAT = "repeat"
    UNALLOCATED = "unallocated"
    DETAIL = "detail"


_NEEDS = {
    RuleKind.RATE: {"most", "minutes"},
    RuleKind.HOURS: set(),
    RuleKind.REPEAT: {"most"},
    RuleKind.UNALLOCATED: set(),
    RuleKind.DETAIL: {"detail"},
}
_MAY = {RuleKind.HOURS: {"from", "until", "weekend"}}
_EVERY = {"id", "title", "kind", "acts", "innocent"}


@dataclass(frozen=True)
class Rule:
    """One rule; a part that its kind does not use is empty."""

    id: str
    title: str
    kind: RuleKind
    acts: frozenset[str]
    innocent: tuple[str, ...]
    most: int = 0
    minutes: int = 0
    begins: time | None = None
    ends: time | None = None
    weekend: bool = False
    detail: dict[str, str] = field(default_factory=dict)


@cache
def load_rules(file: Path = FILE) -> tuple[Rule, ...]:
    """The rules of a file; raises BoundariesError with every fault."""
    held = tomllib.loads(file.read_text(encoding="utf-8")).get("rule", [])
    faults = [fault for place, one in enumerate(held, 1) for fault in _faults(one, f"rule {one.get('id', place)}")]
    if faults:
        raise BoundariesError("some rules cannot be used", file.name, "See the head of the file.", tuple(faults))
    return tuple(_rule(one) for one in held)


def _faults(one: dict[str, Any], where: str) -> list[Fault]:
    if one.get("kind") not in tuple(RuleKind):
        return [Fault(where, f"kind must be one of {', '.join(RuleKind)}")]
    kind = RuleKind(one["kind"])
    faults = [Fault(where, f"{key} is missing") for key in sorted((_EVERY | _NEEDS[kind]) - one.keys())]
    unknown = one.keys() - _EVERY - _NEEDS[kind] - _MAY.get(kind, set())
    faults += [Fault(where, f"{key} is not known for this kind") for key in sorted(unknown)]
    faults += [Fault(where, f"{act} is not an act") for act in one.get("acts", []) if act not in tuple(Act)]
    if kind is RuleKind.HOURS and not one.get("weekend") and not {"from", "until"} <= one.keys():
        faults.append(Fault(where, "says neither from and until nor weekend"))
    for key in {"from", "until"} & one.keys():
        try:
            time.fromisoformat(one[key])
        except (ValueError, TypeError):
            faults.append(Fault(where, f"{key} must be a time such as 22:00"))
    return faults


def _rule(one: dict[str, Any]) -> Rule:
    begins, ends = (time.fromisoformat(one[key]) if key in one else None for key in ("from", "until"))
    return Rule(
        one["id"], one["title"], RuleKind(one["kind"]), frozenset(one["acts"]), tuple(one["innocent"]), one.get("most", 0),
        one.get("minutes", 0), begins, ends, one.get("weekend", False), one.get("detail", {}),
    )  # fmt: skip
