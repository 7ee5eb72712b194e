"""Seen before: which other entries name the same member, found by keyed marks without opening anything."""

from collections.abc import Iterable
from typing import Any

from django.db.models import QuerySet

from boundaries.casework import visibility
from boundaries.casework.content.marks import marks_of, member_mark
from boundaries.casework.models import Account, Entry, Exclusion, RosterIdentifier, SubjectMark
from boundaries.handover.people import NamedMember


def seen_before(entry: Entry, account: Account) -> QuerySet[Entry]:
    """The other entries that this account sees and that name a member whom this one names, newest first."""
    return visibility.entries(account).filter(pk__in=_sharing(entry))


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
    return Entry.objects.filter(pk__in=_sharing(entry)).exclude(pk__in=hidden).exclude(pk__in=kept_out).count()


def _sharing(entry: Entry) -> QuerySet[SubjectMark, Any]:
    """The safes, but for its own, that name a member whom an entry names; whom it only keeps out is not named."""
    own = SubjectMark.objects.filter(safe=entry.pk, spares_line=False).values_list("mark", flat=True)
    same = SubjectMark.objects.filter(mark__in=_ways(own), spares_line=False).exclude(safe=entry.pk)
    return same.values("safe")


def _ways(marks: Iterable[str]) -> set[str]:
    """These marks, and every other way to name the members whom they single out on the roster.

    A way that several members share, such as a common name, leads to none of them.
    """
    known = set(marks)
    members: dict[str, set[str]] = {}
    for mark, member in RosterIdentifier.objects.filter(mark__in=known).values_list("mark", "member_id"):
        members.setdefault(mark, set()).add(member)
    single = {member for found in members.values() if len(found) == 1 for member in found}
    ways = RosterIdentifier.objects.filter(member__in=single).values_list("mark", "member_id")
    shared: dict[str, set[str]] = {}
    for mark, member in RosterIdentifier.objects.filter(mark__in=[mark for mark, _ in ways]).values_list("mark", "member_id"):
        shared.setdefault(mark, set()).add(member)
    return known | {mark for mark, found in shared.items() if len(found) == 1}
