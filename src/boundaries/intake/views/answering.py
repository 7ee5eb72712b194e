"""The pages that ask: one question each."""

from collections.abc import Mapping
from dataclasses import replace

from django.http import HttpRequest, HttpResponse

from boundaries.intake import walk
from boundaries.intake.cookie import DRAFT, key_in
from boundaries.intake.drafts import Draft, change, drop_blobs
from boundaries.intake.questions import Answers, Kind, Problem, Question, question_of, read_answers
from boundaries.intake.questions.form import said
from boundaries.intake.uploads import ACCEPTED, LARGEST_MIB, MOST_FILES
from boundaries.intake.views.files import FILES, Taken, take_files, without
from boundaries.intake.views.page import page


def show(request: HttpRequest, draft: Draft, problems: tuple[Problem, ...] = (), typed: Answers | None = None) -> HttpResponse:
    """The question that the draft is at, with what was typed and what is wrong with it."""
    question = question_of(draft.question)
    if question is None:  # from a version that asked something else
        return page(request, "notices/gone.html", {"path": "report"}, 410)
    number, total = walk.page_number(draft)
    shown = {
        "path": "report",
        "question": question,
        "draft": draft,
        "part": draft.part,
        "answers": typed or draft.answers,
        "problems": {one.field: str(one) for one in problems} if question.id != FILES else {},
        "faults": problems,
        "said": lambda words: said(words, draft.answers.teller),
        "number": number,
        "total": total,
        "accepted": ACCEPTED,
        "largest": LARGEST_MIB,
        "most": MOST_FILES,
    }
    return page(request, "question.html", shown)


def take(request: HttpRequest, draft: Draft) -> HttpResponse | None:
    """Save what was sent from a question and go on; where something is wrong, show it again with all that was typed."""
    question, part = _sent_from(request.POST, draft)
    if any(one.kind is Kind.FILES for one in question.fields):
        return _take_files(request, draft)
    typed, problems = read_answers(question, request.POST, draft.answers, part)
    go = request.POST.get("go", "")
    if problems and not go.startswith("language "):
        return show(request, walk.at(draft, question.id, part), problems, typed)

    def save(one: Draft) -> Draft:
        read, wrong = read_answers(question, request.POST, one.answers, part)
        if wrong:
            return one
        here = walk.at(replace(one, answers=read), question.id, part)
        if go.startswith("language "):
            return here
        if go == "another" and read.parts(question.id) < question.most:
            return walk.at(here, question.id, read.parts(question.id))
        return walk.onward(here)

    change(Draft, key_in(request, DRAFT), save)
    return None


def _sent_from(sent: Mapping[str, str], draft: Draft) -> tuple[Question, int]:
    """The question and part that a page was of; the draft's own where it says nothing we know."""
    question = question_of(sent.get("question", "")) or question_of(draft.question)
    assert question is not None, "a draft is always at a question"
    part = sent.get("part", "0")
    most = question.most - 1
    return question, min(int(part), most) if part.isascii() and part.isdigit() and len(part) < 3 else 0


def _take_files(request: HttpRequest, draft: Draft) -> HttpResponse | None:
    go = request.POST.get("go", "")
    taken = take_files(request, len(draft.files))
    dropped = go.removeprefix("drop ") if go.startswith("drop ") else ""

    def save(one: Draft) -> Draft:
        here = walk.at(_with(one, taken, dropped), FILES, 0)
        return walk.onward(here) if go in ("", "next") and not taken.problems else here

    kept = change(Draft, key_in(request, DRAFT), save, taken.blob_ids)
    if kept is None:
        drop_blobs(taken.blob_ids)
        return None
    if dropped and dropped in {one.blob_id for one in draft.files}:
        drop_blobs((dropped,))
    if taken.problems:
        return show(request, kept, taken.problems)
    return None


def _with(draft: Draft, taken: Taken, dropped: str) -> Draft:
    notes = {name: text for name, text in draft.notes.items() if not dropped or not name.endswith(dropped)}
    return replace(draft, files=(*without(draft.files, dropped), *taken.files), notes={**notes, **taken.notes})
