"""Moving a case on: what a step still needs, who may make it, and agreeing with what a colleague decided."""

from collections.abc import Sequence

from boundaries.casework.accounts.attendance import Holder
from boundaries.casework.accounts.persons import accounts_of_person
from boundaries.casework.audit import Act, record
from boundaries.casework.cases.acting import set_day
from boundaries.casework.cases.keeping import SECOND_WORD, hold_case, note_of_move, records_of
from boundaries.casework.cases.kinds import Kind, record_kinds
from boundaries.casework.cases.records import CaseRecord, newest
from boundaries.casework.cases.timing import refer, second_word_is_in
from boundaries.casework.cases.workflow import ENDED, STEPS, State
from boundaries.casework.content import Compartment, Piece, moment_in, open_safe, put
from boundaries.casework.models import Account, Case, CaseMove, Decided, Entry
from boundaries.casework.referral.clock import next_update
from boundaries.casework.referral.criteria import is_contradictory
from boundaries.errors import BoundariesError, Fault

AGREED = frozenset({Kind.REFERRAL_DECISION})
"""The kinds of record with which a second person must agree."""
_REVIEWED = frozenset({Kind.ASSESSMENT, Kind.REFERRAL_DECISION, Kind.OUTCOME})
"""The kinds of record whose authors do not review the case."""


def missing(case: Case, to: State, records: Sequence[CaseRecord], account: Account) -> list[str]:
    """What a step still needs, in words; empty where it can be made by this account."""
    step = STEPS[State(case.state)][to]
    titles = record_kinds()
    lacking = [
        f"{titles[kind].title} is not written yet" for kind in titles if kind in step.needs and newest(records, kind) is None
    ]
    for kind in sorted(step.agreed):
        lacking += _unagreed(case, to, newest(records, kind), titles[kind].title)
    if to is State.REFERRED:
        lacking += _referred_before(case, newest(records, Kind.REFERRAL), titles[Kind.REFERRAL].title)
    if to is State.CLOSED and case.outcome_by_on is not None:
        lacking.append(f"{titles[Kind.OUTCOME].title}: it does not say who has been told of it, and when")
    if step.by_another and _worked_on(case, records) & accounts_of_person(account, case.opened_at):
        lacking.append("Someone else must do this: nobody reviews their own work")
    return lacking + _unsafe(to, records)


def _unagreed(case: Case, to: State, found: CaseRecord | None, title: str) -> list[str]:
    """What a decision that two people make still needs before this step."""
    if found is None:
        return [f"{title} is not written yet"]
    if found.decided is None or not found.decided.is_agreed:
        return [f"{title} has not been agreed by a second person"]
    if is_contradictory(found.values):
        return ["The decision not to refer says that a criterion is met which must be referred: decide anew"]
    if to is not State.REFERRED:
        return ["A referral is owed: refer it first, or decide otherwise with a second person"] if case.is_referral_owed else []
    if found.values["decision"] != "yes":
        return ["The newest decision is not to refer"]
    return _referred_before(case, found, title)


def _referred_before(case: Case, found: CaseRecord | None, title: str) -> list[str]:
    """That a record went with the last referral already, and carries no second one."""
    is_used = found is not None and case.referred_at is not None and found.made_at <= case.referred_at
    return [f"{title}: there is none since the last referral"] if is_used else []


def _worked_on(case: Case, records: Sequence[CaseRecord]) -> set[str]:
    """The accounts whose own work a review of the case would be."""
    last = case.moves.last()
    others = {case.allocated_to_id or "", last.moved_by_id if last else ""} - {""}
    return {one.by for one in records if one.kind in _REVIEWED} | others


def _unsafe(to: State, records: Sequence[CaseRecord]) -> list[str]:
    """Nothing closes while nobody has said whether someone is at risk."""
    found = newest(records, Kind.SAFEGUARDING)
    if to in (State.CLOSED, State.OUTCOME) and found is not None and found.values["at_risk"] == "not_known":
        return ["Safeguarding: it is not known yet whether someone is at risk"]
    return []


def move(case: Case, to: State, holder: Holder, reason: str) -> None:
    """Move a case; raises BoundariesError that lists what is missing. Called in a transaction, which holds its row from then on."""
    held = hold_case(case)
    if to not in STEPS[State(held.state)]:
        raise BoundariesError(f"a case does not go from {held.state} to {to}", to_do="Look at the case again: it may have moved.")
    keys = open_safe(held.safe, holder)
    lacking = missing(held, to, records_of(held, keys), holder.account)
    if lacking:
        faults = tuple(Fault(to.value, one) for one in lacking)
        raise BoundariesError("the case cannot go there yet", to_do="Write what is missing first.", faults=faults)
    now = moment_in(held.pk)
    put(held.safe, keys, [note_of_move(to, reason, holder.account, now)])
    step = CaseMove(case=held, from_state=held.state, to_state=to, moved_by=holder.account, moved_at=now)
    if to is State.REFERRED:
        step.clear_at, step.due_at = held.first_clear_at, held.refer_by_at
        refer(held, now)
    if to in ENDED:
        held.act_by_on = held.update_by_on = None
        set_day(held.pk, None)
    elif held.state in ENDED and held.referred_at is not None:
        held.update_by_on = next_update(now.date())
    if held.state in ENDED and to not in ENDED:
        held.act_by_on = Entry.objects.get(pk=held.pk).act_by_on
    if to is State.INVESTIGATED:
        held.update_by_on = held.update_by_on or next_update(now.date())
    step.save()
    held.state = to
    held.save()
    record(holder.account, Act.REFERRED if to is State.REFERRED else Act.CASE_MOVED, held.pk, {"to": to.value})


def agree(case: Case, sealed_id: str, holder: Holder, *, is_agreed: bool, why: str = "") -> bool:
    """Agree with a decision, or not; raises BoundariesError for its author, and where someone has already; False where it is not there.

    `why` is sealed in the case. Called in a transaction, which holds the case's row from then on.
    """
    held, account = hold_case(case), holder.account
    now = moment_in(held.pk)
    keys = open_safe(held.safe, holder)
    records = records_of(held, keys)
    found = next((one for one in records if one.sealed_id == sealed_id), None)
    if found is None:
        return False
    if found.kind not in AGREED:
        raise BoundariesError("this needs no second person")
    if found.by in accounts_of_person(account, found.made_at):
        raise BoundariesError("nobody agrees with their own decision", to_do="Ask a colleague.")
    if found != newest(records, found.kind):
        raise BoundariesError("a newer decision stands in the case", to_do="Agree with that one, or do not.")
    if found.decided is not None:
        raise BoundariesError("someone has decided this already", to_do="Write a new decision where it must change.")
    if is_agreed and is_contradictory(found.values):
        raise BoundariesError(
            "the decision not to refer says that a criterion is met which must be referred",
            to_do="Do not agree with it, or write a new decision.",
        )
    Decided.objects.create(case=held, sealed_id=sealed_id, decided_by=account, decided_at=now, is_agreed=is_agreed)
    if why:
        put(
            held.safe,
            keys,
            [Piece(Compartment.NOTES, SECOND_WORD, f"{'Agreed' if is_agreed else 'Not agreed'}: {why}".encode(), now)],
        )
    second_word_is_in(held, stops=is_agreed and found.values["decision"] == "no")
    record(account, Act.DECIDED, held.pk, {"agreed": "yes" if is_agreed else "no"})
    return True
