"""Saying later whose an account is: which member of the force, the same person as another account, or somebody else after all.

Nobody escapes by it. Who becomes one with another loses at once what either is kept out of. Who is told apart stays out of everything
that either of the two was kept out of until then, and is no second person to what was done until then.
"""

from collections.abc import Collection, Iterable
from datetime import datetime

from django.db import transaction
from django.db.models import Q

from boundaries.casework.accounts.persons import accounts_of_person, check_role, is_same_person
from boundaries.casework.accounts.reasons import Reason
from boundaries.casework.audit import Act, record
from boundaries.casework.audit.recording import record_all
from boundaries.casework.content.closeness import Close, close_to
from boundaries.casework.content.rosters import hold_rosters
from boundaries.casework.content.weighing_anew import begin_weighing, weigh
from boundaries.casework.models import Account, Exclusion, Parting, SubjectMark
from boundaries.errors import BoundariesError
from boundaries.handover.ids import new_id

_AT_ONCE = 5_000
_Pairs = set[tuple[str, str]]
_MEMBER_ID = "member_id"
"""The reason where the id of a member was said."""


def give_member_id(account: Account, member_id: str, by: Account | None, seconds: float | None = None) -> int | None:
    """Say which member of the force somebody is; every account of theirs loses what that keeps them out of.

    Gives how many keys these were, None where that takes longer than so many seconds: the timer goes on. What was being given to the
    account stops: whoever vouches for it does so anew.
    """
    with transaction.atomic():
        hold_rosters()
        held = _hold(account.pk)[0]
        had, held.member_id = held.member_id, member_id.strip()
        if had == held.member_id:  # said already: what is left of it goes on
            theirs = set(accounts_of_person(held))
        else:
            theirs = _change([held], by, _MEMBER_ID)
            record(by, Act.MEMBER_ID_GIVEN, held.pk, {"had_one": str(bool(had)).lower()})
    return weigh(theirs, seconds)


def part(account: Account, member_id: str, by: Account | None, why: Reason, seconds: float | None = None) -> int | None:
    """Say that an account is of another person than all others that were taken for theirs, and which member that is."""
    with transaction.atomic():
        hold_rosters()
        held = _hold(account.pk)[0]
        others = Account.objects.filter(pk__in=accounts_of_person(held) - {held.pk})
        if not others:
            raise BoundariesError("no other account is taken for this person's", "other")
        held.member_id, held.person = member_id.strip() or held.member_id, new_id()
        taken = {one.member_id.casefold() for one in others}
        if not held.member_id or held.member_id.casefold() in taken:
            raise BoundariesError(
                "nothing tells these two apart", "other_id", "Give the id or number that this one has and the others do not."
            )
        theirs = _change([held], by, why.value)
    return weigh(theirs, seconds)


def join(account: Account, other: Account, by: Account | None, why: Reason, seconds: float | None = None) -> int | None:
    """Say that two accounts are of one person, who from now on is kept out of everything that either was kept out of."""
    with transaction.atomic():
        hold_rosters()
        held, kept = _hold(account.pk, other.pk)
        if is_same_person(held, kept):
            raise BoundariesError("these two are taken for one person already", "other")
        ids = {one.member_id.casefold() for one in (held, kept)} - {""}
        if len(ids) > 1:
            raise BoundariesError(
                "these two are different members of the force", "other", "If an id is wrong, say first which member they are."
            )
        is_alike = held.display_name.casefold() == kept.display_name.casefold()
        if not ids and not is_alike:
            raise BoundariesError(
                "neither says which member of the force they are", "other", "Their names differ: say that first, of either."
            )
        changed = _made_one(held, kept, is_alike=is_alike)
        theirs = _change(changed, by, why.value)
        told = {"other": kept.pk, "reason": why.value}
        record(by, Act.PERSON_JOINED, held.pk, told)
    return weigh(theirs, seconds)


def _made_one(held: Account, kept: Account, *, is_alike: bool) -> list[Account]:
    """The accounts that must change so that two are of one person, changed but not saved."""
    member_id, changed = held.member_id or kept.member_id, {}
    if is_alike:  # whoever is told apart from nobody else of the name stays one with them
        alike = Account.objects.select_for_update(no_key=True).filter(display_name__iexact=held.display_name, person=held.person)
        changed = {one.pk: one for one in alike}
        for one in changed.values():
            one.person = kept.person
    for one in (changed.get(held.pk, held), kept):
        if one.member_id != member_id:
            one.member_id = member_id
            changed[one.pk] = one
    return list(changed.values())


def _hold(*account_ids: str) -> list[Account]:
    """These accounts, held until the transaction ends."""
    found = {one.pk: one for one in Account.objects.select_for_update(no_key=True).filter(pk__in=account_ids).order_by("pk")}
    return [found[one] for one in account_ids]


def _change(accounts: Collection[Account], by: Account | None, why: str) -> set[str]:
    """Save whose accounts are; gives the ids of all whose keys are to be weighed. In a transaction that holds rosters."""
    before = Account.objects.in_bulk([one.pk for one in accounts])
    had = _pairs(before.values())
    close = close_to(list(Account.objects.filter(pk__in={pk for two in had for pk in two})))
    for one in accounts:
        Account.objects.filter(pk=one.pk).update(member_id=one.member_id, person=one.person)
    for one in accounts:
        check_role(one, one.as_role)
    have = _pairs(accounts)
    _part(had - have, close, by, why)
    theirs = {pk for two in had | have for pk in two}
    begin_weighing(theirs)
    return theirs


def _pairs(accounts: Iterable[Account]) -> _Pairs:
    """Every pair of one of these accounts and one of the same person, either way round, and each of these with itself."""
    found = {(one.pk, other) for one in accounts for other in accounts_of_person(one)}
    return found | {(other, one) for one, other in found}


def _part(lost: _Pairs, close: dict[str, Close], by: Account | None, why: str) -> None:
    """Keep each of those who are told apart out of what the other was kept out of, and remember that they were taken for one."""
    now = datetime.now()
    for one, other in sorted(lost):
        safes = _kept_out(other, close[other])
        made = [Exclusion(account_id=one, safe_id=safe_id) for safe_id in sorted(safes)]
        Exclusion.objects.bulk_create(made, batch_size=_AT_ONCE, ignore_conflicts=True)
    Parting.objects.bulk_create(Parting(account_id=one, other_id=other, parted_at=now) for one, other in sorted(lost))
    told = {"reason": why, "were": "one"}
    record_all(by, ((Act.PERSON_PARTED, one, {**told, "other": other}) for one, other in sorted(lost) if one < other))


def _kept_out(account_id: str, close: Close) -> set[str]:
    """The ids of the safes that an account is kept out of, by a recusal or by a mark."""
    found = set(Exclusion.objects.filter(account=account_id).values_list("safe_id", flat=True))
    marks = sorted(close.own | close.line)
    for some in (marks[start : start + _AT_ONCE] for start in range(0, len(marks), _AT_ONCE)):
        own = Q(mark__in=close.own.intersection(some)) | Q(mark__in=close.line.intersection(some), spares_line=False)
        found |= set(SubjectMark.objects.filter(own).values_list("safe_id", flat=True))
    return found
