"""Recording that whoever reported something was answered elsewhere, or cannot be."""

from django.db import transaction
from django.http import HttpResponse, HttpResponseRedirect
from django.urls import reverse

from boundaries.casework.accounts.attendance import UnitRequest
from boundaries.casework.asked import Asked
from boundaries.casework.guard import guarded
from boundaries.casework.pages.entry import entry_or_404, show
from boundaries.casework.pages.once import came_before
from boundaries.casework.permissions import Action
from boundaries.casework.register.answering import HOW, settle


@guarded(Action.REPLY, "POST")
def settle_answer(request: UnitRequest, entry_id: str) -> HttpResponse:
    """Settle the first answer without a reply, with a reason."""
    found = entry_or_404(request, entry_id)
    asked = Asked.of(request, "how", "answer_reason")
    reason = asked.need("answer_reason", "Say how, or why not", 2_000)
    if asked.values["how"] not in HOW:
        asked.wrong("how", "Choose one of the two")
    if not asked.is_good:
        return show(request, found, asked)
    with transaction.atomic():
        if not came_before(request):
            settle(found, request.unlocked, asked.values["how"], reason)
    return HttpResponseRedirect(reverse("entry", kwargs={"entry_id": entry_id}))
