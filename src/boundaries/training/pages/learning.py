"""A learner's pages: getting in, the courses, one step after another, the result and the certificate."""

from datetime import date
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from boundaries.catalogue import load_catalogue
from boundaries.errors import BoundariesError
from boundaries.training import attempts
from boundaries.training.certificate import certificate
from boundaries.training.courses import Course, load_courses
from boundaries.training.courses.path import Question
from boundaries.training.ledger import store
from boundaries.training.ledger.entries import Completed, Withdrawn
from boundaries.training.ledger.standing import Status, months_later, posts, standing
from boundaries.training.models import Answer, Attempt, Learner
from boundaries.training.who import LearnerRequest, enter, is_trainer, learner_of, learners, leave, number_of


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """The courses a learner has to take and may take; for others, how to get in."""
    number = learner_of(request)
    shown: dict[str, Any] = {"learner": number, "is_trainer": is_trainer(request)}
    if number is not None:
        shown |= {"courses": _courses(number), "name": _name(number), "passes": _passes(number)}
    return render(request, "training/home.html", shown)


@require_http_methods(["GET", "HEAD", "POST"])
def link(request: HttpRequest, token: str) -> HttpResponse:
    """A personal link: says whose it is, and lets them in when they go on."""
    try:
        number = number_of(token)
    except BoundariesError as error:
        return render(request, "training/no_link.html", {"error": error}, status=403)
    if request.method == "POST":
        enter(request, number)
        return HttpResponseRedirect(reverse("training"))
    return render(request, "training/link.html", {"number": number})


@require_POST
def end(request: HttpRequest) -> HttpResponse:
    """Leave, for the next person at this computer."""
    leave(request)
    return HttpResponseRedirect(reverse("training"))


@require_http_methods(["GET", "HEAD", "POST"])
@learners
def course(request: LearnerRequest, course_id: str) -> HttpResponse:
    """What a course is about, and its beginning."""
    held = load_courses().by_id.get(course_id)
    if held is None:
        raise Http404
    if request.method == "POST":
        return HttpResponseRedirect(_here(attempts.begin(request.learner, held)))
    return render(request, "training/course.html", {"learner": request.learner, "course": held})


@require_http_methods(["GET", "HEAD", "POST"])
@learners
def step(request: LearnerRequest, attempt_id: int, place: int) -> HttpResponse:
    """One page to read, or one scenario to answer. Nobody can skip ahead, and no answer can be changed."""
    attempt = _attempt(request, attempt_id)
    if attempts.is_outdated(attempt):
        return render(request, "training/outdated.html", {"learner": request.learner, "attempt": attempt}, status=409)
    found = attempts.steps(attempt)
    if place > attempt.step or place >= len(found):
        return HttpResponseRedirect(_here(attempt))
    one = found[place]
    kept = Answer.objects.filter(attempt=attempt, step=place).first()
    missing = False
    if request.method == "POST":
        if not isinstance(one, Question) or (kept is not None and not one.in_test):
            attempts.move_on(attempt, place)
            return HttpResponseRedirect(_here(attempt))
        choice = request.POST.get("choice", "")
        missing = choice not in {str(number) for number in range(len(one.choices))}
        if not missing:
            attempts.answer(attempt, place, int(choice))
            return HttpResponseRedirect(_here(attempt) if one.in_test else _place(attempt, place))
    shown = {
        "learner": request.learner,
        "course": load_courses().by_id[attempt.course],
        "step": one,
        "limb": next((limb for limb in load_catalogue().definition.limbs if limb.id == getattr(one, "limb", "")), None),
        "definition": load_catalogue().definition,
        "answer": kept,
        "missing": missing,
        "place": place,
        "of": len(found),
    }
    template = "training/question.html" if isinstance(one, Question) else "training/lesson.html"
    return render(request, template, shown, status=422 if missing else 200)


@require_http_methods(["GET", "HEAD", "POST"])
@learners
def result(request: LearnerRequest, attempt_id: int) -> HttpResponse:
    """The score, what was not right and why, and the attestation of a pass."""
    attempt = _attempt(request, attempt_id)
    if attempt.finished_at is None:
        return HttpResponseRedirect(_here(attempt))
    missing = False
    if request.method == "POST":
        missing = request.POST.get("attest") != "yes"
        if not missing:
            attempts.attest(attempt)
            return HttpResponseRedirect(reverse("training_result", args=[attempt.pk]))
    found = attempts.steps(attempt)
    answers = {one.step: one for one in Answer.objects.filter(attempt=attempt, in_test=True)}
    wrong = [(found[place], found[place].choices[one.choice]) for place, one in answers.items() if not one.right]  # type: ignore[union-attr]
    shown = {
        "learner": request.learner,
        "attempt": attempt,
        "course": load_courses().by_id[attempt.course],
        "wrong": wrong,
        "missing": missing,
    }
    return render(request, "training/result.html", shown, status=422 if missing else 200)


@require_safe
@learners
def paper(request: LearnerRequest, sequence: int) -> HttpResponse:
    """The certificate of one pass, as a tagged PDF; only its own learner's."""
    found = {sequence: entry for sequence, entry, _ in _passes(request.learner)}.get(sequence)
    if found is None:
        raise Http404
    line = next(line for line in store.lines(request.learner) if line.sequence == sequence)
    held = load_courses().by_id[found.course]
    made = certificate(found, held, _name(request.learner), f"{sequence} {line.hash.hex()[:16]}")
    return HttpResponse(
        made,
        content_type="application/pdf",
        headers={"Content-Disposition": f'attachment; filename="certificate-{sequence}.pdf"'},
    )


def _attempt(request: LearnerRequest, attempt_id: int) -> Attempt:
    """The learner's own attempt; another's is not there."""
    found = Attempt.objects.filter(pk=attempt_id, number=request.learner).first()
    if found is None or found.course not in load_courses().by_id:
        raise Http404
    return found


def _here(attempt: Attempt) -> str:
    """Where an attempt goes on."""
    return reverse("training_result", args=[attempt.pk]) if attempt.finished_at else _place(attempt, attempt.step)


def _place(attempt: Attempt, place: int) -> str:
    return reverse("training_step", args=[attempt.pk, place])


def _name(number: str) -> str:
    found = Learner.objects.filter(number=number).first()
    return found.name if found else ""


def _courses(number: str) -> list[tuple[Course, str, date | None]]:
    """Every course with how far this learner is: covered, expired, never, exempt, or open where nobody asks for it."""
    courses, today = load_courses(), date.today()
    held = store.entries(number)
    post = posts(held, today).get(number)
    found = []
    for one in courses.by_id.values():
        asked = one.required and post is not None and (one.duty is None or one.duty in post[0].duties)
        here = standing(held, courses.rule(one.id), today).get(number)
        status = here.status.value if here and asked else "open"
        if here and here.status is Status.COVERED:
            status = Status.COVERED.value
        found.append((one, status, here.until if here else None))
    return sorted(found, key=lambda row: (row[1] == "open", row[0].id != "everyone", row[0].id))


def _passes(number: str) -> list[tuple[int, Completed, date]]:
    """The learner's passes that count, newest first, and until when each holds."""
    held = store.entries(number)
    gone = {entry.sequence for _, entry in held if isinstance(entry, Withdrawn)}
    known = load_courses().by_id
    return [
        (sequence, entry, months_later(entry.on, known[entry.course].months))
        for sequence, entry in reversed(held)
        if isinstance(entry, Completed) and entry.passed and sequence not in gone and entry.course in known
    ]
