"""Figures: the dashboard of the work, and the yearly return on a page and as a file."""

import re
from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from django.conf import settings
from django.db import transaction
from django.http import Http404, HttpResponse, QueryDict
from django.shortcuts import render
from django.utils.module_loading import import_string

from boundaries.casework.accounts.attendance import UnitRequest
from boundaries.casework.audit import Act, record
from boundaries.casework.content import index
from boundaries.casework.content.orders import make_room
from boundaries.casework.figures import comparing
from boundaries.casework.figures import dashboard as counted
from boundaries.casework.figures.counting import ROOMS, read_anew, told
from boundaries.casework.figures.scanning import PRECISION
from boundaries.casework.figures.strategic import OF_ENTRIES, assessment
from boundaries.casework.figures.strategic import ROOMS as OF_ASSESSMENT
from boundaries.casework.figures.units import NOBODY_KNOWS, by_unit
from boundaries.casework.figures.units import ROOMS as OF_UNITS
from boundaries.casework.figures.working import WORK, work
from boundaries.casework.figures.yearly import as_csv, yearly_return
from boundaries.casework.guard import guarded
from boundaries.casework.permissions import Action
from boundaries.casework.register.routes import ROUTES
from boundaries.casework.review.checking import newest_checking

_YEARS = 5


@guarded(Action.SEE_FIGURES)
def dashboard(request: UnitRequest) -> HttpResponse:
    """The figures of the work that this account can see; its own work list, so nothing is withheld."""
    now = datetime.now()
    unread = read_anew(request.unlocked)
    make_room(request.unlocked, *ROOMS, WORK)
    training = _training(now.date())
    with transaction.atomic():
        state = index.state(request.unlocked.account)
        held = work(request.unlocked, state, now)
        counts = told(request.unlocked, (now.year, now.year - 1), tables={"month"}, state=state)
        shown = {
            "intake": counted.intake(counts, now.date()),
            "routes": ROUTES,
            "standings": held.standings,
            "due": counted.with_entries(held.due, request.signed_in, now),
            "decided": held.decided,
            "waiting": counted.waiting(request.signed_in),
            "checked": newest_checking(),
            "training": training,
            "unread": unread,
        }
        record(request.signed_in, Act.LISTED, detail={"what": "dashboard"})
    return render(request, "dashboard.html", shown)


@guarded(Action.MAKE_RETURN, "GET", "POST")
def yearly(request: UnitRequest) -> HttpResponse:
    """The return of a year: looked at on the page, taken away as a file."""
    today = date.today()
    year = _year(_sent(request).get("year", ""), today)
    unread = read_anew(request.unlocked)
    make_room(request.unlocked, *ROOMS)
    with transaction.atomic():
        made = yearly_return(request.unlocked, year, ROUTES)
        _record_look(request, "yearly_return", year, unread)
    if request.method == "POST" and not unread:
        named = {"Content-Disposition": f'attachment; filename="yearly-return-{year}.csv"'}
        return HttpResponse(as_csv(made), content_type="text/csv; charset=utf-8", headers=named)
    years = [today.year - back for back in range(_YEARS)]
    return render(request, "yearly_return.html", {"made": made, "years": years, "unread": unread})


@guarded(Action.MAKE_ASSESSMENT, "GET", "POST")
def strategic(request: UnitRequest) -> HttpResponse:
    """The tables of the strategic threat assessment: looked at on the page, taken away as a file."""
    today = date.today()
    year = _year(_sent(request).get("year", ""), today)
    unread = read_anew(request.unlocked)
    make_room(request.unlocked, *OF_ASSESSMENT)
    with transaction.atomic():
        made = assessment(request.unlocked, year, ROUTES)
        _record_look(request, "strategic_assessment", year, unread)
    if request.method == "POST" and not unread:
        precise = ((PRECISION, one.detector, one.now, one.before) for one in made.precision)
        text = comparing.as_csv(year, (*made.tables, made.coverage), precise)
        named = {"Content-Disposition": f'attachment; filename="strategic-assessment-{year}.csv"'}
        return HttpResponse(text, content_type="text/csv; charset=utf-8", headers=named)
    years = [today.year - back for back in range(_YEARS)]
    shown = {"made": made, "years": years, "precision": PRECISION, "of_entries": OF_ENTRIES, "unread": unread}
    return render(request, "strategic_assessment.html", shown)


@guarded(Action.SEE_UNITS)
def units(request: UnitRequest) -> HttpResponse:
    """Training coverage by unit of the force beside the reports that concern it, small numbers withheld in both."""
    today = date.today()
    training = _training(today) or {}
    named = getattr(settings, "TRAINING_UNITS", "")
    unread = read_anew(request.unlocked)
    make_room(request.unlocked, *OF_UNITS)
    with transaction.atomic():
        entries = by_unit(request.unlocked, today, import_string(named)(today) if named else NOBODY_KNOWS, training)
        record(request.signed_in, Act.LISTED, detail={"what": "units"})
    rows = [(unit, *_trained(training, unit), count) for unit, count in entries.items()]
    return render(request, "units.html", {"rows": rows, "has_training": bool(training), "unread": unread})


def _trained(training: Mapping[str, Any], unit: str) -> tuple[object, ...]:
    """People, trained and per cent of a unit; None each where they are withheld, a dash where there is no such unit."""
    if unit not in training:
        return ("-",) * 3
    one = training[unit]
    return (one.people, one.covered, f"{one.percent}%") if one else (None,) * 3


def _sent(request: UnitRequest) -> QueryDict:
    """What was asked, on the page or for the file."""
    return request.POST if request.method == "POST" else request.GET


def _record_look(request: UnitRequest, what: str, year: int, unread: int) -> None:
    """A year's tables were looked at, or taken away as a file, which nobody can while something is not counted yet."""
    act = Act.EXPORTED if request.method == "POST" and not unread else Act.LISTED
    record(request.signed_in, act, detail={"what": what, "year": str(year)})


def _year(text: str, today: date) -> int:
    """The year that was asked for, the last whole one where none was."""
    if not text:
        return today.year - 1
    if not re.fullmatch(r"20\d\d", text, re.ASCII) or int(text) > today.year:
        raise Http404
    return int(text)


def _training(day: date) -> Mapping[str, Any] | None:
    """Training coverage by unit, where the training stands beside the workspace."""
    named = getattr(settings, "TRAINING_COVERAGE", "")
    return import_string(named)(day) if named else None
