"""The learning log: what was learnt from every case that one may open, and what should change."""

import json

from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse

from boundaries.casework import visibility
from boundaries.casework.accounts.attendance import UnitRequest
from boundaries.casework.audit import Act, record
from boundaries.casework.cases.keeping import PREFIX
from boundaries.casework.cases.kinds import Kind
from boundaries.casework.content import Compartment, read_some
from boundaries.casework.guard import guarded
from boundaries.casework.models import Sealed
from boundaries.casework.pages.paging import leaf
from boundaries.casework.permissions import Action

ON_A_PAGE = 50
_LEARNING = PREFIX + Kind.LEARNING


@guarded(Action.READ_LEARNING)
def learning(request: UnitRequest) -> HttpResponse:
    """Every record of what was learnt, the newest first; an earlier one of the same case stays beside it."""
    with transaction.atomic():
        written = Sealed.objects.filter(visibility.seen(request.signed_in, "safe_id"), kind=_LEARNING, is_withdrawn=False)
        newest = written.order_by("-made_at", "-sealed_id").values_list("sealed_id", "safe_id", "made_at")
        page = leaf(request, newest, ON_A_PAGE)
        told = read_some(request.unlocked, Compartment.NOTES, [sealed_id for sealed_id, _, _ in page])
        record(request.signed_in, Act.LISTED, detail={"what": "learning", "count": str(len(told))})
    rows = [
        [
            {"text": case_id[:8], "href": reverse("case", kwargs={"case_id": case_id})},
            f"{made_at:%-d %B %Y}",
            *(json.loads(told[sealed_id])["values"][name] for name in ("learning", "action")),
        ]
        for sealed_id, case_id, made_at in page
        if sealed_id in told
    ]
    return render(request, "learning.html", {"rows": rows, "page": page})
