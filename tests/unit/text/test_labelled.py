"""On made-up messages labelled before the lexicons were looked at, each class finds most of its own and little else."""

import json
from pathlib import Path

import pytest

from boundaries.text.classes import CLASSES
from boundaries.text.labelled import BOTH, Message, main, read_messages, score
from boundaries.text.loading import load_lexicons
from boundaries.text.matcher import Matcher

FILE = Path(__file__).parent / "labelled.jsonl"
MATCHER = Matcher(load_lexicons(), fast=False)
MESSAGES = read_messages(FILE)
SCORES = score(MATCHER, MESSAGES)
# (recall, precision): a little below what was measured, so that a lost family of words fails and one sentence does not.
FLOORS = {
    "kiss": (0.95, 0.95),
    "pet_name": (0.9, 0.9),
    "flirtation": (0.88, 0.85),
    "sexualised": (0.88, 0.85),
    "physical": (0.9, 0.9),
    "praise": (0.9, 0.9),
    "invitation": (0.9, 0.9),
    "secrecy": (0.92, 0.92),
}


@pytest.mark.parametrize("kind", CLASSES)
def test_a_class_finds_its_own_and_little_else(kind: str) -> None:
    recall, precision = FLOORS[kind]
    found = SCORES[kind, BOTH]
    assert found.found + found.missed >= 12
    assert found.recall >= recall and found.precision >= precision


def test_ordinary_messages_stay_quiet() -> None:
    ordinary = [message.text for message in MESSAGES if not message.signs]
    flagged = sum(mask != 0 for mask in MATCHER.mask(ordinary))
    assert len(ordinary) > 150 and flagged / len(ordinary) <= 0.02


def test_every_message_is_labelled_with_classes_and_a_direction() -> None:
    assert all(message.direction in ("out", "in") and message.signs <= set(CLASSES) for message in MESSAGES)
    assert len({message.text for message in MESSAGES}) == len(MESSAGES)


def test_what_is_found_missed_and_mistaken_is_counted_by_direction() -> None:
    messages = [
        Message("night babe", "out", frozenset({"pet_name"})),
        Message("night petal of my heart", "out", frozenset({"kiss"})),
        Message("see you x", "in", frozenset()),
    ]
    scores = score(MATCHER, messages)
    kiss = scores["kiss", BOTH]
    assert (kiss.found, kiss.missed, kiss.mistaken) == (0, 1, 1)
    assert (kiss.recall, kiss.precision) == (0, 0)
    assert scores["pet_name", "out"].recall == 1 and scores["secrecy", "in"].precision == 1


def test_the_table_is_printed(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "labelled.jsonl"
    path.write_text(json.dumps({"text": "ok x", "direction": "out", "signs": ["kiss"]}) + "\n", encoding="utf-8")
    assert main([str(path)]) == 0
    assert "kiss" in capsys.readouterr().out
    assert main([]) == 2
    assert "Usage" in capsys.readouterr().out
