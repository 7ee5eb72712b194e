"""Retention: what is due, keeping, holding, and disposal by two people."""

from collections.abc import Callable, Mapping
from datetime import date, timedelta
from functools import partial

from django.db import transaction
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse

from boundaries.casework.accounts.attendance import UnitRequest
from boundaries.casework.asked import Asked
from boundaries.casework.audit import Act, record
from boundaries.casework.guard import guarded
from boundaries.casework.models import Account, DisposalReason, HoldReason, Reviewed
from boundaries.casework.models.prepared import Given
from boundaries.casework.pages.once import came_before
from boundaries.casework.pages.walking import Walk
from boundaries.casework.periods import reviews
from boundaries.casework.periods.policy import periods
from boundaries.casework.permissions import Action, may
from boundaries.casework.policies import may_dispose
from boundaries.casework.registers.keeping import close_to
from boundaries.casework.retention import disposing, seeing
from boundaries.casework.retention.seeing import seen_but, seen_by
from boundaries.casework.roles import Role

_SOON = timedelta(days=30)
_ON_A_PAGE = 50
_DECIDED = {"refuse": "retention", "dispose": "certificates"}
"""Where whoever decides on a proposal goes then."""
_DUE = Walk(lambda account, close, day: seen_but(account, close).filter(hold="", review_on__lte=Given(day)), _ON_A_PAGE)
_HELD = Walk(lambda account, close: seen_but(account, close).exclude(hold=""), _ON_A_PAGE)
_PROPOSED = Walk(disposing.open_to, _ON_A_PAGE)
_EVERY, _READABLE = Walk(seeing.certificates, _ON_A_PAGE), Walk(seeing.certificates_for, _ON_A_PAGE)


@guarded(Action.REVIEW_RETENTION)
def retention(request: UnitRequest) -> HttpResponse:
    """What is due within a month or held, and proposals that wait for a second person."""
    of: dict[str, str | list[str]] = {"account": request.signed_in.pk, "close": list(close_to(request.signed_in))}
    with transaction.atomic():
        record(request.signed_in, Act.LISTED)
    shown = {
        "due": _DUE.page(request, "due", **of, day=str(date.today() + _SOON)),
        "held": _HELD.page(request, "held", **of),
        "proposed": _PROPOSED.page(request, "proposed", **of),
        "holds": dict(HoldReason.choices),
        "titles": {rule.id: rule.title for rule in periods().values()},
        "can_decide": may(request.signed_in.as_role, Action.DECIDE_DISPOSAL),
    }
    return render(request, "retention.html", shown)


@guarded(Action.REVIEW_RETENTION)
def decide(request: UnitRequest, entry_id: str) -> HttpResponse:
    """One thing with its review date, and what can be decided about it."""
    return _show(request, _reviewed(request, entry_id), Asked())


@guarded(Action.REVIEW_RETENTION, "POST")
def answer(request: UnitRequest, entry_id: str) -> HttpResponse:
    """Keep it, hold it, lift the hold, or propose its disposal."""
    found = _reviewed(request, entry_id)
    asked = Asked.of(request, "answer", "hold", "reason")
    do = _what_to_do(found, asked.values, request.signed_in)
    if do is None:
        asked.wrong("answer", "Choose what to do, and why")
        return _show(request, found, asked)
    with transaction.atomic():
        if not came_before(request):
            do()
    return HttpResponseRedirect(reverse("retention"))


def _what_to_do(found: Reviewed, told: Mapping[str, str], by: Account) -> Callable[[], object] | None:
    """What was chosen, to be done; None where that is nothing, or lacks its reason."""
    match told["answer"]:
        case "keep":
            return partial(reviews.keep, found, by)
        case "hold" if told["hold"] in HoldReason.values:
            return partial(reviews.hold, found, HoldReason(told["hold"]), by)
        case "lift":
            return partial(reviews.lift_hold, found, by)
        case "propose" if told["reason"] in DisposalReason.values:
            return partial(disposing.propose, found, DisposalReason(told["reason"]), by)
    return None


@guarded(Action.DECIDE_DISPOSAL, "GET", "POST")
def disposal(request: UnitRequest, disposal_id: str) -> HttpResponse:
    """A proposal of somebody else: carry it out, which cannot be undone, or refuse it."""
    found = disposing.open_to(request.signed_in, list(close_to(request.signed_in))).filter(pk=disposal_id).first()
    if found is None:
        raise Http404
    asked = Asked.of(request, "answer")
    if request.method == "POST" and asked.values["answer"] in _DECIDED:
        with transaction.atomic():
            if came_before(request):
                pass  # it was decided when it came first
            elif asked.values["answer"] == "refuse":
                disposing.refuse(found, request.signed_in)
            else:
                disposing.carry_out(found, request.unlocked)
        return HttpResponseRedirect(reverse(_DECIDED[asked.values["answer"]]))
    if request.method == "POST":
        asked.wrong("answer", "Choose one")
    own = not may_dispose(found, request.signed_in)
    with transaction.atomic():
        record(request.signed_in, Act.LISTED, found.about, {"what": "disposal"})
    shown = {
        "found": found,
        "asked": asked,
        "own": own,
        "why": disposing.REASONS[DisposalReason(found.reason)],
        "note": disposing.BACKUPS,
    }
    return render(request, "disposal.html", shown)


@guarded(Action.READ_CERTIFICATES)
def certificates(request: UnitRequest) -> HttpResponse:
    """The certificates of disposal that one may read, newest first; they say nothing of what was in it."""
    with transaction.atomic():
        record(request.signed_in, Act.LISTED)
    account = request.signed_in
    page = _EVERY.page(request) if account.as_role is Role.AUDITOR else _READABLE.page(request, account=account.pk)
    return render(request, "certificates.html", {"page": page})


def _reviewed(request: UnitRequest, entry_id: str) -> Reviewed:
    found = seen_by(request.signed_in).filter(pk=entry_id).first()
    if found is None:
        raise Http404
    return found


def _show(request: UnitRequest, found: Reviewed, asked: Asked) -> HttpResponse:
    with transaction.atomic():
        record(request.signed_in, Act.LISTED, found.pk, {"what": "retention"})
    shown = {
        "found": found, "asked": asked, "title": periods()[found.rule].title, "holds": HoldReason.choices,
        "reasons": [(reason.value, text) for reason, text in disposing.REASONS.items()],
    }  # fmt: skip
    return render(request, "retention_review.html", shown)
