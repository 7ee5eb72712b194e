"""What a report asks: the questions as data, how answers are read and shown, and the report they make."""

from boundaries.intake.questions.answers import Answers, Given
from boundaries.intake.questions.form import Field, Kind, Option, Question, Text
from boundaries.intake.questions.reading import Problem, read_answers
from boundaries.intake.questions.report import QUESTIONS, asked, question_of
from boundaries.intake.questions.summary import Row, summary
from boundaries.intake.questions.telling import Facts, report_of

__all__ = [
    "QUESTIONS",
    "Answers",
    "Facts",
    "Field",
    "Given",
    "Kind",
    "Option",
    "Problem",
    "Question",
    "Row",
    "Text",
    "asked",
    "question_of",
    "read_answers",
    "report_of",
    "summary",
]
