"""Who must be masked: whom the safes about somebody name, those linked or merged with them and all others that name the same member."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

from django.db.models import Exists, Q

from boundaries.casework import visibility
from boundaries.casework.accounts.attendance import Holder
from boundaries.casework.cases.keeping import PREFIX, records_in
from boundaries.casework.cases.kinds import Kind
from boundaries.casework.cases.records import newest
from boundaries.casework.content import Piece
from boundaries.casework.content.gathering import pieces_in
from boundaries.casework.content.namings import FINDING, KINDS, REPORT, named_by, told_in
from boundaries.casework.masking.mask import Mask, mask_for
from boundaries.casework.models import Merge, RosterIdentifier, RosterMember, RosterWord, SubjectMark
from boundaries.casework.models.prepared import Prepared
from boundaries.casework.register.linking import LINK, UNLINK, links_told

MOST = 150
"""Of how many further safes that name the members of a page, the newest, names are read."""
_REFERRAL = PREFIX + Kind.REFERRAL
_KINDS = (*KINDS, _REFERRAL, LINK, UNLINK)


@dataclass
class _Near:
    """What belongs to one who is masked: safes, and the marks of members of the roster."""

    safes: set[str]
    members: set[str] = field(default_factory=set)


@dataclass(frozen=True)
class Known:
    """The mask of each who is wanted, and every safe that they were read from."""

    masks: dict[str, Mask]
    safe_ids: frozenset[str]


def masks_for(
    holder: Holder, wanted: Mapping[str, Collection[str]], held: Mapping[str, list[Piece]] | None = None
) -> dict[str, Mask]:
    """The mask of each who is wanted, as `known_about` has it."""
    return known_about(holder, wanted, held).masks


def known_about(holder: Holder, wanted: Mapping[str, Collection[str]], held: Mapping[str, list[Piece]] | None = None) -> Known:
    """The masks of those who are wanted, by the safes that are about them, of which some may be open already.

    Called in a transaction; as many queries however many are wanted, and none where nobody is.
    """
    if not wanted:
        return Known({}, frozenset())
    near = {key: _Near(set(safes)) for key, safes in wanted.items()}
    own = {safe_id for one in near.values() for safe_id in one.safes}
    pieces = dict(held or {})
    if held is None:
        pieces = pieces_in(holder, own, _KINDS)
    more = _beside(pieces, own) | _sharing(holder, own, near)
    for merged, into in _MERGES(own=list(own)):
        more |= {(merged, into), (into, merged)}
    for one in near.values():
        one.safes |= {other for safe_id, other in more if safe_id in one.safes}
    further = {other for _, other in more} - pieces.keys()
    # One that is open already is asked for with them, so that a page asks as often where there is nothing further.
    pieces |= pieces_in(holder, [*further, *sorted(own)[:1]], _KINDS)
    marks, words = _of_roster(near.values())
    told = {safe_id: _told(held) for safe_id, held in pieces.items()}
    masks = {
        key: mask_for(
            {name for safe_id in one.safes & told.keys() for name in told[safe_id].names},
            {known for safe_id in one.safes & told.keys() for known in told[safe_id].ids},
            {mark for member in one.members for mark in marks[member]},
            {mark for member in one.members for mark in words[member]},
        )
        for key, one in near.items()
    }
    return Known(masks, frozenset(one for each in near.values() for one in each.safes))


_MERGES = Prepared(
    lambda own: Merge.objects.filter(Q(merged_id__one_of=own) | Q(into_id__one_of=own)).values_list("merged_id", "into_id")
)
_MARKS = Prepared(lambda own: SubjectMark.objects.filter(safe_id__one_of=own, spares_line=False).values_list("safe_id", "mark"))
_KNOWN = Prepared(
    lambda marks: RosterIdentifier.objects.filter(Q(mark__one_of=marks) | Q(member_id__one_of=marks)).values_list(
        "mark", "member_id"
    )
)
_WAYS = Prepared(lambda members: RosterIdentifier.objects.filter(member_id__one_of=members).values_list("mark", "member_id"))
_WORDS = Prepared(lambda members: RosterWord.objects.filter(member_id__one_of=members).values_list("mark", "member_id"))
_OTHERS = Prepared(
    lambda account, ways, own: (
        SubjectMark.objects.filter(visibility.seen(account, "safe_id"), mark__one_of=ways, spares_line=False)
        .exclude(safe_id__one_of=own)
        .order_by("-pk")
        .values_list("safe_id", "mark")[:MOST]
    )
)
_WITHOUT_WORDS = Prepared(lambda: RosterMember.objects.filter(~Exists(RosterWord.objects.all())).values_list("pk")[:1])


def lacks_words() -> bool:
    """Whether the roster tells no words of names, since it holds none or was taken in before these were kept: the names stay outside."""
    return bool(_WITHOUT_WORDS())


def _beside(pieces: Mapping[str, Iterable[Piece]], own: Collection[str]) -> set[tuple[str, str]]:
    """Each of these safes with every one that it is linked with."""
    told = ((safe_id, links_told(one for one in held if one.kind in (LINK, UNLINK))) for safe_id, held in pieces.items())
    return {(safe_id, one.other) for safe_id, held in told if safe_id in own for one in held if one.undone_at is None}


def _sharing(holder: Holder, own: Collection[str], near: Mapping[str, _Near]) -> set[tuple[str, str]]:
    """Each of these safes with every one that names a member whom it names; whom the roster knows of these is put down beside it."""
    marks: dict[str, set[str]] = defaultdict(set)
    for safe_id, mark in _MARKS(own=list(own)):
        marks[mark].add(safe_id)
    members: dict[str, set[str]] = defaultdict(set)
    for mark, member in _KNOWN(marks=list(marks)):
        members[member] |= marks.get(mark, set()) | marks.get(member, set())
    for one in near.values():
        one.members |= {member for member, safes in members.items() if safes & one.safes}
    ways: dict[str, set[str]] = defaultdict(set)
    for mark, member in _WAYS(members=list(members)):
        ways[mark] |= members[member]
    for mark, safes in marks.items():
        ways[mark] |= safes
    found = _OTHERS(account=holder.account.pk, ways=list(ways), own=list(own))
    return {(safe_id, other) for other, mark in found for safe_id in ways[mark]}


def _of_roster(near: Iterable[_Near]) -> tuple[dict[str, set[str]], dict[str, set[str]]]:
    """By member of the roster the marks of the ways to name them, and of the words of their names."""
    members = list({member for one in near for member in one.members})
    marks: dict[str, set[str]] = defaultdict(set)
    words: dict[str, set[str]] = defaultdict(set)
    for mark, member in _WAYS(members=members):
        marks[member].add(mark)
    for mark, member in _WORDS(members=members):
        words[member].add(mark)
    return marks, words


class _Told(NamedTuple):
    """The names of whom the pieces of one safe tell, and the numbers, handles and ids."""

    names: list[str]
    ids: list[str]


def _told(pieces: Iterable[Piece]) -> _Told:
    """Members, persons, and the subject of a referral; each safe is read once, for whoever on the page it tells of."""
    held = list(pieces)
    named = [one.told for one in named_by((piece.kind, piece.plain) for piece in held)]
    names, ids = [one.name for one in named], [known for one in named for known in (one.number, one.handle)]
    for piece in held:
        if piece.kind == REPORT:
            names += (one["name"] for one in told_in(piece.plain)["people"])
        if piece.kind == FINDING:
            ids.append(told_in(piece.plain)["person_id"])
    referral = newest(records_in(one for one in held if one.kind == _REFERRAL), Kind.REFERRAL)
    if referral:
        names.append(referral.values.get("subject", "").partition(",")[0])
    return _Told(names, ids)
