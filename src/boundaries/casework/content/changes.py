"""Which entries of a segment were read anew lately, so that what was kept before can go on from there and is not worked out as a whole."""

import json
from collections.abc import Mapping
from typing import Any

from boundaries.casework.content.facts import Facts

_WRITINGS, MANY = 12, 24
"""How many writings of a segment are told of, and how many entries that were read anew at most: with more all is worked out afresh."""
Changed = Mapping[str, bool]
"""Entries that were read anew, each with whether anything changed by which it is joined with others."""


def is_joined_anew(before: Facts | None, after: Facts) -> bool:
    """Whether an entry is new, names somebody else, is linked otherwise, became a case, or a meeting decided something of it."""
    return before is None or _joins(before) != _joins(after)


def _joins(one: Facts) -> list[Any]:
    case = one.get("case")
    return [one["who"], one["links"], None if case is None else case["met"]]


def noted(lately: str, before: str, after: str, changed: Changed) -> str:
    """What is told of a segment once it is written again, where that was told of it before."""
    known = [*(json.loads(lately) if lately else ()), [before, after, dict(changed) if len(changed) <= MANY else None]]
    return json.dumps(known[-_WRITINGS:])


def since(lately: str, before: str, now: str) -> Changed | None:
    """What was read anew of a segment after one writing until another; None where that is not told any more."""
    known = json.loads(lately) if lately else []
    first = next((place for place, (one, _, _) in enumerate(known) if one == before), None)
    if first is None or known[-1][1] != now:
        return None
    found: dict[str, bool] = {}
    for _, _, changed in known[first:]:
        if changed is None:
            return None
        found.update({one: is_joined or found.get(one, False) for one, is_joined in changed.items()})
    return found
