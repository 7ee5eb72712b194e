"""A record of a case as it was filled in: read from a form, checked question by question, and shown again."""

from collections.abc import Mapping
from datetime import date, datetime

from django.http import HttpRequest

from boundaries.casework.asked import Asked
from boundaries.casework.cases.kinds import Answer, Asks, Question
from boundaries.casework.uploads import HashedFile

LONGEST_LINE, LONGEST_TEXT = 300, 20_000
_A_LIFE = 80
"""So many years from now no day of a case lies."""


def filled(request: HttpRequest, kind: Asks) -> Asked:
    """The answers of a form with what is wrong with them; several choices stand with spaces between them."""
    asked = Asked()
    for question in kind.questions:
        answer = _answer(request, question)
        asked.values[question.name] = answer
        fault = _fault(question, answer)
        if fault:
            asked.faults[question.name] = fault
    return asked


def _answer(request: HttpRequest, question: Question) -> str:
    if question.answer is Answer.SOME:
        return " ".join(request.POST.getlist(question.name))
    if question.answer is Answer.FILE_HASH:
        file = request.FILES.get(question.name)
        return file.sha256 if isinstance(file, HashedFile) else ""
    answer = request.POST.get(question.name, "").strip()
    if question.answer is Answer.DAY and (day := day_of(answer)):
        return day.isoformat()  # one writing of each day, since days are compared and grouped as they are written
    if question.answer is Answer.MOMENT and (moment := moment_of(answer)):
        return moment.isoformat(timespec="minutes")
    return answer


def _fault(question: Question, answer: str) -> str:
    if not answer:
        return f"Answer this: {question.asks}" if question.is_needed else ""
    choices = {value for value, _ in question.choices}
    if question.answer is Answer.ONE and answer not in choices:
        return "Choose one of these"
    if question.answer is Answer.SOME and not set(answer.split()) <= choices:
        return "Choose among these"
    if question.answer is Answer.DAY and day_of(answer) is None:
        return "Enter a day, such as 2026-11-25"
    if question.answer is Answer.MOMENT and moment_of(answer) is None:
        return "Enter a day and a time, such as 2026-11-25T14:30"
    if question.is_past and _is_ahead(answer):
        return "This has not happened yet: enter when it did"
    if _is_beyond_a_life(answer, question):
        return "Check the year"
    longest = LONGEST_LINE if question.answer is Answer.LINE else LONGEST_TEXT
    return f"Use at most {longest:,} characters" if len(answer) > longest else ""


def _is_beyond_a_life(answer: str, question: Question) -> bool:
    """Whether a year was mistyped: a clock that runs from the year 26 is never put right by a later record."""
    told = day_of(answer) or moment_of(answer) if question.answer in (Answer.DAY, Answer.MOMENT) else None
    return told is not None and abs(told.year - date.today().year) > _A_LIFE


def _is_ahead(answer: str) -> bool:
    moment, day = moment_of(answer), day_of(answer)
    return (moment is not None and moment > datetime.now()) or (day is not None and day > date.today())


def day_of(text: str) -> date | None:
    """A day as browsers send it; None for anything else."""
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def moment_of(text: str) -> datetime | None:
    """A local moment as browsers send it; None for anything else, and for one with an offset."""
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        return None
    return moment if moment.tzinfo is None and len(text) > len("2026-11-25") else None


def rows_of(kind: Asks, values: Mapping[str, str]) -> list[tuple[str, str]]:
    """A record as rows of question and answer; what was not answered has none."""
    return [(question.asks, shown(question, values[question.name])) for question in kind.questions if values.get(question.name)]


def shown(question: Question, answer: str) -> str:
    """An answer in words."""
    titles = dict(question.choices)
    if question.answer is Answer.SOME:
        return ", ".join(titles.get(word, word) for word in answer.split())
    if question.answer is Answer.MOMENT and (moment := moment_of(answer)):
        return f"{moment:%-d %B %Y %H:%M}"
    if question.answer is Answer.DAY and (day := day_of(answer)):
        return f"{day:%-d %B %Y}"
    return titles.get(answer, answer)
