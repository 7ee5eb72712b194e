"""All questions on one page: callers tell in their own order, and an operator must not hunt for the right page."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from boundaries.intake.questions import Answers, Kind, Problem, Question, asked, read_answers
from boundaries.intake.questions.reading import Sent


@dataclass(frozen=True)
class Asked:
    """One question for one person, as the page shows it; fields are named apart by `prefix`. `spare` where it is one person more."""

    question: Question
    part: int
    spare: bool = False

    @property
    def prefix(self) -> str:
        """What stands before each field's name."""
        return f"{self.question.id}-{self.part}-"


@dataclass(frozen=True)
class Read:
    """What was typed on the page, and what is wrong with it."""

    answers: Answers = field(repr=False)
    problems: tuple[Problem, ...] = ()


def on_page(answers: Answers) -> tuple[Asked, ...]:
    """What the page asks: every question for this teller, and room for one person more where several may be named."""
    shown = []
    for question in asked(answers):
        if any(one.kind is Kind.FILES for one in question.fields):
            continue  # nothing can be sent down a telephone; whoever calls can add files with the receipt
        given = answers.parts(question.id)
        shown += [Asked(question, part) for part in range(max(1, given))]
        if 0 < given < question.most:
            shown.append(Asked(question, given, spare=True))
    return tuple(shown)


def read_page(sent: Sent, answers: Answers) -> Read:
    """The answers as they stand on the page; those that are not on it stay as they were."""
    problems: list[Problem] = []
    shown = on_page(answers)
    read = Answers(tuple(one for one in answers.given if one.question not in {asked.question.id for asked in shown}))
    for one in shown:
        place = read.parts(one.question.id)
        read, wrong = read_answers(one.question, _Prefixed(sent, one.prefix), read, place)
        problems += [replace(problem, field=f"{one.question.id}-{place}-{problem.field}") for problem in wrong]
    return Read(read, tuple(problems))


class _Prefixed:
    """What was sent for one question of the page."""

    def __init__(self, sent: Sent, prefix: str) -> None:
        self._sent = sent
        self._prefix = prefix

    def getlist(self, key: str, /) -> Sequence[object]:
        """The values of one field."""
        return self._sent.getlist(self._prefix + key)
