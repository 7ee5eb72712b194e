"""Courses: whole, varied, no longer than they say, and loaded with every fault told at once."""

import random
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from boundaries.catalogue import load_catalogue
from boundaries.catalogue.model import LEAFLET_SIGNS, LIMB_IDS
from boundaries.errors import BoundariesError
from boundaries.training.courses import load_courses
from boundaries.training.courses.model import Lesson, Practice
from boundaries.training.courses.path import Question, path, score
from boundaries.training.courses.statistics import BETWEEN, RIGHT, item_statistics

HELD = load_courses()
LIMBS = {limb.id: limb for limb in load_catalogue().definition.limbs}
WORDS_A_MINUTE, SECONDS_TO_CHOOSE = 200, 6


def minutes(course: str, seed: int) -> float:
    """How long a reader of ordinary speed needs, with a moment for each choice."""
    words, seconds = 0, 0
    for step in path(HELD, HELD.by_id[course], seed):
        if isinstance(step, Lesson):
            limb = LIMBS.get(step.limb)
            texts = [step.title, *step.paragraphs, *step.points, *((limb.plain, *limb.counts) if limb else ())]
        else:
            scenario = step.item.scenario
            texts = [scenario.situation, scenario.asks, *(one.text for one in step.choices)]
            texts += [] if step.in_test else [scenario.choices[0].feedback, scenario.grey_area]
            seconds += SECONDS_TO_CHOOSE
        words += sum(len(text.split()) for text in texts)
    return words / WORDS_A_MINUTE + seconds / 60


@pytest.mark.parametrize("course", HELD.by_id)
def test_a_course_takes_no_longer_than_it_says(course: str) -> None:
    assert max(minutes(course, seed) for seed in range(40)) <= HELD.by_id[course].minutes


def test_the_course_for_everyone_holds_the_whole_leaflet() -> None:
    everyone = HELD.by_id["everyone"]
    assert everyone.minutes == 20
    assert tuple(part.limb for part in everyone.parts if isinstance(part, Lesson) and part.limb) == LIMB_IDS
    practised = [topic for part in everyone.parts if isinstance(part, Practice) for topic in part.topics]
    assert set(practised) == {*LEAFLET_SIGNS, "grey_texted_first", "grey_friends_before", "grey_case_closed"}
    titles = {part.title for part in everyone.parts}
    assert {"How to declare", "How to report", "How you are protected"} <= titles


def test_there_is_a_course_for_each_audience_and_one_rule_for_the_leaflet() -> None:
    assert set(HELD.by_id) == {"everyone", "new_joiners", "supervisors", "contact_centre", "partners"}
    assert HELD.rule("everyone").counts == {"everyone", "new_joiners"}
    assert HELD.rule("everyone").duty is None


@settings(max_examples=60, deadline=None)
@given(seed=st.integers(0, 2**62), course=st.sampled_from(sorted(HELD.by_id)))
def test_any_attempt_is_whole_and_repeats_nothing(seed: int, course: str) -> None:
    held = HELD.by_id[course]
    steps = path(HELD, held, seed)
    assert steps == path(HELD, held, seed)
    questions = [step for step in steps if isinstance(step, Question)]
    items = [step.item.id for step in questions]
    assert len(items) == len(set(items))
    assert sum(step.in_test for step in questions) == held.questions == 10
    assert all(step.in_test for step in steps[-held.questions :] if isinstance(step, Question))
    for step in questions:
        assert sorted(step.choices, key=str) == sorted(step.item.scenario.choices, key=str)


def test_attempts_differ() -> None:
    tests = {
        frozenset(step.item.id for step in path(HELD, HELD.by_id["everyone"], seed) if isinstance(step, Question))
        for seed in range(50)
    }
    assert len(tests) == 50
    first = [path(HELD, HELD.by_id["everyone"], seed)[-1].choices[0].right for seed in range(300)]  # type: ignore[union-attr]
    assert 60 < sum(first) < 140, "the right answer stands anywhere"


def test_no_topic_is_met_by_one_scenario_only() -> None:
    used = {topic for one in HELD.by_id.values() for part in one.parts if isinstance(part, Practice) for topic in part.topics}
    alone = {topic for topic in used if sum(item.topic == topic for item in HELD.items.values()) < 2}
    assert alone <= {"secrecy"}


def test_the_longest_answer_is_no_clue() -> None:
    """Who always chooses the longest answer is right less than half the time, and hardly ever passes."""
    longest = [max(item.scenario.choices, key=lambda one: len(one.text)).right for item in HELD.items.values()]
    chance = random.Random(1)
    passed = 0
    for _ in range(400):
        steps = path(HELD, HELD.by_id["everyone"], chance.getrandbits(60))
        right = sum(
            max(one.choices, key=lambda c: len(c.text)).right for one in steps if isinstance(one, Question) and one.in_test
        )
        passed += score(right, 10) >= 80
    assert sum(longest) / len(longest) < 0.5
    assert passed / 400 < 0.05


