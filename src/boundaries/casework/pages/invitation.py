"""The invitation ceremony: a person chooses password and passphrase, sees the secret of their codes once, and has a key of their own."""

from datetime import datetime

import segno
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from markupsafe import Markup

from boundaries.casework.accounts.attendance import UnitRequest
from boundaries.casework.accounts.devices import remember
from boundaries.casework.asked import Asked
from boundaries.casework.guard import open_to_all
from boundaries.casework.models import Invitation
from boundaries.casework.pages.signing_in import welcome
from boundaries.casework.staffing import inviting
from boundaries.casework.staffing.inviting import Prepared, Renews
from boundaries.credentials.choosing import PASSPHRASE_LENGTH, PASSWORD_LENGTH, fault_of
from boundaries.credentials.codes import address_of, step_of

_SLOT = "ceremony"


@open_to_all("GET", "POST")
def invitation(request: UnitRequest, token: str) -> HttpResponse:
    """Answer a one-time link: with choices, then with the secret, then with a signed-in account."""
    found = inviting.invitation_of(token, datetime.now())
    if found is None:
        raise Http404
    if found.renews == Renews.DEVICE:
        return _device(request, found)
    if request.method == "POST" and "code" in request.POST:
        return _confirm(request, found)
    if request.method == "POST":
        return _choose(request, found)
    return _choices(request, found, Asked())


def _choose(request: UnitRequest, found: Invitation) -> HttpResponse:
    asked = Asked.of(request, "password", "password_again", "passphrase", "passphrase_again")
    values = asked.values
    asked.wrong("password", fault_of(values["password"], values["password_again"], PASSWORD_LENGTH))
    if inviting.needs_key(found):
        fault = fault_of(values["passphrase"], values["passphrase_again"], PASSPHRASE_LENGTH, values["password"])
        asked.wrong("passphrase", fault)
    if not asked.is_good:
        return _choices(request, found, asked)
    prepared = inviting.prepare(found, values["password"], values["passphrase"])
    request.keeper.keep(_SLOT, prepared.to_bytes())
    return _secret(request, found, prepared, Asked())


def _confirm(request: UnitRequest, found: Invitation) -> HttpResponse:
    kept = request.keeper.kept(_SLOT)
    if kept is None:
        return _choices(request, found, Asked())
    prepared = Prepared.from_bytes(kept)
    asked = Asked.of(request, "code")
    code = asked.need("code", "Enter the code that your app shows", 12)
    step = step_of(code, prepared.secret, datetime.now()) if asked.is_good else None
    if step is None:
        asked.wrong("code", asked.faults.get("code", "This is not the code of now. Wait for the next one and enter that."))
        return _secret(request, found, prepared, asked)
    account = inviting.accept(found, prepared, step)
    request.keeper.drop(_SLOT)
    return welcome(request, account)


def _device(request: UnitRequest, found: Invitation) -> HttpResponse:
    """Make this browser a known device; signing in still takes password and code."""
    if request.method != "POST":
        return render(request, "let_through.html", {"person": found.account})
    found.delete()
    response = HttpResponseRedirect(reverse("sign_in"))
    remember(request, response, found.account)
    return response


def _choices(request: UnitRequest, found: Invitation, asked: Asked) -> HttpResponse:
    shown = {"asked": asked, "person": found.account, "needs_key": inviting.needs_key(found)}
    return render(request, "invitation.html", {**shown, "passwords": PASSWORD_LENGTH, "passphrases": PASSPHRASE_LENGTH})


def _secret(request: UnitRequest, found: Invitation, prepared: Prepared, asked: Asked) -> HttpResponse:
    drawn = segno.make(address_of(prepared.secret, found.account.name), error="m")
    picture = Markup(drawn.svg_inline(scale=5, title="Square code for your authenticator app", border=4))
    grouped = " ".join(prepared.secret[start : start + 4] for start in range(0, len(prepared.secret), 4))
    return render(request, "secret.html", {"asked": asked, "person": found.account, "picture": picture, "secret": grouped})
