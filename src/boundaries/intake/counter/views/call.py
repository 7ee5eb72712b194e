"""A call: the safety words, all questions on one page, the receipt to read out, two words read back, sent and gone from here."""

import secrets
from collections.abc import Callable
from dataclasses import replace
from typing import Any

from django.http import HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from boundaries.handover.durable import DiskFull
from boundaries.handover.receipt import ALL_WORDS, Receipt
from boundaries.handover.report import Route, Teller
from boundaries.intake.clock import steady_seconds
from boundaries.intake.cookie import DRAFT, keep_key, key_in
from boundaries.intake.counter.asking import on_page, read_page
from boundaries.intake.counter.attendance import CounterRequest
from boundaries.intake.counter.spelling import groups
from boundaries.intake.drafts import Draft, Stage, begin, change, forget, opened
from boundaries.intake.questions import Answers, Field, Problem
from boundaries.intake.questions.form import said
from boundaries.intake.sending import hand_over, prepare
from boundaries.intake.views.page import choices, page, see_other

ROUTES = ({"value": Route.PHONE.value, "text": "On the telephone"}, {"value": Route.COUNTER.value, "text": "Here, face to face"})
_FULL = "There is no room on our side at the moment. Nothing was sent, and all is still here: go back to the call and try again."


@require_http_methods(["GET", "HEAD", "POST"])
def start(request: CounterRequest) -> HttpResponse:
    """Where a call begins: what to say first, and how the person came."""
    waiting = opened(Draft, key_in(request, DRAFT)) is not None
    if request.method != "POST":
        return page(request, "counter/start.html", {"routes": ROUTES, "waiting": waiting, "fault": ""})
    route = request.POST.get("route", "")
    if route not in (Route.PHONE, Route.COUNTER):
        return page(request, "counter/start.html", {"routes": ROUTES, "waiting": waiting, "fault": "Choose one of the two"}, 400)
    forget(key_in(request, DRAFT))
    draft = Draft(started_seconds=steady_seconds(), route=Route(route), operator=request.operator.operator_id)
    keep_key(request, DRAFT, begin(draft))
    return see_other(reverse("call"))


@require_http_methods(["GET", "HEAD", "POST"])
def call(request: CounterRequest) -> HttpResponse:
    """Show where the call stands, or take what was sent."""
    draft = opened(Draft, key_in(request, DRAFT))
    if draft is None or draft.operator != request.operator.operator_id:
        return see_other(reverse("start"))
    if request.method != "POST":
        return _SHOWN.get(draft.stage, _show_telling)(request, draft)
    go = request.POST.get("go", "")
    if go == "drop":
        return _drop(request)
    if go == "back" and not draft.sealed:
        earlier = Stage.RECEIPT if draft.stage is Stage.CONFIRMING else Stage.ANSWERING
        change(Draft, key_in(request, DRAFT), lambda one: replace(one, stage=earlier))
        return see_other(reverse("call"))
    return _TAKEN.get(draft.stage, _take_telling)(request, draft)


def _drop(request: CounterRequest) -> HttpResponse:
    """The caller changed their mind: nothing stays."""
    forget(key_in(request, DRAFT))
    keep_key(request, DRAFT, None)
    return see_other(reverse("start"))


def _show_telling(
    request: CounterRequest, draft: Draft, answers: Answers | None = None, problems: tuple[Problem, ...] = ()
) -> HttpResponse:
    shown = draft.answers if answers is None else answers
    context = {
        "asked": on_page(shown),
        "answers": shown,
        "faults": problems,
        "problems": {one.field: str(one) for one in problems},
        "said": lambda words: said(words, shown.teller),
        "choices": lambda field, given: _read_out(field, given, shown.teller),
    }
    return page(request, "counter/telling.html", context, 400 if problems else 200)


def _read_out(field: Field, given: tuple[str, ...], teller: Teller) -> list[dict[str, Any]]:
    """The options of a field; those that have words to be read out show them."""
    asks = {option.value: said(option.asks, teller) for option in field.options if option.asks}
    return [{**one, "text": asks.get(one.get("value", ""), one.get("text"))} for one in choices(field, given)]


def _take_telling(request: CounterRequest, draft: Draft) -> HttpResponse:
    read = read_page(request.POST, draft.answers)
    onward = request.POST.get("go") == "next" and not read.problems

    def save(one: Draft) -> Draft:
        saved = replace(one, answers=read.answers)
        if not onward:
            return saved
        places = tuple(sorted(secrets.SystemRandom().sample(range(ALL_WORDS), 2)))
        return replace(saved, stage=Stage.RECEIPT, receipt=one.receipt or str(Receipt.new()), asked_back=one.asked_back or places)

    change(Draft, key_in(request, DRAFT), save)
    if read.problems:
        return _show_telling(request, draft, read.answers, read.problems)
    return see_other(reverse("call"))


def _show_receipt(request: CounterRequest, draft: Draft) -> HttpResponse:
    words = draft.receipt.split()
    return page(request, "counter/receipt.html", {"groups": groups(words), "words": words, "route": draft.route})


def _take_receipt(request: CounterRequest, draft: Draft) -> HttpResponse:
    change(Draft, key_in(request, DRAFT), lambda one: replace(one, stage=Stage.CONFIRMING))
    return see_other(reverse("call"))


def _show_confirm(request: CounterRequest, draft: Draft, problems: tuple[Problem, ...] = ()) -> HttpResponse:
    context = {"draft": draft, "faults": problems, "problems": {one.field: str(one) for one in problems}}
    return page(request, "counter/confirm.html", context, 400 if problems else 200)


def _take_confirm(request: CounterRequest, draft: Draft) -> HttpResponse:
    """Seal and hand over once two words came back right; then nothing of the call is left on this side."""
    words = draft.receipt.split()
    problems = tuple(
        Problem(f"word-{place}", f"Word {place + 1} is different. Go back, and read the words out again")
        for place in draft.asked_back
        if not _fits(request.POST.get(f"word-{place}", ""), words[place])
    )
    if problems and not draft.sealed:
        return _show_confirm(request, draft, problems)
    key = key_in(request, DRAFT)
    assert key is not None, "a draft was opened with it"
    ready = draft if draft.sealed else prepare(draft, key, {})
    kept = change(Draft, key, lambda one: one if one.sealed or one.stage is Stage.SENT else ready)
    try:
        if kept is not None and kept.stage is not Stage.SENT:
            hand_over(kept, key)
    except DiskFull:
        return page(request, "counter/fault.html", {"what": _FULL}, 503)
    forget(key)
    keep_key(request, DRAFT, None)
    return page(request, "counter/sent.html", {"statement": ready.statement})


def _fits(typed: str, word: str) -> bool:
    """Whether a word was read back right; its first four letters are enough."""
    plain = typed.strip().casefold()
    return bool(plain) and (plain == word or (len(plain) >= 4 and word.startswith(plain)))


_Show = Callable[[CounterRequest, Draft], HttpResponse]
_SHOWN: dict[Stage, _Show] = {Stage.RECEIPT: _show_receipt, Stage.CONFIRMING: _show_confirm}
_TAKEN: dict[Stage, _Show] = {Stage.RECEIPT: _take_receipt, Stage.CONFIRMING: _take_confirm}
