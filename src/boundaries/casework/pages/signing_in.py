"""Signing in and out, unlocking and locking the key."""

from datetime import datetime

from django.conf import settings
from django.db import transaction
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme

from boundaries.casework.accounts import attendance, passkeys
from boundaries.casework.accounts.attendance import UnitRequest
from boundaries.casework.accounts.devices import remember
from boundaries.casework.accounts.signing_in import by_password, unlock_by_passphrase
from boundaries.casework.accounts.unsent import unsent_of
from boundaries.casework.asked import Asked
from boundaries.casework.audit import Act, record
from boundaries.casework.guard import guarded, open_to_all
from boundaries.casework.models import Account
from boundaries.casework.permissions import Action, may
from boundaries.handover.sealing import OpeningKey

_NOT_RIGHT = "The name, the password or the code is not right. Nothing more is told, so that nobody can learn who has an account."


@open_to_all("GET", "POST")
def sign_in(request: UnitRequest) -> HttpResponse:
    """Ask for name, password and code."""
    asked = Asked.of(request, "name", "password", "code")
    if request.method == "POST":
        name = asked.need("name", "Enter your name for signing in", 60)
        password = asked.need("password", "Enter your password", 512)
        code = asked.need("code", "Enter the code of your app", 12)
        if asked.is_good:
            tried = by_password(request, name, password, code, datetime.now())
            if tried.account:
                return welcome(request, tried.account)
            asked.wrong("name", wait(tried.wait_until) if tried.wait_until else _NOT_RIGHT)
    return sign_in_page(request, asked)


def sign_in_page(request: UnitRequest, asked: Asked) -> HttpResponse:
    """The page that asks who is there, with what was wrong."""
    shown = {"asked": asked, "next": _next(request), "options": passkeys.options_to_show(request), "prf": passkeys.prf_input()}
    return render(request, "sign_in.html", {**shown, "provider": settings.OIDC})


@open_to_all("POST")
def sign_in_by_passkey(request: UnitRequest) -> HttpResponse:
    """Sign in whose passkey the browser shows, and unlock the key where the passkey can."""
    found = passkeys.shown(request, request.POST.get("credential", ""), request.POST.get("prf", ""))
    if found is None:
        asked = Asked()
        asked.wrong("name", "This passkey belongs to nobody here, or it took too long. Try again, or use your password.")
        return sign_in_page(request, asked)
    return welcome(request, found.passkey.account, found.opening)


def welcome(request: UnitRequest, account: Account, opening: OpeningKey | None = None) -> HttpResponse:
    """Start the session of someone who has shown who they are, and send them on."""
    after = _next(request)
    attendance.begin(request, account, datetime.now())
    if not after and unsent_of(request.keeper, account):
        after = reverse("unsent")
    with transaction.atomic():
        record(account, Act.SIGNED_IN, account.account_id)
    target = after or reverse("inbox" if may(account.as_role, Action.LIST_ENTRIES) else "home")
    if opening and may(account.as_role, Action.UNLOCK):
        attendance.unlock(request, opening)
        with transaction.atomic():
            record(account, Act.UNLOCKED, account.account_id)
    elif may(account.as_role, Action.UNLOCK) and account.opening_box:
        target = reverse("unlock") + (f"?next={after}" if after else "")
    response = HttpResponseRedirect(target)
    remember(request, response, account)
    return response


@guarded(Action.SIGN_OUT, "POST")
def sign_out(request: UnitRequest) -> HttpResponse:
    """End the session; only by POST, so that no link or picture elsewhere can do it."""
    with transaction.atomic():
        record(request.signed_in, Act.SIGNED_OUT, request.signed_in.account_id)
    attendance.end(request)
    return HttpResponseRedirect(reverse("sign_in"))


@guarded(Action.UNLOCK, "GET", "POST")
def unlock(request: UnitRequest) -> HttpResponse:
    """Ask for the passphrase that opens the private key."""
    asked = Asked.of(request, "passphrase")
    if request.method == "POST":
        passphrase = asked.need("passphrase", "Enter your passphrase", 512)
        if asked.is_good:
            opening, until = unlock_by_passphrase(request.signed_in, passphrase, datetime.now())
            if opening:
                attendance.unlock(request, opening)
                return HttpResponseRedirect(_next(request) or reverse("inbox"))
            asked.wrong("passphrase", wait(until) if until else "The passphrase is not right.")
    return _unlock_page(request, asked)


def _unlock_page(request: UnitRequest, asked: Asked) -> HttpResponse:
    can = any(passkey.opening_box for passkey in request.signed_in.passkeys.all())
    options = passkeys.options_to_show(request) if can else ""
    shown = {"asked": asked, "next": _next(request), "options": options, "prf": passkeys.prf_input()}
    return render(request, "unlock.html", shown)


@guarded(Action.UNLOCK, "POST")
def unlock_by_passkey(request: UnitRequest) -> HttpResponse:
    """Unlock the key with one of the account's own passkeys."""
    found = passkeys.shown(request, request.POST.get("credential", ""), request.POST.get("prf", ""))
    if found is None or found.opening is None or found.passkey.account_id != request.signed_in.account_id:
        asked = Asked()
        asked.wrong("passphrase", "This passkey does not unlock your key. Use your passphrase.")
        return _unlock_page(request, asked)
    attendance.unlock(request, found.opening)
    with transaction.atomic():
        record(request.signed_in, Act.UNLOCKED, request.signed_in.account_id)
    return HttpResponseRedirect(_next(request) or reverse("inbox"))


@guarded(Action.UNLOCK, "POST")
def lock(request: UnitRequest) -> HttpResponse:
    """Put the private key away."""
    attendance.lock_again(request)
    return HttpResponseRedirect(reverse("inbox"))


def wait(until: datetime) -> str:
    """That one must wait after failures, and until when."""
    return f"There were too many failures. Try again after {until:%H:%M:%S}, or ask a supervisor to let you through."


def _next(request: UnitRequest) -> str:
    """Where to go afterwards: a path of this site, or nothing."""
    asked = request.POST.get("next") or request.GET.get("next") or ""
    is_ours = asked.startswith("/") and url_has_allowed_host_and_scheme(asked, allowed_hosts=None)
    return asked if is_ours else ""
