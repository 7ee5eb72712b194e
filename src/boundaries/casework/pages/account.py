"""One's own account, and its passkeys."""

from django.conf import settings
from django.db import transaction
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse

from boundaries.casework.accounts import passkeys
from boundaries.casework.accounts.attendance import UnitRequest
from boundaries.casework.asked import Asked
from boundaries.casework.content.admitting import progress_of
from boundaries.casework.guard import guarded
from boundaries.casework.models import Reminder
from boundaries.casework.pages.once import came_before
from boundaries.casework.pages.people import fingerprint_of
from boundaries.casework.permissions import Action
from boundaries.casework.reminding.choosing import choose, is_email
from boundaries.casework.roles import TITLES


@guarded(Action.CHANGE_OWN_ACCOUNT)
def account(request: UnitRequest) -> HttpResponse:
    """One's own account."""
    return _show(request, Asked())


def _show(request: UnitRequest, asked: Asked) -> HttpResponse:
    mine, office = request.signed_in, settings.POST_OFFICE
    shown: dict[str, object] = {
        "asked": asked,
        "email": Reminder.objects.filter(account=mine).values_list("email", flat=True).first() or "",
        "reminder_hour": None if office is None else office.hour,
        "title": TITLES[mine.as_role],
        "fingerprint": fingerprint_of(mine),
        "progress": progress_of(mine),
        "passkeys": mine.passkeys.order_by("added_at"),
    }
    shown["provider"] = settings.OIDC
    return render(request, "account.html", shown)


@guarded(Action.CHANGE_OWN_ACCOUNT, "POST")
def choose_reminder(request: UnitRequest) -> HttpResponse:
    """Let the daily reminder go to an address, or to none."""
    asked = Asked.of(request, "email")
    email = asked.values["email"].strip()
    if email and not is_email(email):
        asked.wrong("email", "Write an e-mail address, such as name@force.example, or nothing")
        return _show(request, asked)
    with transaction.atomic():
        if not came_before(request):
            choose(request.signed_in, email)
    return HttpResponseRedirect(reverse("account"))


@guarded(Action.CHANGE_OWN_ACCOUNT, "GET", "POST")
def add_passkey(request: UnitRequest) -> HttpResponse:
    """Let the browser make a passkey, and keep it."""
    asked = Asked.of(request, "label", "credential", "prf")
    if request.method == "POST":
        label = asked.need("label", "Say what you call it", 60)
        if asked.is_good and passkeys.add(request, asked.values["credential"], asked.values["prf"], label):
            return HttpResponseRedirect(reverse("account"))
        asked.wrong("label", asked.faults.get("label", "The browser did not give a passkey that can be used. Try again."))
    shown = {"asked": asked, "options": passkeys.options_to_add(request), "prf": passkeys.prf_input()}
    return render(request, "add_passkey.html", shown)


@guarded(Action.CHANGE_OWN_ACCOUNT, "POST")
def remove_passkey(request: UnitRequest, passkey_id: str) -> HttpResponse:
    """Take one of one's own passkeys away."""
    passkeys.remove(request.signed_in, passkey_id)
    return HttpResponseRedirect(reverse("account"))
