"""The identity of a source: asking, granting and seeing."""

import json

from django.db import transaction
from django.db.models import Exists, OuterRef, QuerySet
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse

from boundaries.casework import visibility
from boundaries.casework.accounts.attendance import UnitRequest
from boundaries.casework.accounts.persons import accounts_of_person, names
from boundaries.casework.asked import Asked
from boundaries.casework.audit import Act, record
from boundaries.casework.content import Compartment, read_some
from boundaries.casework.content.source import NotGranted, ask, grant_source, open_source, refuse_source
from boundaries.casework.guard import guarded
from boundaries.casework.models import Account, Grant, Parting
from boundaries.casework.pages.entry import entry_or_404, show
from boundaries.casework.pages.once import came_before
from boundaries.casework.pages.walking import Walk
from boundaries.casework.permissions import Action
from boundaries.casework.policies import may_grant

_ON_A_PAGE = 20
LABELS = {
    "how": "How",
    "address": "Where",
    "when": "When",
    "never": "Never",
    "organisation_contact": "Contact at the organisation",
}

WAYS = {
    "no": "Not at all: they come back with their receipt", "phone": "By phone", "text": "By text message", "email": "By e-mail",
    "post": "By letter", "someone_else": "Through someone they trust",
}  # fmt: skip


def _waiting(account: Account, own: list[str]) -> QuerySet[Grant]:
    """The wishes that an account sees, those of its person's own accounts not among them nor any from when another was taken for one."""
    since = {"parted_at__gte": OuterRef("asked_at"), "other": OuterRef("asked_by")}
    was_own = Exists(Parting.objects.filter(account=account.pk, **since))
    seen = visibility.grants(account).select_related(None).filter(~was_own, state=Grant.State.ASKED)
    return seen.exclude(asked_by__one_of=own).order_by("asked_at", "grant_id")


_WAITING = Walk(_waiting, _ON_A_PAGE)


@guarded(Action.ASK_FOR_SOURCE, "POST")
def ask_for_source(request: UnitRequest, entry_id: str) -> HttpResponse:
    """Ask to see who reported this."""
    found = entry_or_404(request, entry_id)
    asked = Asked.of(request, "purpose")
    purpose = asked.need("purpose", "Say what you need it for", 2000)
    if not asked.is_good:
        return show(request, found, asked)
    with transaction.atomic():
        if not came_before(request):
            ask(found.safe, request.unlocked, purpose)
    return HttpResponseRedirect(reverse("entry", kwargs={"entry_id": entry_id}))


@guarded(Action.ASK_FOR_SOURCE)
def source(request: UnitRequest, entry_id: str) -> HttpResponse:
    """Show how to reach who reported this, while a grant lasts."""
    found = entry_or_404(request, entry_id)
    try:
        pieces = open_source(found.safe, request.unlocked)
    except NotGranted as error:
        raise Http404 from error
    told = [(name, text) for piece in pieces for name, text in json.loads(piece.plain).items() if text]
    rows = [(LABELS.get(name, name), WAYS.get(text, text) if name == "how" else text) for name, text in told]
    return render(request, "source.html", {"entry": found, "rows": rows})


@guarded(Action.GRANT_SOURCE)
def grants(request: UnitRequest) -> HttpResponse:
    """The wishes that wait for this account's word, those that wait longest on top."""
    page = _WAITING.page(request, account=request.signed_in.pk, own=list(accounts_of_person(request.signed_in)))
    with transaction.atomic():
        purposes = read_some(request.unlocked, Compartment.NOTES, [grant.grant_id for grant in page])
        wishes = [(grant, purposes[grant.grant_id].decode()) for grant in page if grant.grant_id in purposes]
        record(request.signed_in, Act.LISTED, detail={"what": "grants", "count": str(len(wishes))})
    return render(request, "grants.html", {"wishes": wishes, "page": page, "names": names()})


@guarded(Action.GRANT_SOURCE, "POST")
def decide_grant(request: UnitRequest, grant_id: str) -> HttpResponse:
    """Grant or refuse a colleague's wish."""
    grant = visibility.grants(request.signed_in).filter(pk=grant_id).first()
    if grant is None or not may_grant(grant, request.signed_in):
        raise Http404
    with transaction.atomic():
        if came_before(request):
            pass  # it was decided when it came first
        elif request.POST.get("answer") == "grant":
            grant_source(grant, request.unlocked)
        else:
            refuse_source(grant, request.signed_in)
    return HttpResponseRedirect(reverse("grants"))
