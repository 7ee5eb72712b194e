"""In which state something may be done, and by whom among those whose role may: nobody decides on their own wish."""

from boundaries.casework.models import Account, Grant
from boundaries.casework.permissions import Action, may
from boundaries.casework.roles import KEY_HOLDERS


def may_grant(grant: Grant, account: Account) -> bool:
    """Whether an account may grant this wish: it is still open, and someone else's."""
    asked = grant.state == Grant.State.ASKED
    return asked and grant.asked_by_id != account.account_id and may(account.as_role, Action.GRANT_SOURCE)


def may_vouch(vouched: Account, by: Account) -> bool:
    """Whether someone may vouch for another's key: it is there, and not their own."""
    has_key = vouched.is_active and bool(vouched.sealing_key) and vouched.as_role in KEY_HOLDERS
    return has_key and vouched.account_id != by.account_id and may(by.as_role, Action.GIVE_ACCESS)


def may_change(changed: Account, by: Account) -> bool:
    """Whether someone may change another's account: never their own."""
    return changed.account_id != by.account_id and may(by.as_role, Action.CHANGE_PEOPLE)
