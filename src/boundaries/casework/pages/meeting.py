"""The people intelligence meeting: its agenda, the names on it, its pack, what is finished since, and oversight across cases."""

from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.http import Http404, HttpResponse, HttpResponseRedirect, QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import urlencode

from boundaries.casework import visibility
from boundaries.casework.accounts.attendance import UnitRequest
from boundaries.casework.asked import Asked
from boundaries.casework.audit import Act, record, record_all, record_each
from boundaries.casework.cases.filling import day_of
from boundaries.casework.cases.kinds import TIERS
from boundaries.casework.content import Compartment, Piece, open_safe, put
from boundaries.casework.content.orders import make_room
from boundaries.casework.figures.counting import read_anew
from boundaries.casework.guard import guarded
from boundaries.casework.masking.knowing import lacks_words
from boundaries.casework.meeting import overview
from boundaries.casework.meeting.agenda import Agenda, case_ids
from boundaries.casework.meeting.composing import agenda
from boundaries.casework.meeting.due import mark_of
from boundaries.casework.meeting.gathering import APART
from boundaries.casework.meeting.leafing import ROOMS, leaf
from boundaries.casework.meeting.pack import as_pdf
from boundaries.casework.pages.once import came_before
from boundaries.casework.pages.reviewing import PURPOSE, SHOWN
from boundaries.casework.permissions import Action

_FIELDS = ("on", "since")
_FIRST, _LAST = date(2000, 1, 1), date(2099, 12, 31)


@guarded(Action.PREPARE_MEETING)
def meeting(request: UnitRequest) -> HttpResponse:
    """The agenda of a day, and what is new of some members at a time; every case of theirs counts as looked at."""
    return _show(request, request.GET, Asked())


@guarded(Action.SHOW_NAMES, "POST")
def show_meeting_names(request: UnitRequest) -> HttpResponse:
    """Show who the members are, for a purpose that is kept with each of their cases; for this session only."""
    asked = Asked.of(request, "purpose")
    purpose = asked.need("purpose", "Say why you need to know who they are", 500)
    if not asked.is_good:
        return _show(request, request.POST, asked)
    with transaction.atomic():
        prepared, _ = _agenda(request, request.POST, Asked())
        known = case_ids(prepared.items) if came_before(request) else request.session.get(SHOWN, [])
        fresh = [case_id for case_id in case_ids(prepared.items) if case_id not in known]
        for case in visibility.cases(request.signed_in).filter(pk__in=fresh).order_by("pk"):
            keys = open_safe(case.safe, request.unlocked)
            put(case.safe, keys, [Piece(Compartment.NOTES, PURPOSE, purpose.encode(), datetime.now())])
        record_each(request.signed_in, Act.NAMES_SHOWN, fresh)
    request.session[SHOWN] = sorted({*request.session.get(SHOWN, []), *case_ids(prepared.items)})
    return HttpResponseRedirect(f"{reverse('meeting')}?{urlencode(_days(prepared))}")


@guarded(Action.TAKE_MEETING_PACK, "POST")
def take_meeting_pack(request: UnitRequest) -> HttpResponse:
    """Hand the agenda out as a PDF; names stand in it only where a purpose was given for them."""
    with transaction.atomic():
        prepared, asked = _agenda(request, request.POST, Asked())
        if not asked.is_good:
            raise Http404
        made = as_pdf(prepared, request.signed_in, datetime.now())
        record_each(request.signed_in, Act.EXPORTED, case_ids(prepared.items), {"what": "meeting_pack"})
        record(request.signed_in, Act.EXPORTED, detail={"what": "meeting_pack", "count": str(len(case_ids(prepared.items)))})
    name = f'attachment; filename="meeting-{prepared.on.isoformat()}.pdf"'
    return HttpResponse(made, content_type="application/pdf", headers={"Content-Disposition": name})


@guarded(Action.SEE_OVERSIGHT)
def oversight(request: UnitRequest) -> HttpResponse:
    """Every member whom one may see in an open case, once, with the closest tier and the nearest review; some at a time."""
    today, unread = date.today(), read_anew(request.unlocked)
    make_room(request.unlocked, *overview.ROOMS)
    with transaction.atomic():
        shown = frozenset(request.session.get(SHOWN, []))
        found = overview.overview(request.unlocked, shown, request.GET.get("page", ""))
        record(request.signed_in, Act.LISTED, detail={"what": "oversight", "count": str(found.page.paginator.count)})
    rows = []
    for one in found.seen:
        day = day_of(one.review_on)
        cases = ", ".join(f"{pk[:8]} ({state})" for pk, state in one.cases)
        rows.append((one.label, dict(TIERS).get(one.tier, ""), day, mark_of(day, today, today - APART), cases, one.why))
    told = {"overseen": rows, "page": found.page, "unread": unread, "lacks_words": lacks_words()}
    return render(request, "oversight.html", told)


def _show(request: UnitRequest, told: QueryDict, asked: Asked) -> HttpResponse:
    """The page of a meeting; what is wrong with its days is told, and the days that can be used are."""
    on, since = _days_in(told, asked)
    unread, shown = read_anew(request.unlocked), frozenset(request.session.get(SHOWN, []))
    make_room(request.unlocked, *ROOMS)
    with transaction.atomic():
        found = leaf(request.unlocked, on, since, shown, (told.get("page", ""), told.get("others", "")))
        looked_at = case_ids(found.agenda.items)
        listed = Act.LISTED, "", {"what": "meeting", "count": str(found.cases)}
        record_all(request.signed_in, (*((Act.CASE_VIEWED, one, {"what": "meeting"}) for one in looked_at), listed))
    page: dict[str, Any] = {
        "agenda": found.agenda,
        "page": found.page,
        "others": found.others,
        "has_masked": found.has_masked,
        "lacks_words": lacks_words(),
    }
    return render(request, "meeting.html", {**page, "asked": asked, "days": _days(found.agenda), "unread": unread})


def _agenda(request: UnitRequest, told: QueryDict, asked: Asked) -> tuple[Agenda, Asked]:
    """The whole agenda that was asked for, opened, with faults where its days cannot be used."""
    on, since = _days_in(told, asked)
    return agenda(request.unlocked, on, since, frozenset(request.session.get(SHOWN, []))), asked


def _days_in(told: QueryDict, asked: Asked) -> tuple[date, date | None]:
    """The day of the meeting, today's where none is told, and of the one before; what cannot be used is told as a fault."""
    days: dict[str, date | None] = {}
    for name in _FIELDS:
        asked.values[name] = told.get(name, "")
        days[name] = day_of(asked.values[name])
        if asked.values[name] and not _FIRST <= (days[name] or date.min) <= _LAST:
            asked.wrong(name, "Enter a day, such as 2026-11-25")
            days[name] = None
    on, since = days["on"] or date.today(), days["since"]
    if since is not None and since >= on:
        asked.wrong("since", "The last meeting was before this one")
        since = None
    return on, since


def _days(prepared: Agenda) -> dict[str, str]:
    return {"on": prepared.on.isoformat(), "since": prepared.since.isoformat()}
