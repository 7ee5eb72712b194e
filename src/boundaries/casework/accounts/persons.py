"""One person may have several accounts, since an account has one role: what takes two people takes two persons, not two accounts."""

from collections.abc import Iterable

from django.db.models import Q

from boundaries.casework.models import Account
from boundaries.casework.models.accounts import AccountState
from boundaries.casework.roles import KEY_HOLDERS, Role
from boundaries.errors import BoundariesError


def accounts_of_person(account: Account) -> set[str]:
    """The ids of every account of the person behind one: of the same member, or of the same name where one has no member's id."""
    return accounts_of_persons([account])


def accounts_of_persons(accounts: Iterable[Account]) -> set[str]:
    """The ids of every account of several persons, those who have left among them."""
    known = list(accounts)
    if not known:
        return set()
    wanted = Q(pk__in=[one.account_id for one in known])
    for one in known:
        named = Q(display_name__iexact=one.display_name)
        if one.member_id:
            wanted |= Q(member_id__iexact=one.member_id) | (named & Q(member_id=""))
        else:
            wanted |= named
    return set(Account.objects.filter(wanted).values_list("account_id", flat=True))


def is_same_person(one: Account, other: Account) -> bool:
    """Whether two accounts are of one person."""
    if one.account_id == other.account_id:
        return True
    if one.member_id and other.member_id:
        return one.member_id.casefold() == other.member_id.casefold()
    return one.display_name.casefold() == other.display_name.casefold()


def count_persons(accounts: Iterable[Account]) -> int:
    """How many persons stand behind accounts."""
    return len({one.member_id.casefold() or one.display_name.casefold() for one in accounts})


def check_role(account: Account, role: Role) -> None:
    """Refuse a role that the person must not have beside one that they have: who audits the unit does not work in it."""
    others = Account.objects.filter(pk__in=accounts_of_person(account) - {account.account_id}).exclude(
        state=AccountState.DISABLED
    )
    held = {Role(one) for one in others.values_list("role", flat=True)}
    if (role is Role.AUDITOR and held & KEY_HOLDERS) or (role in KEY_HOLDERS and Role.AUDITOR in held):
        raise BoundariesError(
            "who audits the unit does not work in it", "role", "Choose somebody else, or end their other account."
        )
