"""Seen before: which other entries name the same member, found by keyed marks without opening anything."""

from collections.abc import Iterable
from typing import Any

from django.db.models import QuerySet

from boundaries.casework import visibility
from boundaries.casework.content.marks import marks_of, member_mark
from boundaries.casework.models import Account, Entry, Exclusion, RosterIdentifier, SubjectMark
from boundaries.casework.models.prepared import Prepared
from boundaries.handover.people import NamedMember

_MOST = 50


def seen_before(entry: Entry, account: Account) -> list[Entry]:
    """The newest other entries that this account sees and that name a member whom this one names; their ids and days only."""
    return _SEEN(account=account.pk, entry_id=entry.pk, marks=list(_ways_of(entry)))


def seen_in_all(entry: Entry, head: Account) -> int:
    """How many other entries name a member whom this one names, also those that the head cannot open.

    What names the head, or asks that the head does not see it, is not counted: nobody learns from a number that they were named.
    """
    own = set(marks_of(NamedMember(name=head.display_name, number=head.member_id)))
    if head.member_id:
        own.add(member_mark(head.member_id))
        own |= set(RosterIdentifier.objects.filter(member=member_mark(head.member_id)).values_list("mark", flat=True))
    hidden = SubjectMark.objects.filter(mark__in=own).values("safe")
    kept_out = Exclusion.objects.filter(account=head).values("safe")
    return (
        Entry.objects.filter(pk__in=_named_by(entry.pk, list(_ways_of(entry))))
        .exclude(pk__in=hidden)
        .exclude(pk__in=kept_out)
        .count()
    )


def _ways_of(entry: Entry) -> set[str]:
    """Every mark of a way to name the members whom an entry names; whom it only keeps out is not named."""
    return _ways(_OWN(safe_id=entry.pk))


def _named_by(entry_id: str, marks: list[str]) -> QuerySet[SubjectMark, Any]:
    """The safes, but for an entry's own, that name a member by one of these marks."""
    same = SubjectMark.objects.filter(mark__one_of=marks, spares_line=False).exclude(safe=entry_id)
    return same.values("safe")


_OWN = Prepared(lambda safe_id: SubjectMark.objects.filter(safe=safe_id, spares_line=False).values_list("mark", flat=True))
_WHOSE = Prepared(lambda marks: RosterIdentifier.objects.filter(mark__one_of=marks).values_list("mark", "member_id"))
_THEIRS = Prepared(lambda members: RosterIdentifier.objects.filter(member__one_of=members).values_list("mark", flat=True))
_SEEN = Prepared(
    lambda account, entry_id, marks: (
        visibility.entries(account).filter(pk__in=_named_by(entry_id, marks)).select_related(None).only("received_on")[:_MOST]
    )
)


def _ways(marks: Iterable[str]) -> set[str]:
    """These marks, and every other way to name the members whom they single out on the roster.

    A way that several members share, such as a common name, leads to none of them.
    """
    known = set(marks)
    members: dict[str, set[str]] = {}
    for mark, member in _WHOSE(marks=list(known)) if known else ():
        members.setdefault(mark, set()).add(member)
    single = {member for found in members.values() if len(found) == 1 for member in found}
    ways = _THEIRS(members=list(single)) if single else []
    shared: dict[str, set[str]] = {}
    for mark, member in _WHOSE(marks=ways) if ways else ():
        shared.setdefault(mark, set()).add(member)
    return known | {mark for mark, found in shared.items() if len(found) == 1}
