"""Masks in what colleagues wrote, while names are not shown, whom the member's cases are known to be about.

Known are the names, numbers, handles and ids of members and persons in what was told, found or linked, the subject of a referral, and, by
their marks, the roster's ways to name the member. A nickname, a description or anyone else is not known, and is not masked.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace

from boundaries.casework.cases.kinds import Kind
from boundaries.casework.cases.records import newest
from boundaries.casework.content import Piece
from boundaries.casework.content.marks import marks_of
from boundaries.casework.content.namings import FINDING, NAMED_AS, REPORT, named_by, told_in
from boundaries.casework.exports.sanitising import Sanitiser
from boundaries.casework.meeting.agenda import Item
from boundaries.casework.meeting.gathering import Gathered
from boundaries.casework.meeting.oversight import Overseen
from boundaries.casework.models import RosterIdentifier
from boundaries.handover.identifiers import RANKS
from boundaries.handover.people import NamedMember

_RUN = re.compile(r"[^\W\d_][\w'’-]*(?:[ \t]+[^\W\d_][\w'’-]*)+")
_NUMBER = re.compile(r"(?<!\w)(?:[A-Za-z]{1,3} ?)?\d{2,6}(?!\w)")
_LONGEST = 4
"""The most words of a name that the roster is asked about."""
_SOMEBODY = ("a ", "an ", "the ", "my ", "her ", "his ", "their ", "our ")
"""How a description begins that is no name, such as a neighbour."""
MASK = "[name]"


@dataclass(frozen=True)
class Mask:
    """What is masked for one member: the names and ids as they were told, and marks of the roster."""

    told: Sanitiser = field(repr=False)
    marks: frozenset[str]

    def clean(self, text: str) -> str:
        """The text without whom it is known to be about."""
        if not text:
            return text
        for found in sorted(self._on_roster(text), key=len, reverse=True):
            text = text.replace(found, MASK)
        return self.told.clean(text)

    def _on_roster(self, text: str) -> Iterator[str]:
        if not self.marks:
            return
        for run in _RUN.findall(text):
            words = run.split()
            for start in range(len(words)):
                for end in range(start + 2, min(start + _LONGEST, len(words)) + 1):
                    if words[start][0].isupper() and words[end - 1][0].isupper():
                        name = " ".join(words[start:end])
                        if marks_of(NamedMember(name=name)) & self.marks:
                            yield name
        for number in _NUMBER.findall(text):
            if marks_of(NamedMember(number=number)) & self.marks:
                yield number


def roster_marks(people: Iterable[Overseen]) -> dict[str, frozenset[str]]:
    """Every way in which the roster names these members, by their mark."""
    wanted = {one.member.mark for one in people if one.member.mark}
    found: dict[str, set[str]] = {mark: set() for mark in wanted}
    for member, mark in RosterIdentifier.objects.filter(member__in=wanted).values_list("member_id", "mark"):
        found[member].add(mark)
    return {member: frozenset(marks) for member, marks in found.items()}


def mask_of(one: Overseen, gathered: Gathered, on_roster: Mapping[str, frozenset[str]]) -> Mask:
    """What is masked in what was written about one member."""
    own = {*one.member.safe_ids, *(case.pk for case in one.cases)}
    near = own | {linked for safe_id in own for linked in gathered.links.get(safe_id, ())}
    referrals = [newest(gathered.records[case.pk], Kind.REFERRAL) for case in one.cases]
    subjects = [found.values.get("subject", "").partition(",")[0] for found in referrals if found]
    told = (name for safe_id in near for name in _names_in(gathered.pieces.get(safe_id, ())))
    names = (" ".join(word for word in name.split() if word.casefold().strip(".") not in RANKS) for name in (*told, *subjects))
    return Mask(Sanitiser(frozenset(name for name in names if name)), on_roster.get(one.member.mark, frozenset()))


def masked(item: Item, mask: Mask) -> Item:
    """An item with what colleagues wrote in it masked."""
    clean = mask.clean
    return replace(
        item,
        tier_why=clean(item.tier_why),
        cases=tuple(replace(one, rationale=clean(one.rationale)) for one in item.cases),
        notes=tuple(replace(one, text=clean(one.text)) for one in item.notes),
        actions=tuple(
            replace(one, what=clean(one.what), why=clean(one.why), done=clean(one.done), owner=clean(one.owner))
            for one in item.actions
        ),
    )


def _names_in(pieces: Iterable[Piece]) -> Iterator[str]:
    """Whom the pieces of one safe name: members, persons and ids."""
    held = [(piece.kind, piece.plain) for piece in pieces if piece.kind in (REPORT, FINDING, NAMED_AS)]
    for one in named_by(held):
        yield from (one.told.name, one.told.number, one.told.handle)
    for kind, plain in held:
        if kind == FINDING:
            yield told_in(plain)["person_id"]
        elif kind == REPORT:
            yield from (one["name"] for one in told_in(plain)["people"] if not one["name"].casefold().startswith(_SOMEBODY))
