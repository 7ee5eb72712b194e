"""What a course is made of, as frozen values."""

from collections.abc import Mapping
from dataclasses import dataclass

from boundaries.catalogue.model import Scenario
from boundaries.training.ledger.entries import Duty
from boundaries.training.ledger.standing import Rule


@dataclass(frozen=True)
class Item:
    """One scenario of the bank, or a sign's own; `topic` is what it teaches, and one item of a topic can stand for another."""

    id: str
    topic: str
    scenario: Scenario


@dataclass(frozen=True)
class Lesson:
    """A page to read. `limb` names the limb of the definition that it shows; the rest is in its own words."""

    title: str
    paragraphs: tuple[str, ...] = ()
    points: tuple[str, ...] = ()
    limb: str = ""


@dataclass(frozen=True)
class Practice:
    """One scenario drawn for each topic, with feedback at once."""

    title: str
    topics: tuple[str, ...]


@dataclass(frozen=True)
class Draw:
    """So many questions of the test, drawn from these topics."""

    topics: tuple[str, ...]
    questions: int


@dataclass(frozen=True)
class Course:
    """One course: whom it is for, its parts in order, and its test.

    `minutes` is how long it takes, `months` how long a pass holds, `pass_mark` whole per cent. `counts_for` are the courses that a
    pass of this one stands for. The test never draws an item already met in the same attempt.
    """

    id: str
    title: str
    audience: str
    version: str
    minutes: int
    months: int
    pass_mark: int
    duty: Duty | None
    required: bool
    counts_for: tuple[str, ...]
    parts: tuple[Lesson | Practice, ...]
    test: tuple[Draw, ...]
    attest: str

    @property
    def questions(self) -> int:
        """How many questions the test has."""
        return sum(draw.questions for draw in self.test)


@dataclass(frozen=True)
class Courses:
    """Every course by its id, and every item by its id."""

    by_id: Mapping[str, Course]
    items: Mapping[str, Item]

    def rule(self, course: str) -> Rule:
        """Whom a course is for, and which passes count as having it."""
        wanted = self.by_id[course]
        counts = frozenset(one.id for one in self.by_id.values() if course in one.counts_for)
        return Rule(course, counts, wanted.months, wanted.duty)
