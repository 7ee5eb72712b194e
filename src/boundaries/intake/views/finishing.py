"""From the answers to the acknowledgement: check them, keep the receipt, type two of its words back, sent."""

import secrets
from dataclasses import replace

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from boundaries.handover.durable import DiskFull
from boundaries.handover.receipt import ALL_WORDS, Receipt
from boundaries.intake import walk
from boundaries.intake.cookie import DRAFT, key_in
from boundaries.intake.drafts import Draft, Stage, change, opened
from boundaries.intake.limits import marks
from boundaries.intake.questions import Problem, question_of, summary
from boundaries.intake.sending import hand_over, prepare
from boundaries.intake.views.page import notice, page
from boundaries.intake.views.partner import remember_sent


def show_check(request: HttpRequest, draft: Draft) -> HttpResponse:
    """All answers, each with a way to change it."""
    rows = summary(draft.answers)
    return page(request, "check.html", {"path": "report", "draft": draft, "rows": rows})


def take_check(request: HttpRequest, draft: Draft) -> HttpResponse | None:
    """Go and change one answer, or go on to the receipt, which is minted once."""
    go = request.POST.get("go", "")
    if go.startswith("change "):
        _verb, question_id, part = (*go.split(), "", "")[:3]
        if question_of(question_id) and part.isascii() and part.isdigit() and len(part) < 3:
            change(Draft, key_in(request, DRAFT), lambda one: replace(walk.at(one, question_id, int(part)), checked=True))
    elif not go.startswith("language "):
        change(Draft, key_in(request, DRAFT), _with_receipt)
    return None


def _with_receipt(draft: Draft) -> Draft:
    places = tuple(sorted(secrets.SystemRandom().sample(range(ALL_WORDS), 2)))
    return replace(draft, stage=Stage.RECEIPT, receipt=draft.receipt or str(Receipt.new()), asked_back=draft.asked_back or places)


def show_receipt(request: HttpRequest, draft: Draft) -> HttpResponse:
    """The words, before anything is sent, on a page that prints as a sheet."""
    return page(request, "receipt.html", {"path": "report", "words": draft.receipt.split()})


def take_receipt(request: HttpRequest, draft: Draft) -> HttpResponse | None:
    """Go on to typing two words back."""
    if not request.POST.get("go", "").startswith("language "):
        change(Draft, key_in(request, DRAFT), lambda one: replace(one, stage=Stage.CONFIRMING) if one.receipt else one)
    return None


def show_confirm(request: HttpRequest, draft: Draft, problems: tuple[Problem, ...] = ()) -> HttpResponse:
    """Ask two of the words back."""
    context = {"path": "report", "draft": draft, "faults": problems, "problems": {one.field: str(one) for one in problems}}
    return page(request, "confirm.html", context)


def take_confirm(request: HttpRequest, draft: Draft) -> HttpResponse | None:
    """Send the report, once two words of the receipt came back right; a second click sends nothing twice."""
    if request.POST.get("go", "").startswith("language ") or not draft.receipt:
        return None
    problems = tuple(filter(None, (_wrong(request, draft, place) for place in draft.asked_back)))
    if problems:
        return show_confirm(request, draft, problems)
    key = key_in(request, DRAFT)
    assert key is not None, "a draft was opened with it"
    ready = draft if draft.sealed else prepare(draft, key, marks(request, draft))
    kept = change(Draft, key, lambda one: one if one.sealed or one.stage is Stage.SENT else ready)
    try:
        if kept is not None and kept.stage is not Stage.SENT:
            hand_over(kept, key, lambda: remember_sent(request, kept))
    except DiskFull:
        return notice(request, "full", 503, path="report")
    except FileNotFoundError:  # another click was faster, and its files are gone from here: then it says so
        now = opened(Draft, key)
        if now is None or now.stage is not Stage.SENT:
            raise
    return None


def _wrong(request: HttpRequest, draft: Draft, place: int) -> Problem | None:
    """What is wrong with one word typed back; its first four letters are enough."""
    typed = request.POST.get(f"word-{place}", "").strip().casefold()
    word = draft.receipt.split()[place]
    if typed and (typed == word or (len(typed) >= 4 and word.startswith(typed))):
        return None
    return Problem(
        f"word-{place}", _("Word %(place)s is different on your receipt. Go back to see it again") % {"place": place + 1}
    )


def show_sent(request: HttpRequest, draft: Draft) -> HttpResponse:
    """That it was sent, what happens next, and the signed statement."""
    return page(request, "sent.html", {"path": "report", "statement": draft.statement})
