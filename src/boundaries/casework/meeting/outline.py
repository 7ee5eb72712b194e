"""The order of all members of concern, from what the index keeps ready: only the few that a page shows are opened then."""

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from django.db.models import CharField, QuerySet
from django.db.models.functions import Cast

from boundaries.casework.accounts.attendance import Holder
from boundaries.casework.content.facts import ID, LINE, NAMING
from boundaries.casework.content.index import counted
from boundaries.casework.meeting.members import grouped, label_of
from boundaries.casework.meeting.oversight import ORDER, rank_of
from boundaries.casework.models import Case

_TIER_FROM, _PIECE_FROM, _TIER = ID, ID + len("20261125120000000000"), 2 * ID + len("20261125120000000000")
"""Where the parts of a line of `content.facts.people` begin: when the tier was given, which piece gives it, and the tier."""


@dataclass(frozen=True)
class Standing:
    """One member's place: the safes that name them, their cases among those, and the piece that gives the closest tier."""

    key: str
    safe_ids: frozenset[str]
    case_ids: tuple[str, ...]
    tier: str
    review_on: str
    given_by: str

    @property
    def label(self) -> str:
        """What to speak of the member by."""
        return label_of(self.key)


@dataclass(frozen=True)
class Outline:
    """Every member of concern in the order of an agenda, each by the key of the member."""

    ranked: tuple[tuple[int, str, str], ...]
    safes: Mapping[str, list[str]]
    reviews: Mapping[str, str]
    """The cases of concern with the day of their review, empty where there is none."""
    tiers: Mapping[str, str] = field(repr=False)
    """Of each case the part of its line that says which tier it gives, when and by which piece."""

    def standing(self, key: str) -> Standing:
        """One member's place."""
        case_ids = tuple(sorted(set(self.safes[key]) & self.reviews.keys()))
        return standing_of(key, frozenset(self.safes[key]), case_ids, self.reviews, self.tiers)

    def spoken_of(self) -> set[str]:
        """Every safe that names one of them."""
        return {one for _, _, key in self.ranked for one in self.safes[key]}


def standing_of(
    key: str, safe_ids: frozenset[str], case_ids: tuple[str, ...], reviews: Mapping[str, str], tiers: Mapping[str, str]
) -> Standing:
    """The place of one whom these safes name, by the reviews and the lines of tiers of their cases."""
    given = [line for one in case_ids if len(line := tiers[one]) > _TIER]
    closest = min(given, key=lambda line: (ORDER.index(line[_TIER:]), line[_TIER_FROM:_PIECE_FROM]), default="")
    days = [reviews[one] for one in case_ids if reviews[one]]
    return Standing(key, safe_ids, case_ids, closest[_TIER:], min(days, default=""), closest[_PIECE_FROM:_TIER])


def reviews_of(cases: QuerySet[Case]) -> dict[str, str]:
    """Cases with the day of their review, read as text: there are many."""
    days = cases.order_by().annotate(day=Cast("review_on", CharField())).values_list("pk", "day")
    return {case_id: day or "" for case_id, day in days}


def outline(holder: Holder, reviews: Mapping[str, str], safes: Collection[str], more: Iterable[tuple[str, str]] = ()) -> Outline:
    """The order of the members whom these cases are about; `safes` name them as well, and so do `more`, which the index does not hold."""
    lines = [line.partition(NAMING) for line in _lines(holder, "people", {*safes, *reviews} if safes else reviews)]
    named = [(line[:ID], whom) for line, _, whom in lines]
    if safes:
        named += [(line, whom) for line, _, whom in (one.partition(NAMING) for one in _lines(holder, "others", safes))]
    tiers = {line[:ID]: line for line, _, _ in lines}
    groups = grouped((*named, *more))
    found = Outline((), groups, {case_id: day for case_id, day in reviews.items() if case_id in tiers}, tiers)
    return Outline(tuple(sorted(_ranks(found))), groups, found.reviews, tiers)


def _ranks(found: Outline) -> Iterator[tuple[int, str, str]]:
    """The place of every member who has a case of concern."""
    reviews, tiers = found.reviews, found.tiers
    for key, safe_ids in found.safes.items():
        if len(safe_ids) == 1:  # most have one case, and these are many
            (only,) = safe_ids
            if only in reviews:
                yield rank_of(tiers[only][_TIER:], reviews[only], key)
            continue
        mine = [one for one in safe_ids if one in reviews]
        if mine:
            tier = min((one for one in (tiers[safe_id][_TIER:] for safe_id in mine) if one), key=ORDER.index, default="")
            yield rank_of(tier, min((reviews[one] for one in mine if reviews[one]), default=""), key)


def _lines(holder: Holder, column: str, wanted: Collection[str]) -> Iterator[str]:
    for held in counted(holder, column):
        yield from [line for line in held.split(LINE) if line[:ID] in wanted]
