"""Recusal from an entry: one's own, or a colleague's by who leads."""

from django.http import HttpResponse, HttpResponseRedirect
from django.urls import reverse

from boundaries.casework.accounts.attendance import UnitRequest
from boundaries.casework.content import recuse
from boundaries.casework.guard import guarded
from boundaries.casework.models import Account
from boundaries.casework.pages.asked import Asked
from boundaries.casework.pages.entry import colleagues, entry_or_404, show
from boundaries.casework.permissions import Action


@guarded(Action.RECUSE_SELF, "POST")
def recuse_self(request: UnitRequest, entry_id: str) -> HttpResponse:
    """Give up an entry for good: who is too close to someone in it."""
    found = entry_or_404(request, entry_id)
    asked = Asked.of(request, "own_reason")
    reason = asked.need("own_reason", "Say why, so that whoever works on this understands", 2000)
    if not asked.is_good:
        return show(request, found, asked)
    recuse(found.safe, request.unlocked, request.signed_in, f"{request.signed_in.display_name} stepped back: {reason}")
    return HttpResponseRedirect(reverse("inbox"))


@guarded(Action.RECUSE_COLLEAGUE, "POST")
def recuse_colleague(request: UnitRequest, entry_id: str) -> HttpResponse:
    """Take a colleague away from an entry."""
    found = entry_or_404(request, entry_id)
    asked = Asked.of(request, "colleague", "reason")
    reason = asked.need("reason", "Say why, so that whoever works on this understands", 2000)
    chosen = {one.account_id: one for one in colleagues(found, request.signed_in)}
    colleague: Account | None = chosen.get(asked.values["colleague"])
    if colleague is None:
        asked.wrong("colleague", "Choose who is taken away")
    if not asked.is_good or colleague is None:
        return show(request, found, asked)
    recuse(found.safe, request.unlocked, colleague, f"{colleague.display_name} was taken away by {request.signed_in}: {reason}")
    return HttpResponseRedirect(reverse("entry", kwargs={"entry_id": entry_id}))
