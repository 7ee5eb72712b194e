"""Merging an entry into another, and undoing it."""

from django.db import transaction
from django.http import HttpResponse

from boundaries.casework.accounts.attendance import UnitRequest
from boundaries.casework.asked import Asked
from boundaries.casework.guard import guarded
from boundaries.casework.pages.entry import entry_or_404, show
from boundaries.casework.pages.once import came_before
from boundaries.casework.pages.register import LONGEST_REASON, meant, to_entry, undone
from boundaries.casework.permissions import Action
from boundaries.casework.register.linking import Relation
from boundaries.casework.register.merging import merge, unmerge
from boundaries.casework.standing import check_standing


@guarded(Action.MERGE_ENTRIES, "POST")
def merge_entries(request: UnitRequest, entry_id: str) -> HttpResponse:
    """Merge another entry that one may open into this one, once both were read."""
    found = entry_or_404(request, entry_id)
    check_standing(request.signed_in, found, "Merge with that one, or link with it.", "these two are not merged: ")
    asked = Asked.of(request, "merged", "merge_why", "merge_confirmed")
    wanted = asked.need("merged", "Write the other entry as it is shown", 26).casefold()
    reason = asked.need("merge_why", "Say why they are one", LONGEST_REASON)
    if asked.values["merge_confirmed"] != "yes":
        asked.wrong("merge_confirmed", "Confirm that you have read both")
    other = meant(request, found, wanted, asked, "merged")
    if not asked.is_good or other is None:
        return show(request, found, asked)
    with transaction.atomic():
        if not came_before(request):
            merge(other, found, request.unlocked, reason)
    return to_entry(entry_id)


@guarded(Action.MERGE_ENTRIES, "POST")
def unmerge_entries(request: UnitRequest, entry_id: str, link_id: str) -> HttpResponse:
    """Let an entry stand by itself again, with a reason."""
    return undone(request, entry_id, link_id, (Relation.MERGED,), "Say why they are not one", unmerge)
