"""What was typed while the session ran out, the key was locked or the form grew stale: read again, then sent or thrown away."""

from typing import cast

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import Resolver404, resolve, reverse

from boundaries.casework.accounts.attendance import UnitRequest
from boundaries.casework.accounts.unsent import SENT, forget_unsent, unsent_of
from boundaries.casework.guard import guarded, keep_for
from boundaries.casework.permissions import Action


@guarded(Action.SEND_UNSENT, "GET", "POST")
def unsent(request: UnitRequest) -> HttpResponse:
    """Show what was not sent, to be sent where it was meant to go; or throw it away."""
    if request.method == "POST":
        forget_unsent(request.keeper)
        return HttpResponseRedirect(reverse("home"))
    return render(request, "unsent.html", {"unsent": unsent_of(request.keeper, request.signed_in), "sent": SENT})


def not_from_here(request: HttpRequest, reason: str = "") -> HttpResponse:
    """A form without the token of this session: one that was open since before somebody signed in or out, as a rule."""
    known = cast(UnitRequest, request)
    action = _action_of(request)
    if action and _is_from_here(request) and keep_for(known, known.account, action):
        return HttpResponseRedirect(reverse("unsent"))
    return render(request, "stale.html", status=403)


def _is_from_here(request: HttpRequest) -> bool:
    """Whether the browser says that a page of this site sent it: no other may leave words here that look like somebody's own."""
    ours = {f"{request.scheme}://{request.get_host()}", *settings.CSRF_TRUSTED_ORIGINS}
    return request.headers.get("Origin") in ours


def _action_of(request: HttpRequest) -> Action | None:
    try:
        found: Action | None = getattr(resolve(request.path_info).func, "action", None)
    except Resolver404:
        return None
    return found
