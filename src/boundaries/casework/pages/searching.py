"""Search over what someone may open; the words stay out of addresses, logs and the audit."""

from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import render

from boundaries.casework import visibility
from boundaries.casework.accounts.attendance import UnitRequest
from boundaries.casework.asked import Asked
from boundaries.casework.audit import Act, record
from boundaries.casework.audit.questions import is_own_name
from boundaries.casework.content import search
from boundaries.casework.guard import guarded
from boundaries.casework.permissions import Action
from boundaries.casework.register.routes import ROUTES

_MOST = 100


@guarded(Action.SEARCH_ENTRIES, "GET", "POST")
def search_entries(request: UnitRequest) -> HttpResponse:
    """Ask for words, and list the entries that hold them all."""
    asked = Asked.of(request, "words")
    shown: dict[str, object] = {"asked": asked, "found": None, "routes": ROUTES}
    if request.method == "POST":
        words = asked.need("words", "Enter one or more words", 200)
        if asked.is_good:
            hits = search(request.unlocked, words)
            with transaction.atomic():
                own = {"own_name": "yes"} if is_own_name(words, request.signed_in) else {}
                record(request.signed_in, Act.SEARCHED, detail={"count": str(len(hits.ids)), **own})
            shown["found"] = list(visibility.entries(request.signed_in).filter(pk__in=hits.ids[:_MOST]))
            shown |= {"count": len(hits.ids), "unread": hits.unread, "most": _MOST}
    return render(request, "search.html", shown)
