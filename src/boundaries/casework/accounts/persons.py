"""One person may have several accounts, since an account has one role: what takes two people takes two persons, not two accounts.

Two accounts are of one person where they are of the same member. Where one of them has no member's id and they bear the same name, whoever
invites the second says whether they are, or somebody does later (`parting`). What was done while two were taken for one stays one person's.
"""

from collections.abc import Iterable
from datetime import datetime

from django.db.models import QuerySet

from boundaries.casework.models import Account, Parting
from boundaries.casework.models.accounts import AccountState
from boundaries.casework.models.prepared import Prepared
from boundaries.casework.roles import KEY_HOLDERS, Role
from boundaries.errors import BoundariesError

ANOTHER = "another"
"""The answer that somebody is not whoever bears the same name."""
EVER = datetime.min
"""Since when two must have been taken for one, where it never mattered when that ended."""
_NAMES = Prepared(lambda: Account.objects.order_by().values_list("account_id", "display_name"))
_EVERY = Prepared(lambda: Account.objects.order_by("account_id").only("account_id", "member_id", "display_name", "person"))
_PARTED = Prepared(lambda account: Parting.objects.filter(account=account).values_list("other_id", "parted_at"))


class SameName(BoundariesError):
    """Somebody of the same name has an account, and nobody said whether they are the same person."""


def namesakes(account: Account) -> QuerySet[Account]:
    """The accounts of the same name that no member's id tells apart from one, those who have left among them."""
    named = Account.objects.filter(display_name__iexact=account.display_name).exclude(pk=account.pk)
    return named.filter(member_id="") if account.member_id else named


def tell_apart(account: Account, same_as: str) -> None:
    """Put down on a new account which person it is of; `same_as` is the id of an account of theirs, ANOTHER, or empty where nobody said.

    Raises SameName where that must be said, or where another of the same name has no member's id to be told apart by.
    """
    found = {one.pk: one for one in namesakes(account)}
    if not found:
        return
    if same_as == ANOTHER and not account.member_id:
        raise SameName("somebody of this name has an account", "member_id", "Give the id or number by which they are told apart.")
    if same_as != ANOTHER and same_as not in found:
        who = ", ".join(sorted(one.name for one in found.values()))
        raise SameName(
            f"somebody of this name has an account: {who}", "same_as",
            "Compare date of birth and number, then say whether they are the same person.",
        )  # fmt: skip
    if same_as == ANOTHER:
        account.person = account.account_id
    else:
        account.person = found[same_as].person
        account.member_id = account.member_id or found[same_as].member_id


def names() -> dict[str, str]:
    """How every account is shown, by its id, those who have left among them.

    There are few, and rows that say whose they are many: to join the accounts reads their boxes and keys with each row.
    """
    return dict(_NAMES())


def accounts_of_person(account: Account, since: datetime | None = None) -> set[str]:
    """The ids of every account of the person behind one: of the same member, or of the same name where one has no member's id.

    With those that were taken to be theirs after a moment, such as that at which something was done that takes a second person.
    """
    found = accounts_of_persons([account])
    if since is not None:
        found |= {other for other, parted_at in _PARTED(account=account.pk) if parted_at >= since}
    return found


def accounts_of_persons(accounts: Iterable[Account]) -> set[str]:
    """The ids of every account of several persons, those who have left among them."""
    return {one.account_id for one in behind(accounts)}


def behind(known: Iterable[Account]) -> list[Account]:
    """Every account of several persons, of each of whom one is given, those who have left among them: ids, names and persons only."""
    given = list(known)
    return [one for one in _EVERY() if any(is_same_person(other, one) for other in given)] if given else []


def is_same_person(one: Account, other: Account, since: datetime | None = None) -> bool:
    """Whether two accounts are of one person, or were taken to be after a moment."""
    if one.account_id == other.account_id:
        return True
    if since is not None and Parting.objects.filter(account=one, other=other, parted_at__gte=since).exists():
        return True
    if one.member_id and other.member_id:
        return one.member_id.casefold() == other.member_id.casefold()
    return _named(one) == _named(other)


def _named(account: Account) -> tuple[str, str]:
    return account.display_name.casefold(), account.person


def count_persons(accounts: Iterable[Account]) -> int:
    """How many persons stand behind accounts."""
    known = list(accounts)
    by_id = {_named(one) for one in known if one.member_id}
    named = {_named(one) for one in known if not one.member_id} - by_id
    return len({one.member_id.casefold() for one in known if one.member_id}) + len(named)


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
