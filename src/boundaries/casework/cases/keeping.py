"""Writing into a case and reading what stands in it; every record is sealed in the entry's safe, added and never changed."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import datetime
from types import MappingProxyType
from typing import Any

from boundaries.casework.accounts.attendance import Holder
from boundaries.casework.audit import Act, record
from boundaries.casework.cases.following import misfits
from boundaries.casework.cases.kinds import STANDING, Kind, record_kinds
from boundaries.casework.cases.records import CaseRecord
from boundaries.casework.cases.timing import set_clocks
from boundaries.casework.cases.workflow import FIRST
from boundaries.casework.content import Compartment, Piece, SafeKeys, moment_in, open_safe, put, read
from boundaries.casework.content.reported import REPORT
from boundaries.casework.models import Account, Case, CaseMove, Decided, Entry, Safe, Sealed
from boundaries.casework.periods.reviews import begin_review
from boundaries.casework.referral.clock import first_asked
from boundaries.casework.standing import hold, hold_standing
from boundaries.handover.report import Report, Teller

PREFIX = "case_"
MOVE = "case_move"
SECOND_WORD = "second_word"
"""The note in which a second person says why they agree, or do not."""
CASE_PERIOD = "case"


def open_case(entry: Entry, holder: Holder, *, is_covert: bool, reason: str) -> Case:
    """Make a case of an entry, allocated to whoever opens it; where there is one already, that one. Called in a transaction.

    Raises PartOfAnother where the entry does not stand by itself: the one that stays gets the case.
    """
    now = datetime.now()
    hold(entry)
    there = Case.objects.filter(pk=entry.pk).first()
    if there is not None:
        return there
    hold_standing(holder.account, "Open the case there.", entry)
    keys = open_safe(entry.safe, holder)
    urgent = Entry.objects.get(pk=entry.pk).act_by_on
    case = Case.objects.create(
        safe=entry.safe, state=FIRST, opened_at=now, allocated_to=holder.account, is_covert=is_covert, act_by_on=urgent,
        watch_on=first_asked(now.date()) if _is_from_a_colleague(entry, keys) else None,
    )  # fmt: skip
    begin_review(entry.pk, CASE_PERIOD)
    CaseMove.objects.create(case=case, to_state=FIRST, moved_by=holder.account, moved_at=now)
    put(entry.safe, keys, [_note(MOVE, {"to": FIRST, "reason": reason}, holder.account, now)])
    record(holder.account, Act.CASE_OPENED, case.pk)
    record(holder.account, Act.ALLOCATED, case.pk, {"account": holder.account.pk})
    return case


def _is_from_a_colleague(entry: Entry, keys: SafeKeys) -> bool:
    """Whether whoever told us works for the force, and could be treated worse there for it."""
    told = (piece.plain for piece in read(entry.safe, keys, Compartment.THREAD) if piece.kind == REPORT)
    return any(Report.from_bytes(plain).teller is Teller.COLLEAGUE for plain in told)


def hold_case(case: Case) -> Case:
    """The case as it is now, its row held until the transaction ends, so that two who change it take turns; its safe first."""
    Safe.objects.select_for_update().get(pk=case.pk)
    return Case.objects.select_for_update().get(pk=case.pk)


def standing_record(case: Case, kind: Kind) -> str:
    """The id of the newest record of a kind of which only the newest counts, else nothing; told without opening any."""
    if kind not in STANDING:
        return ""
    rows = Sealed.objects.filter(safe=case.pk, kind=PREFIX + kind).order_by("-made_at", "-sealed_id")
    return rows.values_list("pk", flat=True).first() or ""


def add_record(case: Case, holder: Holder, kind: Kind, values: Mapping[str, str], on: str | None = None) -> dict[str, str]:
    """Add a record; the clocks that it sets run from what it says. Called in a transaction.

    Gives what does not follow from the records that stand, by question; nothing is added then. `on` is the record that stood when whoever
    writes began, where that is known: with another one since theirs does not count before they have seen it.
    """
    held = hold_case(case)
    now = moment_in(held.pk)
    keys = open_safe(held.safe, holder)
    records = records_of(held, keys)
    if on is not None and on != standing_record(held, kind):
        return {
            record_kinds()[kind]
            .questions[0]
            .name: "Another was written since you began: look at it in the case, then send yours again"
        }
    faults = misfits(kind, values, records)
    if faults:
        return faults
    note = _note(PREFIX + kind, {"values": dict(values)}, holder.account, now)
    put(held.safe, keys, [note])
    added = CaseRecord(note.sealed_id, kind, values, holder.account.account_id, now)
    set_clocks(held, kind, values, [*records, added])
    record(holder.account, Act.CASE_CHANGED, held.pk, {"kind": kind.value})
    return {}


def records_of(case: Case, keys: SafeKeys) -> list[CaseRecord]:
    """Every record of a case, oldest first."""
    decided = {one.sealed_id: one for one in case.decided.select_related("decided_by")}
    pieces = list(read(case.safe, keys, Compartment.NOTES))
    words = {piece.made_at: piece.plain.decode() for piece in pieces if piece.kind == SECOND_WORD}
    found = records_in(pieces, decided)
    return [replace(one, second_word=words.get(one.decided.decided_at, "")) if one.decided else one for one in found]


def records_in(pieces: Iterable[Piece], decided: Mapping[str, Decided] = MappingProxyType({})) -> list[CaseRecord]:
    """The records among the pieces of a case, in their order."""
    return [
        CaseRecord(
            piece.sealed_id, Kind(piece.kind.removeprefix(PREFIX)), told["values"], told["by"], piece.made_at,
            decided.get(piece.sealed_id),
        )
        for piece, told in _notes(pieces)
        if piece.kind != MOVE
    ]  # fmt: skip


def reasons_of(case: Case, keys: SafeKeys) -> list[tuple[datetime, str, str]]:
    """Every step of a case with its reason: when, to which state, why."""
    moves = (one for one in _notes(read(case.safe, keys, Compartment.NOTES)) if one[0].kind == MOVE)
    return [(piece.made_at, told["to"], told["reason"]) for piece, told in moves]


def note_of_move(to: str, reason: str, by: Account, now: datetime) -> Piece:
    """Why a case moved, as a sealed piece."""
    return _note(MOVE, {"to": to, "reason": reason}, by, now)


def _notes(pieces: Iterable[Piece]) -> Iterable[tuple[Piece, dict[str, Any]]]:
    return ((piece, json.loads(piece.plain)) for piece in pieces if piece.kind.startswith(PREFIX))


def _note(kind: str, told: Mapping[str, object], by: Account, now: datetime) -> Piece:
    return Piece(Compartment.NOTES, kind, json.dumps({**told, "by": by.account_id}).encode(), now)
