"""Writing into a case and reading what stands in it; every record is sealed in the entry's safe, added and never changed."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from boundaries.casework.accounts.attendance import Holder
from boundaries.casework.audit import Act, record
from boundaries.casework.cases.filling import day_of, moment_of
from boundaries.casework.cases.kinds import Kind
from boundaries.casework.cases.workflow import FIRST
from boundaries.casework.content import Compartment, Piece, SafeKeys, open_safe, put, read
from boundaries.casework.models import Account, Case, CaseMove, Decided, Entry
from boundaries.casework.referral.clock import next_update, refer_by, tell_outcome_by
from boundaries.casework.retention.reviews import begin_review

PREFIX = "case_"
MOVE = "case_move"
CASE_PERIOD = "case"


@dataclass(frozen=True)
class CaseRecord:
    """One record of a case in the clear, with who agreed or did not, where a second person has decided."""

    sealed_id: str
    kind: Kind
    values: Mapping[str, str] = field(repr=False)
    by: str
    made_at: datetime
    decided: Decided | None = None


def open_case(entry: Entry, holder: Holder, *, is_covert: bool, reason: str) -> Case:
    """Make a case of an entry, allocated to whoever opens it; called in a transaction."""
    now = datetime.now()
    keys = open_safe(entry.safe, holder)
    case = Case.objects.create(safe=entry.safe, state=FIRST, opened_at=now, allocated_to=holder.account, is_covert=is_covert)
    begin_review(entry.pk, CASE_PERIOD)
    CaseMove.objects.create(case=case, to_state=FIRST, moved_by=holder.account, moved_at=now)
    put(entry.safe, keys, [_note(MOVE, {"to": FIRST, "reason": reason}, holder.account, now)])
    record(holder.account, Act.CASE_OPENED, case.pk)
    record(holder.account, Act.ALLOCATED, case.pk, {"account": holder.account.pk})
    return case


def add_record(case: Case, holder: Holder, kind: Kind, values: Mapping[str, str]) -> None:
    """Add a record; the clocks that it sets run from what it says. Called in a transaction."""
    now = datetime.now()
    keys = open_safe(case.safe, holder)
    put(case.safe, keys, [_note(PREFIX + kind, {"values": dict(values)}, holder.account, now)])
    _set_clocks(case, kind, values)
    record(holder.account, Act.CASE_CHANGED, case.pk, {"kind": kind.value})


def records_of(case: Case, keys: SafeKeys) -> list[CaseRecord]:
    """Every record of a case, oldest first."""
    decided = {one.sealed_id: one for one in case.decided.select_related("decided_by")}
    return [
        CaseRecord(
            piece.sealed_id, Kind(piece.kind.removeprefix(PREFIX)), told["values"], told["by"], piece.made_at,
            decided.get(piece.sealed_id),
        )
        for piece, told in _notes(read(case.safe, keys, Compartment.NOTES))
        if piece.kind != MOVE
    ]  # fmt: skip


def reasons_of(case: Case, keys: SafeKeys) -> list[tuple[datetime, str, str]]:
    """Every step of a case with its reason: when, to which state, why."""
    moves = (one for one in _notes(read(case.safe, keys, Compartment.NOTES)) if one[0].kind == MOVE)
    return [(piece.made_at, told["to"], told["reason"]) for piece, told in moves]


def newest(records: Iterable[CaseRecord], kind: Kind) -> CaseRecord | None:
    """The newest record of a kind, which supersedes those before it."""
    found = [one for one in records if one.kind is kind]
    return found[-1] if found else None


def note_of_move(to: str, reason: str, by: Account, now: datetime) -> Piece:
    """Why a case moved, as a sealed piece."""
    return _note(MOVE, {"to": to, "reason": reason}, by, now)


def _notes(pieces: Iterable[Piece]) -> Iterable[tuple[Piece, dict[str, Any]]]:
    return ((piece, json.loads(piece.plain)) for piece in pieces if piece.kind.startswith(PREFIX))


def _note(kind: str, told: Mapping[str, object], by: Account, now: datetime) -> Piece:
    return Piece(Compartment.NOTES, kind, json.dumps({**told, "by": by.account_id}).encode(), now)


def _set_clocks(case: Case, kind: Kind, values: Mapping[str, str]) -> None:
    """Let a record start, move on or stop the clocks it concerns."""
    if kind is Kind.REFERRAL_DECISION:
        _set_referral_clock(case, values)
    elif kind is Kind.UPDATE and (told_on := day_of(values["told_on"])):
        case.update_by_on = next_update(told_on)
    elif kind is Kind.OUTCOME and (decided_on := day_of(values["decided_on"])):
        case.outcome_by_on = None if values.get("told") else tell_outcome_by(decided_on)
    elif kind is Kind.OVERSIGHT:
        case.review_on = None if values["tier"] == "ended" else day_of(values["review_on"])
    case.save(update_fields=["first_clear_at", "refer_by_at", "update_by_on", "outcome_by_on", "review_on"])


def _set_referral_clock(case: Case, values: Mapping[str, str]) -> None:
    """The clock runs from the earliest moment at which it was clear, whoever decides later."""
    clear_at = moment_of(values["first_clear_at"])
    if values["decision"] == "yes" and clear_at is not None:
        earliest = min(clear_at, case.first_clear_at or clear_at) if case.referred_at is None else clear_at
        case.first_clear_at, case.refer_by_at = earliest, refer_by(earliest)
    elif case.referred_at is None:
        case.first_clear_at = case.refer_by_at = None
