"""How a safe names members, and what a naming is joined and counted by without being read again."""

import base64
import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from boundaries.casework.content.marks import identifier_mark, member_mark
from boundaries.handover.identifiers import identifiers, plain_letters
from boundaries.handover.people import NamedMember

REPORT, FINDING, NAMED_AS = "report", "finding", "entry_named_as"
KINDS = (REPORT, FINDING, NAMED_AS)
"""The kinds of piece that say which member a safe is about."""
_STRENGTH = (("number:",), ("phone:", "handle:"), ("name:", "surname:"))
"""Ways to name someone who is not on the roster, the surest first: only the surest that was told joins two."""
_SHORT = 8
_APART, _WHOSE = ",", "="


@dataclass(frozen=True)
class Named:
    """How a safe names one member; `member` is the mark of a member's id where a scan told it."""

    told: NamedMember = field(repr=False)
    member: str = ""


class Place(NamedTuple):
    """What tells the unit of a member who is named: workforce numbers, and the station in plain words."""

    numbers: tuple[str, ...]
    station: str


def named_by(pieces: Iterable[tuple[str, bytes]]) -> list[Named]:
    """Every naming in the pieces of one safe, each of a kind and in the clear; one without a name where nobody is named.

    Once the unit has said which member an entry is about, a naming that singles nobody out is taken to mean that one.
    """
    held = list(pieces)
    found = list(dict.fromkeys(one for kind, plain in held for one in _naming(kind, plain)))
    if any(kind == NAMED_AS for kind, _ in held):
        found = [one for one in found if one.member or identifiers(one.told)]
    return found or [Named(NamedMember())]


def _naming(kind: str, plain: bytes) -> Iterator[Named]:
    if kind == FINDING:
        member_id = told_in(plain)["member_id"]
        yield Named(NamedMember(number=member_id), member_mark(member_id))
    elif kind == NAMED_AS:
        yield Named(NamedMember(**json.loads(plain)))
    elif kind == REPORT:
        yield from (Named(NamedMember(**one)) for one in told_in(plain)["members"])


def told_in(plain: bytes) -> dict[str, Any]:
    """The fields of a report or finding that lies in a safe: it was read strictly when it came in, which takes a millisecond each."""
    fields: dict[str, Any] = json.loads(plain)["value"]
    return fields


def has_name_alone(named: Named) -> bool:
    """Whether nothing but a name says who is meant, which several can bear."""
    told = () if named.member else identifiers(named.told)
    return bool(told) and all(one.startswith(_STRENGTH[-1]) for one in told)


def who(named: Named) -> str:
    """By what a naming can be joined with others, as short marks: whose it is, or the surest way before the others; empty for nobody."""
    if named.member:
        return _WHOSE + short(named.member)
    told = identifiers(named.told)
    surest = next((some for kinds in _STRENGTH if (some := [one for one in told if one.startswith(kinds)])), [])
    rest = [one for one in told if one not in surest]
    return _APART.join((str(len(surest)), *(short(identifier_mark(one)) for one in (*surest, *rest)))) if told else ""


def read_who(text: str) -> tuple[str, tuple[str, ...], tuple[str, ...]]:
    """What `who` wrote: the short mark of whose it is, those of the surest way, and all of them."""
    if text.startswith(_WHOSE):
        return text.removeprefix(_WHOSE), (), ()
    count, *marks = text.split(_APART) if text else ("0",)
    return "", tuple(marks[: int(count)]), tuple(marks)


def short(mark: str) -> str:
    """A mark's first 64 bits: enough to tell apart whoever one force names."""
    return base64.urlsafe_b64encode(bytes.fromhex(mark)[:_SHORT]).decode().rstrip("=")


def place(told: NamedMember) -> Place:
    """Where somebody belongs who is named like this."""
    known = identifiers(NamedMember(name=told.name, number=told.number))
    numbers = (" ".join(told.number.casefold().split()), *(one for one in known if one.startswith("number:")))
    return Place(tuple(one for one in numbers if one), station_of(told.station))


def station_of(text: str) -> str:
    """A station or unit in small letters, without the words that say that it is one."""
    return " ".join(word for word in plain_letters(text).split() if word not in ("police", "station", "unit"))
