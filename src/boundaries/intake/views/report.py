"""The report: one path for every page, so that a history tells nothing; which page is shown, the draft knows."""

from dataclasses import replace

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from boundaries.intake import walk
from boundaries.intake.clock import steady_seconds
from boundaries.intake.cookie import DRAFT, choose_language, keep_key, key_in
from boundaries.intake.drafts import Draft, Stage, begin, change, opened
from boundaries.intake.limits import MARK, Act, too_many
from boundaries.intake.limits.marks import trapped
from boundaries.intake.site import site
from boundaries.intake.views import answering, finishing
from boundaries.intake.views.page import notice, page, see_other

_PAGES = {
    Stage.ANSWERING: answering.show,
    Stage.CHECKING: finishing.show_check,
    Stage.RECEIPT: finishing.show_receipt,
    Stage.CONFIRMING: finishing.show_confirm,
    Stage.SENT: finishing.show_sent,
}
_TAKERS = {
    Stage.ANSWERING: answering.take,
    Stage.CHECKING: finishing.take_check,
    Stage.RECEIPT: finishing.take_receipt,
    Stage.CONFIRMING: finishing.take_confirm,
}


@require_http_methods(["GET", "HEAD", "POST"])
def report(request: HttpRequest) -> HttpResponse:
    """Show the page that the draft is at, or take what was sent from one."""
    if request.method == "POST":
        return _take(request)
    draft = opened(Draft, key_in(request, DRAFT))
    if draft is None or draft.stage is Stage.BEFORE:
        return page(request, "before.html", {"path": "report", "again": draft is not None, "hours": site().draft_hours})
    return _PAGES[draft.stage](request, draft)


def _take(request: HttpRequest) -> HttpResponse:
    go = request.POST.get("go", "")
    draft = opened(Draft, key_in(request, DRAFT))
    if go == "begin":
        return _begin(request, draft)
    if draft is None:
        return notice(request, "gone", 410, path="report")
    if draft.stage is Stage.SENT:
        return _here()
    if trapped(request):
        change(Draft, key_in(request, DRAFT), lambda one: replace(one, notes={**one.notes, MARK: "hidden field"}))
    if go == "back":
        change(Draft, key_in(request, DRAFT), walk.back)
        return _here()
    stage = _stage_of(request, draft)
    answer = _TAKERS[stage](request, draft) if stage in _TAKERS else None
    if go.startswith("language "):
        choose_language(request, go.removeprefix("language "))
        return _here()
    return answer or _here()


def _begin(request: HttpRequest, draft: Draft | None) -> HttpResponse:
    """Open a draft, or go on with the one that this browser has."""
    key = key_in(request, DRAFT)
    if draft is not None and draft.stage is not Stage.SENT:
        change(Draft, key, lambda one: replace(one, stage=Stage.ANSWERING) if one.stage is Stage.BEFORE else one)
        return _here()
    if too_many(request, Act.BEGIN):
        return notice(request, "busy", 429)
    keep_key(request, DRAFT, begin(Draft(started_seconds=steady_seconds())))
    return _here()


def _stage_of(request: HttpRequest, draft: Draft) -> Stage:
    """The stage that the sent page belonged to: a page of an older tab is taken for what it is, unless all is on its way."""
    sent = request.POST.get("page", "")
    if draft.sealed or sent not in set(Stage):
        return draft.stage
    return Stage(sent)


def _here() -> HttpResponse:
    return see_other(reverse("report"))
