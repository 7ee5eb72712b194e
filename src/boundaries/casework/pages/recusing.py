"""Who does not see an entry any more: who steps back, whom a leader takes away, and whoever a member who is named keeps out."""

from django.db import transaction
from django.http import HttpResponse, HttpResponseRedirect
from django.urls import reverse

from boundaries.casework import visibility
from boundaries.casework.accounts.attendance import UnitRequest
from boundaries.casework.asked import Asked
from boundaries.casework.content import NoKey, name_members, recuse, recuse_meanwhile_lost
from boundaries.casework.content.marks import marks_of
from boundaries.casework.guard import guarded
from boundaries.casework.models import Account, Entry, Safe
from boundaries.casework.pages.entry import colleagues, entry_or_404, show
from boundaries.casework.pages.once import came_before
from boundaries.casework.permissions import Action
from boundaries.handover.people import NamedMember

_NAMING = ("member_name", "member_number", "member_handle", "member_station")


@guarded(Action.RECUSE_SELF, "POST")
def recuse_self(request: UnitRequest, entry_id: str) -> HttpResponse:
    """Give up an entry for good: who is too close to someone in it.

    Whoever lost it meanwhile, as when a colleague's stepping back left too few, has what they asked for, and so has whoever names what
    is not there: the answer is the same.
    """
    asked = Asked.of(request, "own_reason")
    reason = asked.need("own_reason", "Say why, so that whoever works on this understands", 2000)
    found = visibility.entries(request.signed_in).filter(pk=entry_id).first()
    if not asked.is_good:
        return show(request, entry_or_404(request, entry_id), asked)
    if found is not None:
        _recuse(request, found, request.signed_in, f"{request.signed_in.display_name} stepped back: {reason}")
    return HttpResponseRedirect(reverse("inbox"))


def _recuse(request: UnitRequest, found: Entry, account: Account, said: str) -> None:
    """Take an account away from an entry, also where whoever says so loses it at that very moment."""
    with transaction.atomic():
        if came_before(request):
            return
        try:
            recuse(found.safe, request.unlocked, account, said)
        except (NoKey, Safe.DoesNotExist):
            recuse_meanwhile_lost(found.pk, request.signed_in, account)


def _back(request: UnitRequest, entry_id: str) -> HttpResponse:
    """To the entry where it is still there for whoever changed who sees it, else to the inbox."""
    if visibility.entries(request.signed_in).filter(pk=entry_id).exists():
        return HttpResponseRedirect(reverse("entry", kwargs={"entry_id": entry_id}))
    return HttpResponseRedirect(reverse("inbox"))


@guarded(Action.RECUSE_COLLEAGUE, "POST")
def recuse_colleague(request: UnitRequest, entry_id: str) -> HttpResponse:
    """Take a colleague away from an entry."""
    found = entry_or_404(request, entry_id)
    asked = Asked.of(request, "colleague", "reason")
    reason = asked.need("reason", "Say why, so that whoever works on this understands", 2000)
    chosen = {one.account_id: one for one in colleagues(found, request.signed_in, Account.objects.all())}
    colleague: Account | None = chosen.get(asked.values["colleague"])
    if colleague is None:
        asked.wrong("colleague", "Choose who is taken away")
    if not asked.is_good or colleague is None:
        return show(request, found, asked)
    said = f"{colleague.display_name} was taken away by {request.signed_in}: {reason}"
    _recuse(request, found, colleague, said)
    return _back(request, entry_id)


@guarded(Action.NAME_MEMBER, "POST")
def name_member(request: UnitRequest, entry_id: str) -> HttpResponse:
    """Say which member an entry is about; he, his line and his declared associates lose it at once, oneself too if one is among them."""
    found = entry_or_404(request, entry_id)
    asked = Asked.of(request, *_NAMING, "member_confirmed")
    told = NamedMember(*(asked.values[name].strip() for name in _NAMING))
    if any(len(asked.values[name]) > 200 for name in _NAMING):
        asked.wrong("member_name", "Use at most 200 characters in each")
    elif not marks_of(told):
        asked.wrong("member_name", "Write a first name and surname, a number, a handle, or a surname and a station")
    if asked.values["member_confirmed"] != "yes":
        asked.wrong("member_confirmed", "Confirm that you have checked who it is")
    if not asked.is_good:
        return show(request, found, asked)
    said = ", ".join(part for part in (told.name, told.number, told.handle, told.station) if part)
    with transaction.atomic():
        if not came_before(request):
            name_members(found.safe, marks_of(told), request.unlocked, f"{request.signed_in.display_name} named: {said}", told)
    return _back(request, entry_id)
