"""The first page, and the list of entries that someone may see."""

from collections.abc import Callable
from datetime import date, datetime, timedelta
from typing import Any

from django.conf import settings
from django.db import transaction
from django.db.models import Q, QuerySet
from django.http import HttpResponse
from django.shortcuts import render

from boundaries.casework import visibility
from boundaries.casework.accounts.attendance import UnitRequest
from boundaries.casework.accounts.unsent import unsent_of
from boundaries.casework.audit import Act, record
from boundaries.casework.cases.acting import to_act_on
from boundaries.casework.cases.awaiting import contradictory, long_unassessed, waiting_for
from boundaries.casework.collecting.collect import collected_at, left_unopened
from boundaries.casework.collecting.holding import held_counts
from boundaries.casework.content.reading_ahead import read_ahead
from boundaries.casework.figures.coming_due import coming_due
from boundaries.casework.guard import guarded
from boundaries.casework.models import Account, Entry, EntryState
from boundaries.casework.models.prepared import Number, Prepared
from boundaries.casework.pages.walking import Walk
from boundaries.casework.permissions import Action, may
from boundaries.casework.register.routes import ROUTES

_ON_A_PAGE = 50
_LONG_AGO, _ROUNDS = timedelta(minutes=10), 3
"""After how long, or how many rounds that did not come, the first page says that collecting has stopped."""
_MOST_URGENT = 20
UNREAD = "unread"
_STATES = {"": Q(), UNREAD: Q(is_unread=True), "open": Q(state=EntryState.OPEN), "closed": Q(state=EntryState.CLOSED)}
"""What alone can be listed: what nobody has read since it came or since more was added, and what was read and is open, or closed."""
_COUNTED = 1000
"""So many entries are counted for a page; that there are more is all that is said of more."""


def _listing(state: Q) -> Callable[[Account], QuerySet[Entry]]:
    """What lists the entries of an account that are in a state."""
    return lambda account: visibility.own_entries(account).select_related(None).filter(state)


def _counting(state: Q) -> Callable[[Account], QuerySet[Account, int]]:
    """What counts them, beside the account."""
    some = _listing(state)
    return lambda account: Account.objects.filter(pk=account.pk).values_list(
        Number(some(account).order_by().values("pk")[: _COUNTED + 1]), flat=True
    )


_LISTS = {word: Walk(_listing(state), _ON_A_PAGE) for word, state in _STATES.items()}
_COUNTS = {word: Prepared(_counting(state)) for word, state in _STATES.items()}
_ADDED = Prepared(lambda account: visibility.added_by_merging(account).select_related(None)[:_ON_A_PAGE])
_URGENT = Prepared(lambda account: to_act_on(account)[:_MOST_URGENT])


@guarded(Action.SEE_HOME)
def home(request: UnitRequest) -> HttpResponse:
    """Where everyone begins: the parts that their role opens, what of theirs falls due, and when the drop was last looked into."""
    at = collected_at()
    is_late = at is not None and datetime.now() - at > max(_LONG_AGO, _ROUNDS * timedelta(seconds=settings.COLLECT_SECONDS))
    shown: dict[str, Any] = {
        "collected_at": at,
        "is_late": is_late,
        "coming": None,
        "waiting": [],
        "contradictory": [],
        "unassessed": [],
        "has_unsent": False,
        "now": datetime.now(),
    }
    if request.holder and may(request.signed_in.as_role, Action.LIST_ENTRIES):
        coming = coming_due(request.signed_in)
        waiting = waiting_for(request.signed_in) if may(request.signed_in.as_role, Action.AGREE) else []
        has_unsent = unsent_of(request.keeper, request.signed_in) is not None
        unassessed = long_unassessed(request.signed_in, date.today())
        shown |= {"coming": coming, "waiting": waiting, "has_unsent": has_unsent, "unassessed": unassessed}
        shown["contradictory"] = contradictory(request.signed_in)
        with transaction.atomic():
            record(request.signed_in, Act.LISTED, detail={"count": str(len(coming)), "what": "due"})
    return render(request, "home.html", shown)


@guarded(Action.LIST_ENTRIES)
def inbox(request: UnitRequest) -> HttpResponse:
    """List the entries this account may see, newest first, below those on which someone must act; what waits in the drop is the timer's to take."""
    if request.holder:
        read_ahead(request.holder, request.session)
    asked = request.GET.get("state", "")
    asked = asked if asked in _STATES else ""
    account = request.signed_in.pk
    page = _LISTS[asked].page(request, account=account)
    added = _ADDED(account=account) if asked == UNREAD else []
    with transaction.atomic():
        record(request.signed_in, Act.LISTED, detail={"count": str(len(page))})
    shown = {
        "page": page,
        "urgent": _URGENT(account=account),
        "added": added,
        "with_more": visibility.with_unread_merged(request.signed_in, (one.pk for one in (*page, *added))),
        "asked": asked,
        "count": _COUNTS[asked](account=account)[0],
        "counted": _COUNTED,
        "routes": ROUTES,
    }
    return render(request, "inbox.html", shown)


@guarded(Action.COUNT_HELD)
def held(request: UnitRequest) -> HttpResponse:
    """How many reports are held, nothing else of which can be known, and how many envelopes could not be opened."""
    with transaction.atomic():
        record(request.signed_in, Act.LISTED, detail={"what": "held"})
    return render(request, "held.html", {"counts": held_counts(), "unopened": left_unopened()})
