"""In which state something may be done, and by whom among those whose role may: nobody decides on their own wish.

Where two are needed, two persons are: another account of the same person is no second one, nor is one that was taken to be theirs when
what is decided was done.
"""

from boundaries.casework import visibility
from boundaries.casework.accounts.persons import EVER, accounts_of_person, is_same_person
from boundaries.casework.audit import Act
from boundaries.casework.models import Account, Case, Disposal, Entry, EntryState, Grant, TrailLine
from boundaries.casework.models.accounts import AccountState
from boundaries.casework.permissions import PERMISSIONS, Action, may
from boundaries.casework.roles import KEY_HOLDERS


def may_grant(grant: Grant, account: Account) -> bool:
    """Whether an account may grant this wish: it is still open, and someone else's."""
    asked = grant.state == Grant.State.ASKED
    return asked and not is_same_person(grant.asked_by, account, grant.asked_at) and may(account.as_role, Action.GRANT_SOURCE)


def may_vouch(vouched: Account, by: Account) -> bool:
    """Whether someone may vouch for another's key: it is there, not their own, and its link was not handed out by them.

    Whoever hands out a link could use it; a second person must have compared the key, unless nobody else could.
    """
    has_key = vouched.is_active and bool(vouched.sealing_key) and vouched.as_role in KEY_HOLDERS
    if not has_key or is_same_person(vouched, by, EVER) or not may(by.as_role, Action.GIVE_ACCESS):
        return False
    giver = _link_giver(vouched)
    return giver is None or not is_same_person(giver, by, EVER) or not _others_who_vouch(vouched, by)


def may_change(changed: Account, by: Account) -> bool:
    """Whether someone may change another's account: never their own."""
    return not is_same_person(changed, by, EVER) and may(by.as_role, Action.CHANGE_PEOPLE)


def may_reset(found: Account, by: Account) -> bool:
    """Whether someone may hand out a link to another's account: never to their own."""
    return not is_same_person(found, by, EVER) and may(by.as_role, Action.RESET_SIGN_IN)


def may_dispose(disposal: Disposal, by: Account) -> bool:
    """Whether someone may carry out what was proposed: it is open still, and somebody else's."""
    is_open = disposal.state == Disposal.State.PROPOSED
    return (
        is_open and not is_same_person(disposal.proposed_by, by, disposal.proposed_at) and may(by.as_role, Action.DECIDE_DISPOSAL)
    )


def may_allocate(case: Case, to: Account, by: Account) -> bool:
    """Whether someone may give a case to someone: who leads to anyone, others only to themselves what is nobody's."""
    if not may(by.as_role, Action.ALLOCATE_CASE):
        return False
    return may(by.as_role, Action.RECUSE_COLLEAGUE) or (case.allocated_to_id is None and to.account_id == by.account_id)


def why_not_merged(one: Entry, into: Entry, by: Account) -> str:
    """Why an entry may not be merged into another; empty where it may. Of merges only those count that this account can see."""
    if Disposal.objects.filter(about__in=(one.pk, into.pk), state=Disposal.State.PROPOSED).exists():
        return "one of them is proposed for disposal"
    if into.state == EntryState.CLOSED:
        return "the one that it would become part of is closed"
    cases = dict(Case.objects.filter(pk__in=(one.pk, into.pk)).values_list("pk", "is_covert"))
    if one.pk in cases:
        return "the one that would become part of the other has a case of its own"
    if cases.get(into.pk):
        return "the case is covert"
    is_taken = visibility.merged_into(by, one) | visibility.merged_into(by, into) | visibility.merged(by, one)
    return "one of them is merged already" if is_taken.exists() else ""


def _link_giver(account: Account) -> Account | None:
    """Who handed out the last link to an account, as the trail has it; None for the command line."""
    links = TrailLine.objects.filter(about=account.pk, act__in=(Act.INVITED, Act.CREDENTIAL_REMOVED)).exclude(actor=account.pk)
    last = links.order_by("-sequence").first()
    return Account.objects.filter(pk=last.actor).first() if last and last.actor else None


def _others_who_vouch(vouched: Account, by: Account) -> bool:
    """Whether anybody else could vouch for an account."""
    roles = PERMISSIONS[Action.GIVE_ACCESS]
    others = Account.objects.filter(state=AccountState.ACTIVE, is_admitted=True, role__in=roles)
    return others.exclude(pk__in=accounts_of_person(by, EVER) | accounts_of_person(vouched, EVER)).exists()