def write(folder: Path, course: str = "", bank: str = "") -> Path:
    for name, text in (("courses/one.toml", course), ("bank/one.toml", bank)):
        (folder / name).parent.mkdir(exist_ok=True)
        (folder / name).write_text(text, encoding="utf-8")
    return folder


ITEM = """[[item]]
id = "a"
topic = "t"
situation = "s"
choices = [
    {text = "1", right = true, feedback = "f"}, {text = "2", right = false, feedback = "f"}, {text = "3", right = %s, feedback = "f"},
]
"""
COURSE = """id = "c"
title = "T"
audience = "A"
version = "1"
minutes = 5
months = 12
pass_mark = %s
required = true
counts_for = ["c"]
attest = "I."
[[part]]
title = "P"
%s
[[test]]
topics = ["t", "gifts"]
questions = %s
"""


def test_a_folder_of_ones_own_is_read(tmp_path: Path) -> None:
    held = load_courses(write(tmp_path, COURSE % (80, 'limb = "purpose"', 2), ITEM % "false"))
    assert held.by_id["c"].questions == 2
    assert held.items["a"].scenario.asks == "What do you do?"


@pytest.mark.parametrize(
    ("course", "bank", "told"),
    [
        (COURSE % (101, 'limb = "purpose"', 2), ITEM % "false", "pass_mark"),
        (COURSE % (80, 'limb = "nothing"', 2), ITEM % "false", "is not a limb"),
        (COURSE % (80, "", 2), ITEM % "false", "paragraphs: is missing"),
        (COURSE % (80, 'topics = ["x"]', 2), ITEM % "false", "no item has the topic 'x'"),
        (COURSE % (80, 'topics = ["t", "gifts"]', 2), ITEM % "false", "items are left"),
        (COURSE % (80, 'limb = "purpose"', 2), ITEM % "true", "exactly one right"),
        (COURSE % (80, 'limb = "purpose"', 2), (ITEM % "false") * 2, "is there twice"),
        ("duty = 'cook'\n" + COURSE % (80, 'limb = "purpose"', 2), ITEM % "false", "is not a duty"),
        ("nonsense", ITEM % "false", "is not TOML"),
    ],
)
def test_each_fault_is_told_with_its_file(tmp_path: Path, course: str, bank: str, told: str) -> None:
    with pytest.raises(BoundariesError, match=told):
        load_courses(write(tmp_path, course, bank))


def test_all_faults_are_told_at_once(tmp_path: Path) -> None:
    with pytest.raises(BoundariesError) as told:
        load_courses(write(tmp_path, COURSE % (101, 'limb = "nothing"', 2), ITEM % "true"))
    assert {fault.where for fault in told.value.faults} == {
        "courses/one.toml: pass_mark", "courses/one.toml: part[0].limb", "bank/one.toml: item[0].choices",
    }  # fmt: skip


@settings(max_examples=30, deadline=None)
@given(data=st.lists(st.lists(st.booleans(), min_size=4, max_size=4), min_size=2, max_size=60))
def test_item_statistics_are_what_numpy_says(data: list[list[bool]]) -> None:
    answers = np.array(data, dtype=float)
    told = ("|".join(f"{'-+'[right]}i{number}" for number, right in reversed([*enumerate(row)])) for row in data)
    found = {one.item: one for one in item_statistics(told)}
    for number in range(4):
        here, rest = answers[:, number], np.delete(answers, number, axis=1).mean(axis=1)
        one = found[f"i{number}"]
        assert (one.answers, one.difficulty) == (len(data), pytest.approx(here.mean()))
        if here.std() < 1e-9 or rest.std() < 1e-9:
            assert one.discrimination is None
        else:
            assert one.discrimination == pytest.approx(np.corrcoef(here, rest)[0, 1])


def test_few_answers_call_no_question_weak() -> None:
    def weak(tests: int) -> dict[str, str]:
        return {one.item: one.weakness for one in item_statistics(["-a|+b"] * tests)}

    assert weak(10) == {"a": "", "b": ""}
    assert weak(40) == {"a": "too hard", "b": "too easy"}
    assert weak(0) == {}


def test_a_question_asked_alone_tells_nothing_apart() -> None:
    alone = item_statistics(["+a", "-a"] * 20)
    assert [(one.answers, one.difficulty, one.discrimination) for one in alone] == [(40, 0.5, None)]


def test_no_item_is_called_what_would_be_read_as_two() -> None:
    assert not [item for item in load_courses().items if set(item) & {RIGHT, BETWEEN}]
