"""A trainer's pages: training coverage, everyone who is not covered by unit, and how well the questions work."""

from datetime import date
from functools import lru_cache

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from boundaries.training import attempts, figures
from boundaries.training.courses import load_courses
from boundaries.training.courses.statistics import ItemStatistic, item_statistics
from boundaries.training.ledger.coverage import not_covered
from boundaries.training.who import trainers

_MOST = 300
"""How many people one page lists."""


@require_safe
@trainers
def overview(request: HttpRequest) -> HttpResponse:
    """How many of whom are trained today, for one course."""
    course, today = _course(request), date.today()
    shown = {
        "counted": figures.counted(course, today),
        "course": course,
        "courses": load_courses().by_id.values(),
        "listed": figures.listed(),
    }
    return render(request, "training/overview.html", shown)


@require_safe
@trainers
def people(request: HttpRequest) -> HttpResponse:
    """Everyone who is not covered, by unit; one unit at a time where they are many."""
    course, asked = _course(request), request.GET.get("unit", "")
    found = figures.people(course, date.today())
    units = not_covered(found.values())
    counts = {unit: len(some) for unit, some in units.items()}
    if sum(counts.values()) > _MOST:
        units = {asked: units[asked]} if asked in units else {}
    else:
        counts = {}
    shown = {"units": units, "counts": counts, "course": load_courses().by_id[course], "is_for_anyone": bool(found)}
    return render(request, "training/people.html", shown)


@require_safe
@trainers
def questions(request: HttpRequest) -> HttpResponse:
    """Item statistics of a course's test."""
    course = load_courses().by_id[_course(request)]
    found = _statistics(course.id, course.version, tuple(attempts.state(course.id, course.version).values()))
    shown = {"statistics": found, "course": course, "items": load_courses().items}
    return render(request, "training/questions.html", shown)


@lru_cache(maxsize=8)
def _statistics(course: str, version: str, _state: tuple[object, ...]) -> list[ItemStatistic]:
    """The statistics, counted once for each state of the finished tests: no answer of those is changed."""
    return item_statistics(attempts.first_tests(course, version))


def _course(request: HttpRequest) -> str:
    """The course asked for, or the one for everyone."""
    asked = request.GET.get("course", "everyone")
    return asked if asked in load_courses().by_id else "everyone"
