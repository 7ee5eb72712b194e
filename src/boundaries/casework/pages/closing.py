"""Closing an entry, and opening it again."""

from django.db import transaction
from django.http import HttpResponse, HttpResponseRedirect
from django.urls import reverse

from boundaries.casework.accounts.attendance import UnitRequest
from boundaries.casework.asked import Asked
from boundaries.casework.guard import guarded
from boundaries.casework.pages.entry import entry_or_404, show
from boundaries.casework.pages.once import came_before
from boundaries.casework.permissions import Action
from boundaries.casework.register.closing import close_or_reopen
from boundaries.casework.standing import check_standing


@guarded(Action.CLOSE_ENTRY, "POST")
def close_entry(request: UnitRequest, entry_id: str) -> HttpResponse:
    """Close an entry from which nothing more follows, or open it again, with a reason."""
    found = entry_or_404(request, entry_id)
    check_standing(request.signed_in, found, "Close that one, or open it again there.")
    asked = Asked.of(request, "close_reason")
    reason = asked.need("close_reason", "Say why", 2_000)
    if not asked.is_good:
        return show(request, found, asked)
    with transaction.atomic():
        is_done = came_before(request) or close_or_reopen(found, request.unlocked, reason, request.POST.get("standing", ""))
        transaction.set_rollback(not is_done)
    if not is_done:
        asked.wrong("close_reason", "A colleague closed it or opened it again since you looked: see why, then decide")
        return show(request, entry_or_404(request, entry_id), asked)
    return HttpResponseRedirect(reverse("entry", kwargs={"entry_id": entry_id}))
