"""What the catalogue promises to those who rest on it: detectors, the report form, analysts and trainers."""

import re
import shutil
from dataclasses import FrozenInstanceError
from pathlib import Path

import pytest

import boundaries.catalogue
from boundaries.catalogue import Sign, Urgency, load_catalogue
from boundaries.catalogue.model import LIMB_IDS, OUR_SIGNS, VULNERABILITY_WORDS
from boundaries.records.contract import TABLES

HOUSE = Path(boundaries.catalogue.__file__).parent
CATALOGUE = load_catalogue()
SIGNS = list(CATALOGUE.signs.values())
BY_ID = pytest.mark.parametrize("sign", SIGNS, ids=lambda sign: sign.id)


def public(sign: Sign) -> list[str]:
    question = sign.question
    return [sign.title, sign.plain, question.behaviour, question.about_me, question.about_someone, question.as_colleague]


def test_all_signs_of_the_contract_are_there_in_order() -> None:
    assert list(CATALOGUE.signs) == [
        "knight_in_shining_armour",
        "favourite_officer",
        "unexpected_visits",
        "steered_investigation",
        "physical_contact",
        "flirtation",
        "pet_names",
        "unnecessary_communication",
        "sexualised_messages",
        "off_duty_contact",
        "gifts",
        "contact_after_close",
        "unrecorded_contact",
        "searches_without_purpose",
        "channel_switch",
        "secrecy",
        "several_people",
    ]
    assert [sign.number for sign in SIGNS] == list(range(1, 18))


def test_only_our_signs_are_marked_as_ours() -> None:
    assert tuple(sign.id for sign in SIGNS if sign.ours) == OUR_SIGNS
    assert all(bool(sign.leaflet_wording) != sign.ours for sign in SIGNS)


def test_the_vulnerabilities_are_those_of_the_record_contract() -> None:
    assert TABLES["people"].column("vulnerabilities").words == VULNERABILITY_WORDS
    assert tuple(CATALOGUE.vulnerabilities.by_word) == VULNERABILITY_WORDS


def test_a_vulnerability_changes_urgency_and_never_suspicion() -> None:
    assert "never makes a member more suspected" in CATALOGUE.vulnerabilities.rule
    by_word = CATALOGUE.vulnerabilities.by_word
    assert by_word["child"].urgency is Urgency.URGENT
    assert {vulnerability.urgency for vulnerability in by_word.values()} == set(Urgency)


def test_the_limbs_cover_the_definition() -> None:
    limbs = CATALOGUE.definition.limbs
    assert tuple(limb.id for limb in limbs) == LIMB_IDS
    left = CATALOGUE.definition.wording
    for words in sorted((words for limb in limbs for words in limb.wording), key=len, reverse=True):
        left = left.replace(words, "")
    assert left.split() == ["Any", "behaviour", "by", ",", "that", "to", "."]


def test_everyone_who_works_for_the_police_is_covered() -> None:
    limb = CATALOGUE.definition.limbs[0]
    covered = " ".join((limb.plain, *limb.counts)).lower()
    for word in ("officer", "special", "community support", "staff", "volunteer", "contract", "off duty"):
        assert word in covered


@BY_ID
def test_words_for_the_public_never_label_anybody(sign: Sign) -> None:
    assert not [text for text in public(sign) if re.search("victim|suspicious|guilt|offender|probab", text, re.IGNORECASE)]


def test_vulnerabilities_never_label_anybody_to_the_public() -> None:
    texts = [text for one in CATALOGUE.vulnerabilities.by_word.values() for text in (one.title, one.plain)]
    assert not [text for text in texts if "victim" in text.lower()]


@BY_ID
def test_words_for_the_public_come_in_short_sentences(sign: Sign) -> None:
    sentences = re.split(r"(?<=[.?!”]) ", " ".join((sign.plain, sign.question.about_me, sign.question.about_someone)))
    assert max(len(sentence.split()) for sentence in sentences) <= 25


@BY_ID
def test_every_sign_has_several_innocent_explanations(sign: Sign) -> None:
    assert len(sign.innocent) >= 4
    assert all(len(text.split()) >= 4 for text in sign.innocent)


@BY_ID
def test_every_choice_teaches(sign: Sign) -> None:
    choices = sign.scenario.choices
    assert len(choices) == 3
    assert [choice.right for choice in choices].count(True) == 1
    assert all(len(choice.feedback.split()) >= 8 for choice in choices)
    assert all(choice.feedback.startswith("Right.") == choice.right for choice in choices)


def test_the_right_choice_is_not_always_in_the_same_place() -> None:
    places = [[choice.right for choice in sign.scenario.choices].index(True) for sign in SIGNS]
    assert all(places.count(place) >= 4 for place in range(3))


def test_the_right_choice_cannot_be_guessed_by_its_length() -> None:
    longest = sum(max(sign.scenario.choices, key=lambda choice: len(choice.text)).right for sign in SIGNS)
    shortest = sum(min(sign.scenario.choices, key=lambda choice: len(choice.text)).right for sign in SIGNS)
    assert longest <= len(SIGNS) / 2
    assert shortest <= len(SIGNS) / 2


def test_published_cases_are_numbered_without_a_gap_and_all_can_be_found() -> None:
    assert list(CATALOGUE.published) == list(range(1, 38))
    assert all(case.address.startswith("https://") or case.number == 26 for case in CATALOGUE.published.values())


def test_values_cannot_be_changed() -> None:
    with pytest.raises(FrozenInstanceError):
        SIGNS[0].title = "Another"  # type: ignore[misc]


def test_the_hash_does_not_depend_on_line_ends_or_a_byte_order_mark(tmp_path: Path) -> None:
    folder = copied(tmp_path)
    for path in folder.rglob("*.toml"):
        path.write_bytes(b"\xef\xbb\xbf" + path.read_bytes().replace(b"\n", b"\r\n"))
    assert load_catalogue(folder) == CATALOGUE


def test_the_hash_changes_with_a_single_word(tmp_path: Path) -> None:
    folder = copied(tmp_path)
    path = folder / "signs" / "gifts.toml"
    path.write_text(path.read_text(encoding="utf-8").replace("wrapped box", "small box"), encoding="utf-8")
    changed = load_catalogue(folder)
    assert changed.hash != CATALOGUE.hash
    assert re.fullmatch("[0-9a-f]{64}", changed.hash)


def test_other_files_in_the_folder_change_nothing(tmp_path: Path) -> None:
    folder = copied(tmp_path)
    (folder / "notes.txt").write_text("to do")
    (folder / "signs" / "gifts.toml~").write_text("half a file")
    assert load_catalogue(folder) == CATALOGUE


def copied(tmp_path: Path) -> Path:
    return Path(shutil.copytree(HOUSE, tmp_path / "catalogue", ignore=shutil.ignore_patterns("*.py", "__pycache__")))
