"""Saying on the page of an account that it is the same person's as another, or somebody else's after all."""

from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.urls import reverse

from boundaries.casework.accounts.attendance import UnitRequest
from boundaries.casework.accounts.reasons import Reason
from boundaries.casework.asked import Asked
from boundaries.casework.guard import guarded
from boundaries.casework.models import Account
from boundaries.casework.pages.people import AT_ONCE, account_or_404, show
from boundaries.casework.permissions import Action
from boundaries.casework.policies import may_change
from boundaries.casework.staffing.parting import join, part
from boundaries.errors import BoundariesError

_SAYS = ("same", "another")


@guarded(Action.CHANGE_PEOPLE, "POST")
def whose(request: UnitRequest, account_id: str) -> HttpResponse:
    """Make an account one person's with another, or tell it apart from those it was taken for; never one's own."""
    found = account_or_404(account_id)
    if not may_change(found, request.signed_in):
        raise Http404
    asked = Asked.of(request, "whose", "other", "other_id", "whose_reason")
    other = Account.objects.filter(pk=asked.values["other"]).first()
    if asked.values["whose"] not in _SAYS:
        asked.wrong("whose", "Say whether it is the same person or another")
    elif asked.values["whose"] == "same" and (other is None or not may_change(other, request.signed_in)):
        asked.wrong("other", "Choose the other account")
    if asked.values["whose_reason"] not in set(Reason):
        asked.wrong("whose_reason", "Give the reason")
    if asked.is_good:
        try:
            _say(request, found, other, asked)
        except BoundariesError as error:
            where = error.where if error.where in ("other", "other_id") else "whose"
            asked.wrong(where, f"{error.what[:1].upper()}{error.what[1:]}. {error.to_do}".strip())
    if not asked.is_good:
        return show(request, found, asked)
    return HttpResponseRedirect(reverse("person", kwargs={"account_id": account_id}))


def _say(request: UnitRequest, found: Account, other: Account | None, asked: Asked) -> None:
    why = Reason(asked.values["whose_reason"])
    if asked.values["whose"] == "same":
        assert other is not None
        join(found, other, request.signed_in, why, AT_ONCE)
    else:
        part(found, asked.values["other_id"][:64], request.signed_in, why, AT_ONCE)
