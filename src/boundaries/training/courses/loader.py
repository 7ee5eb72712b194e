"""Loads courses and the bank from their folders, and tells every fault of every file at once."""

import tomllib
from collections.abc import Collection, Iterable
from functools import cache
from pathlib import Path

from boundaries.catalogue import Catalogue, load_catalogue
from boundaries.catalogue.entry import Entry
from boundaries.catalogue.model import LIMB_IDS, Choice, Scenario
from boundaries.errors import BoundariesError, Fault
from boundaries.training.courses.model import Course, Courses, Draw, Item, Lesson, Practice
from boundaries.training.ledger.entries import Duty

_HERE = Path(__file__).parent
CHOICES = 3


@cache
def load_courses(folder: Path = _HERE) -> Courses:
    """The courses of a folder, by default those that ship with the package; raises one error that lists every fault."""
    faults: list[Fault] = []
    items = _sign_items(load_catalogue())
    for entry in _files(folder, "bank", faults):
        for one in entry.tables("item"):
            item = _item(one)
            if item.id in items:
                one.fault("id", f"'{item.id}' is there twice")
            items[item.id] = item
        entry.close()
    courses: dict[str, Course] = {}
    for entry in _files(folder, "courses", faults):
        course = _course(entry, items.values())
        if course.id in courses:
            entry.fault("id", f"'{course.id}' is there twice")
        courses[course.id] = course
    if faults or not courses:
        raise BoundariesError(
            "the courses cannot be used", str(folder), "Put right each line above, then try again.", tuple(faults)
        )
    return Courses(courses, items)


def _sign_items(held: Catalogue) -> dict[str, Item]:
    return {f"sign:{sign.id}": Item(f"sign:{sign.id}", sign.id, sign.scenario) for sign in held.signs.values()}


def _files(folder: Path, kind: str, faults: list[Fault]) -> Iterable[Entry]:
    for path in sorted((folder / kind).glob("*.toml")):
        name = f"{kind}/{path.name}"
        try:
            yield Entry(tomllib.loads(path.read_text(encoding="utf-8")), name, faults)
        except (ValueError, RecursionError) as error:
            faults.append(Fault(name, f"is not TOML: {error}"))


def _item(entry: Entry) -> Item:
    choices = []
    for choice in entry.tables("choices"):
        choices.append(Choice(choice.text("text"), choice.flag("right"), choice.text("feedback")))
        choice.close()
    if choices and (len(choices) != CHOICES or sum(choice.right for choice in choices) != 1):
        entry.fault("choices", f"should be {CHOICES} with exactly one right")
    scenario = Scenario(
        situation=entry.text("situation"),
        asks=entry.text("asks") if entry.has("asks") else "What do you do?",
        choices=tuple(choices),
        grey_area=entry.text("grey_area") if entry.has("grey_area") else "",
    )
    item = Item(entry.text("id"), entry.text("topic"), scenario)
    entry.close()
    return item


def _course(entry: Entry, items: Collection[Item]) -> Course:
    topics = {item.topic for item in items}
    course = Course(
        id=entry.text("id"),
        title=entry.text("title"),
        audience=entry.text("audience"),
        version=entry.text("version"),
        minutes=entry.number("minutes"),
        months=entry.number("months"),
        pass_mark=entry.number("pass_mark"),
        duty=_duty(entry),
        required=entry.flag("required"),
        counts_for=entry.texts("counts_for"),
        parts=tuple(_part(part, topics) for part in entry.tables("part")),
        test=tuple(_draw(draw, topics) for draw in entry.tables("test")),
        attest=entry.text("attest"),
    )
    practised = [topic for part in course.parts if isinstance(part, Practice) for topic in part.topics]
    for place, draw in enumerate(course.test):
        left = sum(item.topic in draw.topics for item in items) - sum(topic in draw.topics for topic in practised)
        if left < draw.questions:
            entry.fault(
                f"test[{place}].questions", f"asks for {draw.questions}, but only {left} items are left after the practice"
            )
    drawn = [topic for draw in course.test for topic in draw.topics]
    for topic in sorted({topic for topic in drawn if drawn.count(topic) > 1}):
        entry.fault("test", f"the topic '{topic}' is drawn from twice")
    if course.pass_mark > 100:
        entry.fault("pass_mark", "should be at most 100")
    entry.close()
    return course


def _draw(entry: Entry, topics: set[str]) -> Draw:
    draw = Draw(_topics(entry, topics), entry.number("questions"))
    entry.close()
    return draw


def _topics(entry: Entry, known: set[str]) -> tuple[str, ...]:
    topics = entry.texts("topics")
    for topic in topics:
        if topic not in known:
            entry.fault("topics", f"no item has the topic '{topic}'")
    return topics


def _duty(entry: Entry) -> Duty | None:
    if not entry.has("duty"):
        return None
    text = entry.text("duty")
    if text not in set(Duty):
        entry.fault("duty", f"'{text}' is not a duty; expected {', '.join(Duty)}")
        return None
    return Duty(text)


def _part(entry: Entry, topics: set[str]) -> Lesson | Practice:
    title = entry.text("title")
    part: Lesson | Practice
    if entry.has("topics"):
        part = Practice(title, _topics(entry, topics))
    else:
        limb = entry.text("limb") if entry.has("limb") else ""
        if limb and limb not in LIMB_IDS:
            entry.fault("limb", f"'{limb}' is not a limb of the definition")
        texts = [entry.texts(name) if entry.has(name) else () for name in ("paragraphs", "points")]
        if not limb and not any(texts):
            entry.fault("paragraphs", "is missing")
        part = Lesson(title, texts[0], texts[1], limb)
    entry.close()
    return part
