"""Counts as they come out where every safe is opened: what the tables of an index must give."""

import json
from collections import Counter
from collections.abc import Iterable, Iterator
from datetime import date, timedelta

from django.db import transaction

from boundaries.casework.cases.keeping import MOVE
from boundaries.casework.content import Compartment, open_safe
from boundaries.casework.content.namings import Place, place
from boundaries.casework.content.pieces import Piece, read
from boundaries.casework.models import Entry, Merge
from boundaries.handover.finding import SentFinding
from boundaries.handover.people import NamedMember
from boundaries.handover.report import Report
from tests.sites.unit.unit_people import Person

NOWHERE = Place((), "")
"""Where somebody belongs of whom nothing tells it."""


def opened(by: Person) -> Iterator[tuple[Entry, list[Piece]]]:
    """Every entry that somebody can open, with what lies in it, the oldest first."""
    for entry in Entry.objects.filter(safe__wraps__account=by.account).select_related("safe", "safe__case"):
        with transaction.atomic():
            keys = open_safe(entry.safe, by.holder)
            pieces = [one for part in (Compartment.THREAD, Compartment.NOTES) for one in read(entry.safe, keys, part)]
        yield entry, sorted((one for one in pieces if not one.is_withdrawn), key=lambda one: (one.made_at, one.sealed_id))


def newest(pieces: list[Piece], kind: str) -> dict[str, str] | None:
    """The answers of the newest record of a kind."""
    found = [json.loads(one.plain)["values"] for one in pieces if one.kind == kind and one.kind != MOVE]
    return found[-1] if found else None


def parts(by: Person) -> list[tuple[Entry, list[list[Piece]]]]:
    """What counts as one: each entry that stands by itself, with what lies in it and in each that somebody sees merged into it."""
    seen = {entry.pk: (entry, pieces) for entry, pieces in opened(by)}
    into = [(one, other) for one, other in Merge.objects.values_list("merged", "into") if one in seen and other in seen]
    further = {one for one, _ in into}
    shown = [(one, other) for one, other in into if other not in further]
    alone = [pk for pk in seen if pk not in {one for one, _ in shown}]
    return [(seen[pk][0], [seen[one][1] for one in (pk, *(one for one, other in shown if other == pk))]) for pk in alone]


def tables(by: Person, year: int) -> dict[str, Counter[str]]:
    """How many entries and cases of a year have which word, the empty word where nothing was told."""
    found: dict[str, Counter[str]] = {}

    def count(table: str, words: Iterable[str]) -> None:
        found.setdefault(table, Counter()).update(words)

    for entry, merged in parts(by):
        if entry.received_on.year == year:
            graded = [grade for pieces in merged if (grade := newest(pieces, "entry_grade"))]
            count("route", [entry.route])
            count("month", [f"{entry.received_on:%m} {entry.route}"])
            count("category", {word for one in graded for word in one["categories"].split()} if graded else [""])
            told = [one for pieces in merged for one in pieces]
            signs = [Report.from_bytes(one.plain).signs for one in told if one.kind == "report"]
            signs += [SentFinding.from_bytes(one.plain).signs for one in told if one.kind == "finding"]
            count("sign", {sign for some in signs for sign in some})
    for entry, pieces in opened(by):
        case = getattr(entry.safe, "case", None)
        if case and case.opened_at.year == year:
            facts, assessed = newest(pieces, "case_yearly_facts"), newest(pieces, "case_assessment")
            for name in ("role", "how_met"):
                count(name, [facts[name] if facts else ""])
            count("vulnerable", assessed.get("vulnerabilities", "").split() if assessed else [""])
        ended = newest(pieces, "case_outcome")
        if ended and ended["decided_on"].startswith(str(year)):
            count("outcome", [ended["outcome"]])
    return {table: words for table, words in found.items() if words}


def named_places(by: Person, today: date) -> Counter[frozenset[Place]]:
    """Where those belong whom each entry of the last year names, or one merged into it; nowhere only where none tells more."""
    found: Counter[frozenset[Place]] = Counter()
    for entry, merged in parts(by):
        if entry.received_on > today - timedelta(365):
            places = [named_in(pieces) for pieces in merged]
            known = [some for some in places if some != {NOWHERE}] or [{NOWHERE}]
            found[frozenset(one for some in known for one in some)] += 1
    return found


def named_in(pieces: list[Piece]) -> set[Place]:
    """Where those belong whom one entry names."""
    members = [one for piece in pieces if piece.kind == "report" for one in Report.from_bytes(piece.plain).members]
    members += [NamedMember(number=SentFinding.from_bytes(piece.plain).member_id) for piece in pieces if piece.kind == "finding"]
    later = [NamedMember(**json.loads(piece.plain)) for piece in pieces if piece.kind == "entry_named_as"]
    return {place(one) for one in [*members, *later] or [NamedMember()]}
