"""Decisions not to refer that name a criterion which must be referred, as older ones may: found when an index reads them.

Nobody can look for them otherwise, since they are sealed; from then on the case's row tells it to everybody who sees that.
"""

import json
from collections.abc import Iterable, Mapping

from boundaries.casework.content.facts import CASE, Counted
from boundaries.casework.models import Case
from boundaries.casework.referral.criteria import is_contradictory

_DECISION = CASE + "referral_decision"


def point_out(cases: Mapping[str, Case], pieces: Mapping[str, Iterable[Counted]]) -> None:
    """Let the rows of these cases say whether their newest decision contradicts itself; whoever calls holds their safes.

    Nothing is asked of the database where they say so already.
    """
    for safe_id, case in cases.items():
        told = [one for one in pieces[safe_id] if one.kind == _DECISION]
        found = bool(told) and is_contradictory(json.loads(told[-1].plain)["values"])
        if found != case.is_contradictory:
            Case.objects.filter(pk=case.pk).update(is_contradictory=found)  # nothing hangs on it that is kept beside an index
