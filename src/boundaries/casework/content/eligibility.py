"""Who may be given a safe's keys: handlers, but never who is named in it, his line, his associates or who was recused."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass

from django.conf import settings
from django.db.models import Q

from boundaries.casework.accounts.persons import accounts_of_persons, count_persons
from boundaries.casework.content.lines import kept_out
from boundaries.casework.content.marks import marks_of, member_mark
from boundaries.casework.models import Account, Exclusion, RosterIdentifier, Safe, SubjectMark
from boundaries.casework.models.accounts import AccountState
from boundaries.casework.roles import ALTERNATES, HANDLERS, KEY_HOLDERS
from boundaries.handover.people import NamedMember


@dataclass(frozen=True)
class Eligible:
    """The accounts that get the keys, and whether these are the alternates because too few handlers remained."""

    accounts: tuple[Account, ...]
    is_alternate: bool


def eligible(safe: Safe) -> Eligible:
    """Who may be given the keys of a safe that is there."""
    marks = dict(SubjectMark.objects.filter(safe=safe).values_list("mark", "spares_line"))
    recused = set(Exclusion.objects.filter(safe=safe).values_list("account_id", flat=True))
    return eligible_for(marks, recused, was_alternate=safe.is_alternate)


def eligible_for(marks: Mapping[str, bool], recused: Iterable[str], *, was_alternate: bool = False) -> Eligible:
    """Who may be given the keys of what names members by these marks (True: this one, not their line) and excludes these accounts.

    What once went to the alternates stays with them. Who is kept out is kept out with every account they have.
    """
    holders = holders_now()
    return weighed(holders, set(recused) | named_accounts(holders, marks), was_alternate=was_alternate)


def holders_now(joining: str = "") -> list[Account]:
    """Everyone who may be given keys at all; `joining` is the id of one whom somebody vouched for and who is not admitted yet."""
    admitted = Q(is_admitted=True) | Q(pk=joining)
    return list(Account.objects.filter(admitted, state=AccountState.ACTIVE, role__in=KEY_HOLDERS))


def weighed(holders: Collection[Account], named: set[str], *, was_alternate: bool) -> Eligible:
    """Who of the holders may be given the keys of what these accounts are named in or recused from."""
    out = named and accounts_of_persons(Account.objects.filter(pk__in=named))
    handlers = tuple(one for one in holders if one.role in HANDLERS)
    remaining = tuple(one for one in handlers if one.account_id not in out)
    too_few = len(remaining) < len(handlers) and count_persons(remaining) < settings.MINIMUM_HANDLERS
    if was_alternate or too_few:
        return Eligible(tuple(one for one in holders if one.role in ALTERNATES and one.account_id not in out), True)
    return Eligible(remaining, False)


def named_accounts(accounts: Collection[Account], marks: Mapping[str, bool]) -> set[str]:
    """The ids of those accounts that are named by the marks, directly or through the roster."""
    if not marks:
        return set()
    out = kept_out(marks)
    own = {one.account_id: marks_of(NamedMember(name=one.display_name, number=one.member_id)) for one in accounts}
    listed: dict[str, set[str]] = {}
    rows = RosterIdentifier.objects.filter(mark__in={mark for marks_of_one in own.values() for mark in marks_of_one}).values_list(
        "mark", "member_id"
    )
    for mark, member in rows:
        listed.setdefault(mark, set()).add(member)
    found = set()
    for account in accounts:
        # Whose account says which member they are is that member; who else is on the roster under that name is somebody else.
        known = (
            {member_mark(account.member_id)}
            if account.member_id
            else {member for mark in own[account.pk] for member in listed.get(mark, ())}
        )
        if own[account.pk] & marks.keys() or known & out:
            found.add(account.account_id)
    return found
