"""Giving a case to someone, or taking one that is nobody's."""

from django.db import transaction
from django.http import HttpResponse, HttpResponseRedirect
from django.urls import reverse

from boundaries.casework.accounts.attendance import UnitRequest
from boundaries.casework.asked import Asked
from boundaries.casework.cases.allocating import allocate, holders_of
from boundaries.casework.guard import guarded
from boundaries.casework.pages.cases import case_or_404, show
from boundaries.casework.pages.once import came_before
from boundaries.casework.permissions import Action
from boundaries.handover.ids import is_id


@guarded(Action.ALLOCATE_CASE, "POST")
def allocate_case(request: UnitRequest, case_id: str) -> HttpResponse:
    """Give a case to a colleague who holds its keys, or take it oneself."""
    found = case_or_404(request, case_id)
    asked = Asked.of(request, "to_account")
    to_account = asked.values["to_account"]
    chosen = holders_of(found).filter(pk=to_account).first() if is_id(to_account) else None
    if chosen is None:
        asked.wrong("to_account", "Choose who it is given to")
        return show(request, found, asked)
    with transaction.atomic():
        if not came_before(request):
            allocate(found, chosen, request.unlocked)
    return HttpResponseRedirect(reverse("case", kwargs={"case_id": case_id}))
