"""Which marks keep an account out, worked out once for many safes; `eligibility.named_accounts` asks the other way round for one."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass

from boundaries.casework.content.eligibility import weighed
from boundaries.casework.content.lines import kept_out
from boundaries.casework.content.marks import marks_of, member_mark
from boundaries.casework.models import Account, Exclusion, RosterIdentifier, Safe, SubjectMark
from boundaries.handover.people import NamedMember


@dataclass(frozen=True)
class Close:
    """The marks that keep one account out: those that name it, and those that do so unless they spare the line."""

    own: frozenset[str]
    line: frozenset[str]

    def is_named(self, marks: Mapping[str, bool]) -> bool:
        """Whether marks of a safe (True: this one, not their line) keep the account out."""
        return any(mark in self.own or (not is_spared and mark in self.line) for mark, is_spared in marks.items())


class Weighing:
    """Who of some holders may have the keys of many safes, as long as neither the holders nor the roster change."""

    def __init__(self, holders: Collection[Account]) -> None:
        self._holders, self._close = holders, close_to(holders)
        self._known: dict[tuple[frozenset[str], bool], frozenset[str]] = {}

    def allowed(self, safes: Collection[Safe]) -> dict[str, frozenset[str]]:
        """The ids of those who may, by safe."""
        named = self.named([safe.pk for safe in safes])
        for safe_id, recused in Exclusion.objects.filter(safe__in=list(named)).values_list("safe_id", "account_id"):
            named[safe_id].add(recused)
        return {safe.pk: self._weighed(frozenset(named[safe.pk]), safe.is_alternate) for safe in safes}

    def named(self, safe_ids: Collection[str]) -> dict[str, set[str]]:
        """The ids of those whom the marks of each safe keep out, by safe."""
        marks: dict[str, dict[str, bool]] = {pk: {} for pk in safe_ids}
        for safe_id, mark, is_spared in SubjectMark.objects.filter(safe__in=list(marks)).values_list(
            "safe_id", "mark", "spares_line"
        ):
            marks[safe_id][mark] = is_spared
        return {pk: {one.pk for one in self._holders if self._close[one.pk].is_named(some)} for pk, some in marks.items()}

    def _weighed(self, named: frozenset[str], was_alternate: bool) -> frozenset[str]:
        if (named, was_alternate) not in self._known:
            found = weighed(self._holders, set(named), was_alternate=was_alternate)
            self._known[named, was_alternate] = frozenset(one.pk for one in found.accounts)
        return self._known[named, was_alternate]


def close_to(accounts: Collection[Account]) -> dict[str, Close]:
    """Of each account by its id, what keeps it out: it is as far from one member of the roster to another as back."""
    found = {}
    for account in accounts:
        own = marks_of(NamedMember(name=account.display_name, number=account.member_id))
        listed = RosterIdentifier.objects.filter(mark__in=own).values_list("member_id", flat=True)
        # Whose account says which member they are is that member; who else is on the roster under that name is somebody else.
        members = {member_mark(account.member_id)} if account.member_id else set(listed)
        line = kept_out(dict.fromkeys(members, False))
        found[account.pk] = Close(own | members | _ways(members), frozenset(line | _ways(line)))
    return found


def _ways(members: Iterable[str]) -> set[str]:
    return set(RosterIdentifier.objects.filter(member__in=list(members)).values_list("mark", flat=True))
