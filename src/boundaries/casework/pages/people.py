"""People: who has an account, and joining, changing, being let through and leaving."""

from collections.abc import Mapping
from functools import partial

from django.db import transaction
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse

from boundaries.casework.accounts.attendance import UnitRequest
from boundaries.casework.accounts.persons import ANOTHER, SameName, accounts_of_person
from boundaries.casework.accounts.reasons import REASONS
from boundaries.casework.asked import Asked
from boundaries.casework.audit import Act, record
from boundaries.casework.content.admitting import begin_giving, go_on_giving, progress_of
from boundaries.casework.content.giving_beside import give_beside, is_giving
from boundaries.casework.guard import guarded
from boundaries.casework.models import Account, Wrap
from boundaries.casework.models.accounts import AccountState
from boundaries.casework.pages.once import came_before
from boundaries.casework.permissions import Action, may
from boundaries.casework.policies import may_change, may_reset, may_vouch
from boundaries.casework.roles import TITLES, Role
from boundaries.casework.staffing import inviting, leaving
from boundaries.casework.staffing.parting import give_member_id
from boundaries.errors import BoundariesError
from boundaries.handover.sealing import SealingKey

AT_ONCE = 1.0
"""For so many seconds a page gives or takes keys itself; more is given beside the work, and taken by the timer."""
_FIELDS = {"role": "role", "sign-in name": "name", "full name": "display_name", "member id": "member_id"}
"""The fields of the form by what an invitation says is wrong."""


@guarded(Action.LIST_PEOPLE)
def people(request: UnitRequest) -> HttpResponse:
    """Everyone with an account."""
    with transaction.atomic():
        record(request.signed_in, Act.ACCOUNT_VIEWED)
    shown = {"people": Account.objects.all(), "titles": TITLES, "can_invite": may(request.signed_in.as_role, Action.INVITE)}
    return render(request, "people.html", shown)


@guarded(Action.INVITE, "GET", "POST")
def invite(request: UnitRequest) -> HttpResponse:
    """Ask who joins, and show the one-time link."""
    asked, same = Asked.of(request, "name", "display_name", "role", "member_id", "same_as"), list[Account]()
    if request.method == "POST":
        name = asked.need("name", "Enter a name to sign in with", 60)
        display_name = asked.need("display_name", "Enter the person's name", 120)
        if asked.values["role"] not in set(Role):
            asked.wrong("role", "Choose a role")
        if len(asked.values["member_id"]) > 64:
            asked.wrong("member_id", "Use at most 64 characters.")
        if asked.is_good:
            try:
                made, address = _invited(request, name, display_name, asked.values)
                return render(request, "link.html", {"person": made, "address": address, "lasts": "3 days"})
            except SameName as error:
                same = list(Account.objects.filter(display_name__iexact=display_name))
                asked.wrong(error.where, error.to_do)
            except BoundariesError as error:
                field = _FIELDS.get(error.where)
                asked.wrong(field or "name", error.to_do if field else "Somebody signs in with this name already")
    return render(request, "invite.html", {"asked": asked, "titles": TITLES, "same": same, "another": ANOTHER})


def _invited(request: UnitRequest, name: str, display_name: str, told: Mapping[str, str]) -> tuple[Account, str]:
    """The account that was made and its link; where this form made it before, a fresh link, since nobody may have seen the first."""
    by = request.signed_in
    with transaction.atomic():
        if not came_before(request):
            return inviting.invite(name, display_name, Role(told["role"]), told["member_id"], by, told["same_as"])
        made = Account.objects.filter(name=name.casefold(), state=AccountState.INVITED).first()
        if made is None or not may_reset(made, by):
            raise BoundariesError("an account of this name is there already", name, "Look among the people of the unit.")
        return made, leaving.reset(made, with_key=False, by=by)


def account_or_404(account_id: str) -> Account:
    """The account of an id."""
    found = Account.objects.filter(pk=account_id).first()
    if found is None:
        raise Http404
    return found


