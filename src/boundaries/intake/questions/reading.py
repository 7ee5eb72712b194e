"""Reads what was sent for one question; everything wrong is told at once and nothing typed is lost."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

from boundaries.handover.identifiers import identifiers
from boundaries.intake.questions.answers import Answers
from boundaries.intake.questions.form import Field, Kind, Question, Text
from boundaries.intake.questions.telling import members
from boundaries.intake.questions.wording import HELD_YES, NO_ADDRESS, NO_CONTACT, NOBODY_SINGLED_OUT, NOT_OFFERED, TOO_LONG


class Sent(Protocol):
    """What a browser sends: Django's QueryDict is one."""

    def getlist(self, key: str, /) -> Sequence[object]: ...


@dataclass(frozen=True)
class Problem:
    """What is wrong with one field, in words for who answers."""

    field: str
    what: Text
    longest: int = 0

    def __str__(self) -> str:
        return str(self.what) % {"longest": self.longest} if self.longest else str(self.what)


def read_answers(question: Question, sent: Sent, answers: Answers, part: int = 0) -> tuple[Answers, tuple[Problem, ...]]:
    """The answers with this question's part as sent, and what is wrong with it."""
    values: dict[str, tuple[str, ...]] = {}
    problems = []
    for field in question.fields:
        if field.kind is Kind.FILES:
            continue
        values[field.name] = _values(field, sent)
        problems += _checked(field, values[field.name])
    read = answers.with_part(question.id, part, values)
    return read, tuple(problems) or _across(question, values, read)


def _values(field: Field, sent: Sent) -> tuple[str, ...]:
    texts = [tidy(str(value)) for value in sent.getlist(field.name)]
    kept = [text for text in texts if text]
    return tuple(dict.fromkeys(kept)) if field.kind is Kind.MANY else tuple(kept[-1:])


def tidy(text: str) -> str:
    """One kind of line end, and no control characters, which no database or reader wants."""
    plain = text.replace("\r\n", "\n").replace("\r", "\n")
    return "".join(letter for letter in plain if letter in "\n\t" or letter.isprintable() or not _is_control(letter)).strip()


def _is_control(letter: str) -> bool:
    return ord(letter) < 32 or 127 <= ord(letter) < 160 or 0xD800 <= ord(letter) < 0xE000


def _checked(field: Field, values: tuple[str, ...]) -> list[Problem]:
    if field.kind in (Kind.ONE, Kind.MANY):
        offered = {option.value for option in field.options}
        return [] if set(values) <= offered else [Problem(field.name, NOT_OFFERED)]
    if any(len(value) > field.longest for value in values):
        return [Problem(field.name, TOO_LONG, field.longest)]
    return []


def _across(question: Question, values: Mapping[str, tuple[str, ...]], answers: Answers) -> tuple[Problem, ...]:
    """What no single field can tell."""
    if question.id == "contact" and values["how"] not in ((), (NO_CONTACT,)) and not values["address"]:
        return (Problem("address", NO_ADDRESS),)
    if question.id == "held" and values["held"] == (HELD_YES,) and not any(map(identifiers, members(answers))):
        return (Problem("held", NOBODY_SINGLED_OUT),)
    return ()
