"""Signing in at the force's identity provider, and linking one's account to it."""

from urllib.parse import urlencode

from django.db import transaction
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse

from boundaries.casework.accounts import oidc
from boundaries.casework.accounts.attendance import UnitRequest
from boundaries.casework.asked import Asked
from boundaries.casework.audit import Act, record
from boundaries.casework.guard import open_to_all
from boundaries.casework.models import Account
from boundaries.casework.pages.signing_in import sign_in_page, welcome
from boundaries.errors import BoundariesError

_NOBODY = "The force's sign-in does not belong to an account here. Sign in with your password and link it on your account page."


@open_to_all()
def oidc_begin(request: UnitRequest) -> HttpResponse:
    """Send the browser to the provider."""
    chosen = oidc.provider()
    if chosen is None:
        raise Http404
    try:
        return HttpResponseRedirect(oidc.address_to_sign_in(request, chosen))
    except BoundariesError as error:
        return _again(request, f"{error.what}. {error.to_do}")


@open_to_all()
def oidc_return(request: UnitRequest) -> HttpResponse:
    """Take the browser back: sign in whoever it is, or link the account that is signed in.

    A browser that comes from elsewhere brings no cookie of ours, so the page asks for itself once more.
    """
    chosen = oidc.provider()
    if chosen is None:
        raise Http404
    if not oidc.is_awaited(request) and "again" not in request.GET:
        told = {name: request.GET.get(name, "") for name in ("code", "state")}
        return render(request, "oidc_return.html", {"address": f"{reverse('oidc_return')}?{urlencode({**told, 'again': '1'})}"})
    try:
        subject = oidc.subject_of_return(request, chosen)
    except BoundariesError as error:
        return _again(request, f"{error.what}. {error.to_do}")
    if request.account and subject:
        return _link(request.account, subject)
    account = oidc.account_of(subject)
    return welcome(request, account) if account else _again(request, _NOBODY)


def _link(account: Account, subject: str) -> HttpResponse:
    """Let the provider's subject sign in to this account from now on, and to no other."""
    with transaction.atomic():
        Account.objects.filter(oidc_subject=subject).exclude(pk=account.pk).update(oidc_subject="")
        Account.objects.filter(pk=account.pk).update(oidc_subject=subject)
        record(account, Act.CREDENTIAL_ADDED, account.account_id, {"by": "provider"})
    return HttpResponseRedirect(reverse("account"))


def _again(request: UnitRequest, fault: str) -> HttpResponse:
    asked = Asked()
    asked.wrong("name", fault[:1].upper() + fault[1:])
    return sign_in_page(request, asked)
