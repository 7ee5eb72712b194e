"""Merging: an entry is shown as part of another to whoever can open both; both are kept, and it can be undone."""

from datetime import datetime

from boundaries.casework.accounts.attendance import Holder
from boundaries.casework.models import Entry, Merge
from boundaries.casework.policies import why_not_merged
from boundaries.casework.register.linking import Relation, link, unlink
from boundaries.casework.standing import check_standing, hold
from boundaries.errors import BoundariesError


def merge(one: Entry, into: Entry, holder: Holder, reason: str) -> None:
    """Merge an entry into another, both of which the holder can open; raises where its state forbids it. Called in a transaction."""
    hold(one, into)
    one = Entry.objects.select_related("safe").get(pk=one.pk)
    for either in (one, into):
        check_standing(holder.account, either, "Merge with that one, or link with it.", "these two are not merged: ")
    if one.act_by_on is not None and Entry.objects.get(pk=into.pk).act_by_on is None:
        raise BoundariesError(
            f"these two are not merged: someone must still act on entry {one.pk[:8]}",
            to_do=f"Grade entry {into.pk[:8]} as urgent first, or {one.pk[:8]} as not urgent any more.",
        )
    if why := why_not_merged(one, into, holder.account):
        raise BoundariesError(f"these two are not merged: {why}", to_do="Link them instead.")
    merge_id = link(into, one, holder, Relation.MERGED, reason)
    Merge.objects.create(merge_id=merge_id, merged=one, into=into, merged_at=datetime.now())


def unmerge(entry: Entry, other: Entry, merge_id: str, holder: Holder, reason: str) -> None:
    """Let an entry stand by itself again; that it was merged stays to be seen. Called in a transaction."""
    hold(entry, other)
    Merge.objects.filter(pk=merge_id).delete()
    unlink(entry, other, merge_id, holder, reason)
