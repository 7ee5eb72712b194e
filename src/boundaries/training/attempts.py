"""Walking through a course: begin, answer, finish, attest; every rule of an attempt stands here."""

import secrets
from collections.abc import Mapping
from datetime import date, datetime

from django.db import transaction
from django.db.models import Count, Max, Min, Sum

from boundaries.training.courses import Course, load_courses
from boundaries.training.courses.path import Question, Step, path, score
from boundaries.training.joining import Answers
from boundaries.training.ledger import store
from boundaries.training.ledger.entries import Completed
from boundaries.training.models import Answer, Attempt


def begin(number: str, course: Course) -> Attempt:
    """The attempt that is under way, or a new one; after a failed test the new one begins with its test."""
    last = Attempt.objects.filter(number=number, course=course.id, version=course.version).order_by("-pk").first()
    if last is not None and last.attested_at is None and last.passed is not False:
        return last
    made = Attempt(number=number, course=course.id, version=course.version, seed=secrets.randbits(62))
    if last is not None and last.passed is False:
        made.step = next(place for place, step in enumerate(steps(made)) if isinstance(step, Question) and step.in_test)
    made.save()
    return made


def steps(attempt: Attempt) -> tuple[Step, ...]:
    """Every step of an attempt in its order."""
    courses = load_courses()
    return path(courses, courses.by_id[attempt.course], attempt.seed)


def is_outdated(attempt: Attempt) -> bool:
    """Whether the course has changed since the attempt began, so that it cannot go on."""
    course = load_courses().by_id.get(attempt.course)
    return attempt.finished_at is None and (course is None or course.version != attempt.version)


@transaction.atomic
def answer(attempt: Attempt, place: int, choice: int) -> Answer:
    """Keep the first answer given at a step; a later one changes nothing."""
    step = steps(attempt)[place]
    assert isinstance(step, Question)
    kept, _ = Answer.objects.get_or_create(
        attempt=attempt,
        step=place,
        defaults={"item": step.item.id, "in_test": step.in_test, "choice": choice, "right": step.choices[choice].right},
    )
    if step.in_test:
        move_on(attempt, place)
    return kept


def move_on(attempt: Attempt, place: int) -> None:
    """Go to the step after this one, and finish after the last."""
    if place == attempt.step:
        attempt.step = place + 1
        if attempt.step == len(steps(attempt)):
            _finish(attempt)
        attempt.save()


def _finish(attempt: Attempt) -> None:
    course = load_courses().by_id[attempt.course]
    right = Answer.objects.filter(attempt=attempt, in_test=True, right=True).count()
    attempt.score = score(right, course.questions)
    attempt.passed = attempt.score >= course.pass_mark
    attempt.finished_at = datetime.now()


@transaction.atomic
def attest(attempt: Attempt) -> None:
    """Note in the ledger that the course was passed and what was attested; once, however often it is sent."""
    kept = Attempt.objects.select_for_update().get(pk=attempt.pk)
    if not kept.passed or kept.attested_at is not None:
        return
    course = load_courses().by_id[kept.course]
    kept.attested_at = datetime.now()
    kept.save()
    source = f"boundaries:{kept.pk}"
    done = Completed(kept.number, date.today(), course.id, kept.version, True, kept.score, course.attest, source)
    store.append([done], kept.number)


def state(course: str, version: str) -> Mapping[str, object]:
    """What changes with the finished tests of a course: how many there are, and the last of them; `seed` is drawn for each."""
    done = Attempt.objects.filter(course=course, version=version, finished_at__isnull=False)
    return done.aggregate(Count("pk"), Max("pk"), Max("finished_at"), Max("seed"), Sum("score"))


def first_tests(course: str, version: str) -> list[str]:
    """Each person's first finished test of a course, as `statistics.item_statistics` reads it."""
    done = Attempt.objects.filter(course=course, version=version, finished_at__isnull=False)
    first = done.order_by().values("number").annotate(first=Min("pk")).values("first")
    tests = Answer.objects.filter(in_test=True, attempt__in=first).order_by().values("attempt").annotate(answers=Answers())
    return list(tests.values_list("answers", flat=True))
