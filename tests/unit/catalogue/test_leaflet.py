"""The whole leaflet stands in the catalogue, word for word; only line breaks may differ."""

import re
from collections.abc import Iterator
from dataclasses import fields, is_dataclass
from pathlib import Path

import pytest

from boundaries.catalogue import load_catalogue
from boundaries.catalogue.model import LEAFLET_SIGNS

LEAFLET = (Path(__file__).parent / "leaflet.txt").read_text(encoding="utf-8")
CATALOGUE = load_catalogue()


def same(text: str) -> str:
    """Text with quotes made alike and every run of white space as one space."""
    return " ".join(re.sub("[‘’]", "'", re.sub("[“”]", '"', text)).split())


BEFORE, SIGNS = LEAFLET.split("Possible warning signs:")
SIGNS, AFTER = SIGNS.split(" All our staff", 1)
BULLETS = [same(bullet) for bullet in SIGNS.split("•") if bullet.strip()]
PARAGRAPHS = [same(paragraph) for paragraph in (BEFORE + "\n\nAll our staff" + AFTER).split("\n\n") if paragraph.strip()]
SENTENCES = [sentence for paragraph in PARAGRAPHS for sentence in re.split(r"(?<=\.) (?=[A-Z])", paragraph)]


def texts(value: object) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, (list, tuple)):
        for item in value:
            yield from texts(item)
    elif isinstance(value, dict):
        yield from texts(list(value.values()))
    elif is_dataclass(value):
        for field in fields(value):
            yield from texts(getattr(value, field.name))


DEFINITION = [same(text) for text in texts(CATALOGUE.definition)] + [
    same(f"{CATALOGUE.definition.title} {CATALOGUE.definition.subtitle}")
]


def test_the_leaflet_was_cut_as_meant() -> None:
    assert len(BULLETS) == 12
    assert len(SENTENCES) > 10


@pytest.mark.parametrize(("sign_id", "bullet"), list(zip(LEAFLET_SIGNS, BULLETS, strict=True)))
def test_each_bullet_is_the_wording_of_its_sign(sign_id: str, bullet: str) -> None:
    assert same(CATALOGUE.signs[sign_id].leaflet_wording) == bullet


def test_signs_keep_the_order_of_the_leaflet() -> None:
    assert [same(sign.leaflet_wording) for sign in CATALOGUE.signs.values() if not sign.ours] == BULLETS


@pytest.mark.parametrize("sentence", SENTENCES)
def test_each_sentence_stands_in_the_definition(sentence: str) -> None:
    assert any(sentence in text for text in DEFINITION)


def test_the_definition_itself_is_one_text() -> None:
    wording = same(CATALOGUE.definition.wording)
    assert wording in same(LEAFLET)
    assert wording.startswith("Any behaviour by") and wording.endswith("any member of the public.")


def test_contact_details_are_left_for_each_force() -> None:
    contact = CATALOGUE.definition.contact
    assert contact.phone == "Counter Corruption contact number: {counter_corruption_phone}"
    assert contact.mailbox == "Counter Corruption Reporting Mailbox: {counter_corruption_mailbox}"
    everything = " ".join(texts(CATALOGUE))
    assert "@" not in everything
    assert not re.search(r"\b0\d{2,4} ?\d{3} ?\d{3,4}\b", everything)
