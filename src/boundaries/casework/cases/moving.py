"""Moving a case on: what a step still needs, who may make it, and agreeing with what a colleague decided."""

from collections.abc import Sequence
from datetime import datetime

from boundaries.casework.accounts.attendance import Holder
from boundaries.casework.audit import Act, record
from boundaries.casework.cases.keeping import CaseRecord, newest, note_of_move
from boundaries.casework.cases.kinds import Kind, record_kinds
from boundaries.casework.cases.workflow import STEPS, State
from boundaries.casework.content import open_safe, put
from boundaries.casework.models import Account, Case, CaseMove, Decided
from boundaries.casework.referral.clock import next_update
from boundaries.errors import BoundariesError, Fault

AGREED = frozenset({Kind.REFERRAL_DECISION})
"""The kinds of record with which a second person must agree."""


def missing(case: Case, to: State, records: Sequence[CaseRecord], account: Account) -> list[str]:
    """What a step still needs, in words; empty where it can be made by this account."""
    step = STEPS[State(case.state)][to]
    titles = record_kinds()
    lacking = [f"{titles[kind].title} is not written yet" for kind in sorted(step.needs) if newest(records, kind) is None]
    for kind in sorted(step.agreed):
        found = newest(records, kind)
        if found is None:
            lacking.append(f"{titles[kind].title} is not written yet")
        elif found.decided is None or not found.decided.is_agreed:
            lacking.append(f"{titles[kind].title} has not been agreed by a second person")
        elif to is State.REFERRED and found.values["decision"] != "yes":
            lacking.append("The newest decision is not to refer")
    last = case.moves.last()
    if step.by_another and last and last.moved_by_id == account.account_id:
        lacking.append("Someone else must do this: nobody reviews their own work")
    return lacking + _unsafe(to, records)


def _unsafe(to: State, records: Sequence[CaseRecord]) -> list[str]:
    """Nothing closes while nobody has said whether someone is at risk."""
    found = newest(records, Kind.SAFEGUARDING)
    if to in (State.CLOSED, State.OUTCOME) and found is not None and found.values["at_risk"] == "not_known":
        return ["Safeguarding: it is not known yet whether someone is at risk"]
    return []


def move(case: Case, to: State, records: Sequence[CaseRecord], holder: Holder, reason: str) -> None:
    """Move a case; raises BoundariesError that lists what is missing. Called in a transaction, with its row held."""
    held = Case.objects.select_for_update().get(pk=case.pk)
    if to not in STEPS[State(held.state)]:
        raise BoundariesError(f"a case does not go from {held.state} to {to}", to_do="Look at the case again: it may have moved.")
    lacking = missing(held, to, records, holder.account)
    if lacking:
        faults = tuple(Fault(to.value, one) for one in lacking)
        raise BoundariesError("the case cannot go there yet", to_do="Write what is missing first.", faults=faults)
    now = datetime.now()
    keys = open_safe(held.safe, holder)
    put(held.safe, keys, [note_of_move(to, reason, holder.account, now)])
    CaseMove.objects.create(case=held, from_state=held.state, to_state=to, moved_by=holder.account, moved_at=now)
    held.state = to
    if to is State.REFERRED:
        held.referred_at, held.update_by_on = now, held.update_by_on or next_update(now.date())
    if to in (State.CLOSED, State.REVIEWED):
        held.update_by_on = None
    held.save()
    record(holder.account, Act.REFERRED if to is State.REFERRED else Act.CASE_MOVED, held.pk, {"to": to.value})


def agree(case: Case, found: CaseRecord, account: Account, *, is_agreed: bool) -> None:
    """Agree with a decision, or not; raises BoundariesError for its author, and where someone has already. In a transaction."""
    if found.kind not in AGREED:
        raise BoundariesError("this needs no second person")
    if found.by == account.account_id:
        raise BoundariesError("nobody agrees with their own decision", to_do="Ask a colleague.")
    if found.decided is not None:
        raise BoundariesError("someone has decided this already", to_do="Write a new decision where it must change.")
    Decided.objects.create(
        case=case, sealed_id=found.sealed_id, decided_by=account, decided_at=datetime.now(), is_agreed=is_agreed
    )
    record(account, Act.DECIDED, case.pk, {"agreed": "yes" if is_agreed else "no"})
