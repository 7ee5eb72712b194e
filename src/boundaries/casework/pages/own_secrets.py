"""Changing one's own passphrase and password."""

from datetime import datetime

from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse

from boundaries.casework.accounts import renewing
from boundaries.casework.accounts.attendance import UnitRequest
from boundaries.casework.accounts.signing_in import by_password, unlock_by_passphrase
from boundaries.casework.asked import Asked
from boundaries.casework.guard import guarded
from boundaries.casework.pages.signing_in import wait
from boundaries.casework.permissions import Action
from boundaries.credentials.choosing import PASSPHRASE_LENGTH, PASSWORD_LENGTH, fault_of

_OTHERS = "Choose another than your {}."


@guarded(Action.UNLOCK, "GET", "POST")
def change_passphrase(request: UnitRequest) -> HttpResponse:
    """Ask for the passphrase and a new one; the key stays the same."""
    asked, mine = Asked.of(request, "old", "new", "again"), request.signed_in
    if request.method == "POST":
        old, new = asked.need("old", "Enter the passphrase that you have now", 512), asked.values["new"]
        asked.wrong("new", fault_of(new, asked.values["again"], PASSPHRASE_LENGTH))
        if asked.is_good:
            opening, until = unlock_by_passphrase(mine, old, datetime.now())
            if opening is None:
                asked.wrong("old", wait(until) if until else "The passphrase is not right.")
            elif renewing.is_the_other(mine, new, passphrase=True):
                asked.wrong("new", _OTHERS.format("password"))
            else:
                request.session["epoch"] = renewing.change_passphrase(mine, new, opening)
                return HttpResponseRedirect(reverse("account"))
    return render(request, "change_passphrase.html", {"asked": asked, "length": PASSPHRASE_LENGTH})


@guarded(Action.CHANGE_OWN_ACCOUNT, "GET", "POST")
def change_password(request: UnitRequest) -> HttpResponse:
    """Ask for the password with a code, and a new one; the app that shows the codes stays as it is."""
    asked, mine = Asked.of(request, "old", "code", "new", "again"), request.signed_in
    if request.method == "POST":
        old, new = asked.need("old", "Enter the password that you have now", 512), asked.values["new"]
        code = asked.need("code", "Enter the code of your app", 12)
        asked.wrong("new", fault_of(new, asked.values["again"], PASSWORD_LENGTH))
        if asked.is_good and renewing.is_the_other(mine, new, passphrase=False):
            asked.wrong("new", _OTHERS.format("passphrase"))
        if asked.is_good:
            tried = by_password(request, mine.name, old, code, datetime.now())
            if tried.account is None:
                asked.wrong("old", wait(tried.wait_until) if tried.wait_until else "The password or the code is not right.")
            else:
                request.session["epoch"] = renewing.change_password(mine, old, new)
                return HttpResponseRedirect(reverse("account"))
    return render(request, "change_password.html", {"asked": asked, "length": PASSWORD_LENGTH})
