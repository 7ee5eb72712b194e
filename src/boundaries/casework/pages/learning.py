"""The learning log: what was learnt from every case that one may open, and what should change."""

from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse

from boundaries.casework import visibility
from boundaries.casework.accounts.attendance import UnitRequest
from boundaries.casework.audit import Act, record
from boundaries.casework.cases.keeping import PREFIX, records_in
from boundaries.casework.cases.kinds import Kind
from boundaries.casework.content.gathering import pieces_in
from boundaries.casework.guard import guarded
from boundaries.casework.permissions import Action


@guarded(Action.READ_LEARNING)
def learning(request: UnitRequest) -> HttpResponse:
    """Every record of what was learnt, the newest first; an earlier one of the same case stays beside it."""
    with transaction.atomic():
        found = pieces_in(request.unlocked, visibility.safes(request.signed_in), [PREFIX + Kind.LEARNING])
        told = [(one, case_id) for case_id, pieces in found.items() for one in records_in(pieces)]
        record(request.signed_in, Act.LISTED, detail={"what": "learning", "count": str(len(told))})
    told.sort(key=lambda pair: (pair[0].made_at, pair[0].sealed_id), reverse=True)
    rows = [
        [
            {"text": case_id[:8], "href": reverse("case", kwargs={"case_id": case_id})},
            f"{one.made_at:%-d %B %Y}",
            one.values["learning"],
            one.values["action"],
        ]
        for one, case_id in told
    ]
    return render(request, "learning.html", {"rows": rows})