@guarded(Action.LIST_PEOPLE)
def person(request: UnitRequest, account_id: str) -> HttpResponse:
    """One account, and what may be done with it."""
    found = account_or_404(account_id)
    with transaction.atomic():
        record(request.signed_in, Act.ACCOUNT_VIEWED, found.account_id)
    return show(request, found, Asked())


def show(request: UnitRequest, found: Account, asked: Asked, given: int | None = None) -> HttpResponse:
    """The page of an account; `given` is how many keys it was given just now."""
    theirs = accounts_of_person(found)
    everyone = list(Account.objects.all())
    shown = {
        "person": found,
        "asked": asked,
        "given": given,
        "others": [one for one in everyone if one.pk in theirs - {found.pk}],
        "strangers": [one for one in everyone if one.pk not in theirs],
        "reasons": REASONS,
        "titles": TITLES,
        "can_change": may_change(found, request.signed_in),
        "can_reset": may_reset(found, request.signed_in),
        "can_give": may_vouch(found, request.signed_in),
        "progress": progress_of(found),
        "goes_on": is_giving(found.pk),
        "fingerprint": fingerprint_of(found),
        "left": Wrap.objects.filter(account=found).count() if found.losing is not None else 0,
    }
    return render(request, "person.html", shown)


@guarded(Action.CHANGE_PEOPLE, "POST")
def change(request: UnitRequest, account_id: str) -> HttpResponse:
    """Give another role, say which member it is, or end an account; never one's own."""
    found = account_or_404(account_id)
    if not may_change(found, request.signed_in):
        raise Http404
    if request.POST.get("what") == "disable":
        leaving.disable(found, request.signed_in, AT_ONCE)
    elif request.POST.get("what") == "member_id":
        give_member_id(found, request.POST.get("member_id", "")[:64], request.signed_in, AT_ONCE)
    elif request.POST.get("role") in set(Role):
        leaving.give_role(found, Role(request.POST["role"]), request.signed_in, AT_ONCE)
    return HttpResponseRedirect(reverse("person", kwargs={"account_id": account_id}))


@guarded(Action.RESET_SIGN_IN, "POST")
def reset(request: UnitRequest, account_id: str) -> HttpResponse:
    """Show a link by which a colleague gets through, or makes a new sign-in or a new key; never for oneself."""
    found = account_or_404(account_id)
    what = request.POST.get("what")
    if not may_reset(found, request.signed_in) or not (found.is_active or what == "sign_in"):
        raise Http404
    if what == "device":
        address, lasts = leaving.let_through(found, request.signed_in), "15 minutes"
    else:
        address, lasts = leaving.reset(found, with_key=what == "key", by=request.signed_in), "3 days"
    return render(request, "link.html", {"person": found, "address": address, "lasts": lasts})


@guarded(Action.GIVE_ACCESS, "POST")
def give(request: UnitRequest, account_id: str) -> HttpResponse:
    """Give a colleague the keys of everything that both may see."""
    found = account_or_404(account_id)
    if not may_vouch(found, request.signed_in):
        raise Http404
    if request.POST.get("fingerprint", fingerprint_of(found)) != fingerprint_of(found):
        raise BoundariesError(
            "this key was changed since you compared it", to_do="Open the page again, and compare it once more."
        )
    if not begin_giving(found, request.unlocked, partial(came_before, request)):
        return show(request, account_or_404(account_id), Asked())
    given = None if is_giving(account_id) else go_on_giving(account_id, request.unlocked, AT_ONCE)
    if given is None:
        give_beside(account_id, request.unlocked, request.session)
    return show(request, account_or_404(account_id), Asked(), given)


def fingerprint_of(found: Account) -> str:
    """The fingerprint of an account's key, for two people to compare, or nothing."""
    return SealingKey.from_text(found.sealing_key).fingerprint if found.sealing_key else ""
