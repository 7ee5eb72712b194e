"""The first page, and the list of entries that someone may see."""

from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import render

from boundaries.casework import visibility
from boundaries.casework.accounts.attendance import UnitRequest
from boundaries.casework.audit import Act, record
from boundaries.casework.collecting.collect import collect
from boundaries.casework.collecting.holding import held_counts
from boundaries.casework.collecting.replying import send_outgoing
from boundaries.casework.content.reading_ahead import read_ahead
from boundaries.casework.guard import guarded
from boundaries.casework.pages.paging import leaf
from boundaries.casework.pages.telling import ROUTES
from boundaries.casework.permissions import Action

_ON_A_PAGE = 50
_AT_A_VISIT = 20
_COUNTED = 1000
"""So many entries are counted for a page; that there are more is all that is said of more."""


@guarded(Action.SEE_HOME)
def home(request: UnitRequest) -> HttpResponse:
    """Where everyone begins: the parts that their role opens."""
    return render(request, "home.html")


@guarded(Action.LIST_ENTRIES)
def inbox(request: UnitRequest) -> HttpResponse:
    """Take what waits in the drop, then list the entries this account may see, newest first."""
    collect(_AT_A_VISIT)
    send_outgoing()
    if request.holder:
        read_ahead(request.holder, request.session)
    entries = visibility.entries(request.signed_in).select_related(None)
    page = leaf(request, entries, _ON_A_PAGE)
    with transaction.atomic():
        record(request.signed_in, Act.LISTED, detail={"count": str(len(page))})
    return render(
        request, "inbox.html", {"page": page, "count": entries[: _COUNTED + 1].count(), "counted": _COUNTED, "routes": ROUTES}
    )


@guarded(Action.COUNT_HELD)
def held(request: UnitRequest) -> HttpResponse:
    """How many reports are held; nothing else of them can be known."""
    with transaction.atomic():
        record(request.signed_in, Act.LISTED, detail={"what": "held"})
    return render(request, "held.html", {"counts": held_counts()})
