"""The answers as rows to check before sending."""

from dataclasses import dataclass, field

from boundaries.intake.questions.answers import Answers
from boundaries.intake.questions.form import Field, Kind, Question, Text, said
from boundaries.intake.questions.report import asked


@dataclass(frozen=True)
class Row:
    """One question, or one person of a question asked for several, with the texts given; none where it was left empty."""

    question: Question
    part: int
    title: Text
    texts: tuple[Text, ...] = field(repr=False)


def summary(answers: Answers) -> tuple[Row, ...]:
    """A row for every question that was asked, in order, files left to the page."""
    return tuple(
        Row(question, part, said(question.title, answers.teller), _texts(question, part, answers))
        for question in asked(answers)
        if not any(one.kind is Kind.FILES for one in question.fields)
        for part in range(max(1, answers.parts(question.id)))
    )


def _texts(question: Question, part: int, answers: Answers) -> tuple[Text, ...]:
    return tuple(text for one in question.fields for text in _shown(one, answers.many(question.id, one.name, part)))


def _shown(one: Field, values: tuple[str, ...]) -> tuple[Text, ...]:
    if one.kind in (Kind.ONE, Kind.MANY):
        return tuple(option.label for option in one.options if option.value in values)
    return values
