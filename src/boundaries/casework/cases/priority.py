"""The priority matrix: what harm could follow and how likely it is, together one of three; a recorded judgement, no probability."""

from collections.abc import Collection, Mapping, Sequence

from boundaries.casework.accounts.attendance import Holder
from boundaries.casework.cases.keeping import PREFIX, records_in
from boundaries.casework.cases.kinds import LEVELS, Kind
from boundaries.casework.cases.records import newest
from boundaries.casework.content.gathering import pieces_in

_WEIGHTS = {value: len(LEVELS) - place for place, (value, _) in enumerate(LEVELS)}
_TITLES = dict(LEVELS)
_HIGH, _MEDIUM = 6, 3
"""From which product of the two on it is high, and medium."""


def weight(harm: str, likelihood: str) -> int:
    """How far up in the matrix: the product of the two, each from 1 (low) to 3 (high); 0 for what it does not know."""
    return _WEIGHTS.get(harm, 0) * _WEIGHTS.get(likelihood, 0)


def in_words(harm: str, likelihood: str) -> str:
    """The priority with the two that it comes from."""
    product = weight(harm, likelihood)
    level = "high" if product >= _HIGH else "medium" if product >= _MEDIUM else "low"
    return f"{_TITLES[level]} (harm {_TITLES[harm].lower()}, likelihood {_TITLES[likelihood].lower()})"


def ranked(priorities: Mapping[str, Sequence[str]]) -> list[str]:
    """Ids of cases, the highest first; of two of one weight the one with more harm."""
    order = {case_id: (-weight(*told), -_WEIGHTS.get(told[0], 0), case_id) for case_id, told in priorities.items()}
    return sorted(order, key=order.__getitem__)


def priorities_of(holder: Holder, case_ids: Collection[str]) -> dict[str, str]:
    """The priority of these cases in words, where one is recorded; as many queries however many they are. Called in a transaction."""
    found = pieces_in(holder, case_ids, (PREFIX + Kind.PRIORITY,)) if case_ids else {}
    last = {case_id: newest(records_in(pieces), Kind.PRIORITY) for case_id, pieces in found.items()}
    return {case_id: in_words(one.values["harm"], one.values["likelihood"]) for case_id, one in last.items() if one}
