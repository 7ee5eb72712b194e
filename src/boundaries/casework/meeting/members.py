"""Which member each safe is about, joined across safes: by the roster, else by number, handle or whole name; never by a guess."""

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import astuple, dataclass, field

from boundaries.casework.collecting.naming import REPORT
from boundaries.casework.content import Piece
from boundaries.casework.content.marks import line_mark, marks_of, member_mark
from boundaries.casework.content.recusal import NAMED_AS
from boundaries.casework.models import RosterIdentifier
from boundaries.casework.review.registering import FINDING
from boundaries.handover.finding import SentFinding
from boundaries.handover.identifiers import identifiers
from boundaries.handover.people import NamedMember
from boundaries.handover.report import Report

KINDS = (REPORT, FINDING, NAMED_AS)
"""The kinds of piece that say which member a safe is about."""
_STRENGTH = (("number:",), ("phone:", "handle:"), ("name:", "surname:"))
"""Ways to name someone who is not on the roster, the surest first: only the surest that was told joins two."""


@dataclass(frozen=True)
class Named:
    """How one safe names one member; `member` is the mark of a member's id where a scan told it."""

    safe_id: str
    told: NamedMember = field(repr=False)
    member: str = ""


@dataclass(frozen=True)
class Member:
    """One member across safes: a label to speak of them by, how they are named, which safes, and their mark where it is known."""

    label: str
    names: tuple[str, ...] = field(repr=False)
    safe_ids: frozenset[str]
    mark: str = ""


def named_in(pieces: Mapping[str, Iterable[Piece]]) -> Iterator[Named]:
    """Every naming in these safes; a safe that names nobody gives one without a name.

    Once the unit has said which member an entry is about, a naming that singles nobody out is taken to mean that one.
    """
    for safe_id, held in pieces.items():
        found = list(dict.fromkeys(one for piece in held for one in _naming(safe_id, piece)))
        if any(piece.kind == NAMED_AS for piece in held):
            found = [one for one in found if one.member or identifiers(one.told)]
        yield from found or [Named(safe_id, NamedMember())]


def joined(named: Iterable[Named]) -> list[Member]:
    """The members that are named, each once, in the order of their labels."""
    groups: dict[int, tuple[set[str], list[Named]]] = {}
    place_of: dict[str, int] = {}
    for place, (one, keys) in enumerate(_keys_of(list(named))):
        known, held = set(keys), [one]
        for same in {place_of[key] for key in keys if key in place_of}:
            before, others = groups.pop(same)
            known, held = known | before, [*others, *held]
        groups[place] = (known, held)
        place_of |= dict.fromkeys(known, place)
    return sorted((_member(keys, held) for keys, held in groups.values()), key=lambda one: (one.label, sorted(one.safe_ids)))


def _naming(safe_id: str, piece: Piece) -> Iterator[Named]:
    if piece.kind == FINDING:
        member_id = SentFinding.from_bytes(piece.plain).member_id
        yield Named(safe_id, NamedMember(number=member_id), member_mark(member_id))
    elif piece.kind == NAMED_AS:
        yield Named(safe_id, NamedMember(**json.loads(piece.plain)))
    elif piece.kind == REPORT:
        for member in Report.from_bytes(piece.plain).members:
            yield Named(safe_id, member)


def _keys_of(named: list[Named]) -> Iterator[tuple[Named, set[str]]]:
    """Each naming with what it can be joined by: one member of the roster, or the surest way in which it names somebody else.

    Who could be several members of the roster is joined with nobody.
    """
    marks = [marks_of(one.told) if not one.member else frozenset() for one in named]
    owners: dict[str, set[str]] = {}
    every = {mark for held in marks for mark in held}
    for mark, member in RosterIdentifier.objects.filter(mark__in=every).values_list("mark", "member_id"):
        owners.setdefault(mark, set()).add(member)
    for place, (one, held) in enumerate(zip(named, marks, strict=True)):
        single = {next(iter(owners[mark])) for mark in held if len(owners.get(mark, ())) == 1}
        if one.member or len(single) == 1:
            yield one, {one.member or next(iter(single))}
        elif held & owners.keys():
            yield one, {f"{one.safe_id}/{place}"}
        else:
            yield one, _surest(one) or {f"{one.safe_id}/{place}"}


def _surest(one: Named) -> set[str]:
    told = identifiers(one.told)
    for kinds in _STRENGTH:
        found = {name for name in told if name.startswith(kinds)}
        if found:
            return found
    return set()


def _member(keys: set[str], held: list[Named]) -> Member:
    names = sorted({", ".join(part for part in astuple(one.told) if part) for one in held} - {""})
    mark = next((key for key in sorted(keys) if re.fullmatch(r"[0-9a-f]{64}", key)), "")
    return Member(line_mark("member_label", [min(keys)])[:6].upper(), tuple(names), frozenset(one.safe_id for one in held), mark)
