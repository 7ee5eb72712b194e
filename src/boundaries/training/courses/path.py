"""The way through one attempt: which pages in which order, chosen by the attempt's seed and always the same for it."""

import random
from dataclasses import dataclass

from boundaries.catalogue.model import Choice
from boundaries.training.courses.model import Course, Courses, Item, Lesson


@dataclass(frozen=True)
class Question:
    """One scenario to answer; in the test without feedback until the end. `choices` stand in this attempt's own order."""

    title: str
    item: Item
    choices: tuple[Choice, ...]
    in_test: bool
    number: int
    of: int


Step = Lesson | Question


def path(courses: Courses, course: Course, seed: int) -> tuple[Step, ...]:
    """Every step: lessons, one scenario for each topic that is practised, then the test, which repeats none of them."""
    chance = random.Random(seed)
    by_topic: dict[str, list[Item]] = {}
    for item in courses.items.values():
        by_topic.setdefault(item.topic, []).append(item)
    met: set[str] = set()
    steps: list[Step] = []
    for part in course.parts:
        if isinstance(part, Lesson):
            steps.append(part)
            continue
        for number, topic in enumerate(part.topics, 1):
            item = chance.choice([one for one in by_topic[topic] if one.id not in met])
            met.add(item.id)
            steps.append(_question(chance, part.title, item, in_test=False, number=number, of=len(part.topics)))
    steps.extend(_test(chance, course, by_topic, met))
    return tuple(steps)


def _test(chance: random.Random, course: Course, by_topic: dict[str, list[Item]], met: set[str]) -> list[Question]:
    drawn: list[Item] = []
    for draw in course.test:
        left = [item for topic in draw.topics for item in by_topic[topic] if item.id not in met]
        drawn += chance.sample(left, draw.questions)
    chance.shuffle(drawn)
    numbered = enumerate(drawn, 1)
    return [
        _question(chance, "Test of understanding", item, in_test=True, number=number, of=len(drawn)) for number, item in numbered
    ]


def _question(chance: random.Random, title: str, item: Item, *, in_test: bool, number: int, of: int) -> Question:
    choices = list(item.scenario.choices)
    chance.shuffle(choices)
    return Question(title, item, tuple(choices), in_test, number, of)


def score(right: int, questions: int) -> int:
    """A score in whole per cent, rounded down."""
    return 100 * right // questions
