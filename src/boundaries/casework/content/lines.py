"""The roster's lines: from how members are named to everyone who must not see it."""

from collections.abc import Mapping

from django.db.models import Q

from boundaries.casework.models import RosterIdentifier, RosterMember, RosterTie

_DEEPEST = 30


def kept_out(marks: Mapping[str, bool]) -> set[str]:
    """The marks of all members whom these marks keep out; a mark may be of a way to name a member, or of the member's own id.

    A named member, those above and below in his line, and declared associates either way; only the member himself where the mark
    says so.
    """
    named = list(RosterIdentifier.objects.filter(mark__in=list(marks)).values_list("mark", "member_id"))
    whole = {member for mark, member in named if not marks[mark]} | {mark for mark, is_spared in marks.items() if not is_spared}
    return {member for _, member in named} | set(marks) | _above(whole) | _below(whole) | _associates(whole)


def _above(members: set[str]) -> set[str]:
    """Everyone who supervises one of them, and who supervises those."""
    above: set[str] = set()
    now = members
    for _ in range(_DEEPEST):
        found = set(
            RosterMember.objects.filter(mark__in=now).exclude(supervisor_mark="").values_list("supervisor_mark", flat=True)
        )
        now = found - above
        if not now:
            break
        above |= now
    return above


def _below(members: set[str]) -> set[str]:
    """Everyone whom one of them supervises, and whom those supervise."""
    below: set[str] = set()
    now = members
    for _ in range(_DEEPEST):
        found = set(RosterMember.objects.filter(supervisor_mark__in=now).values_list("mark", flat=True))
        now = found - below - members
        if not now:
            break
        below |= now
    return below


def _associates(members: set[str]) -> set[str]:
    """Those whom they declared and those who declared them, with the ones among them who did so, who are kept out in any case."""
    ties = RosterTie.objects.filter(Q(member_id__in=members) | Q(other_mark__in=members)).values_list("member_id", "other_mark")
    return {mark for tie in ties for mark in tie}
