"""The loader finds every fault in one go, and says for each which file and which key."""

import re
import shutil
from pathlib import Path

import pytest

import boundaries.catalogue
from boundaries.catalogue import load_catalogue
from boundaries.errors import BoundariesError, Fault

HOUSE = Path(boundaries.catalogue.__file__).parent
GIFTS, FLIRTATION = "signs/gifts.toml", "signs/flirtation.toml"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return Path(shutil.copytree(HOUSE, tmp_path / "catalogue", ignore=shutil.ignore_patterns("*.py", "__pycache__")))


def change(folder: Path, file: str, pattern: str, text: str) -> None:
    path = folder / file
    before = path.read_text(encoding="utf-8")
    after = re.sub(pattern, lambda _: text, before, count=1, flags=re.MULTILINE | re.DOTALL)
    assert after != before, f"{pattern} changes nothing in {file}"
    path.write_text(after, encoding="utf-8")


def faults(folder: Path) -> tuple[Fault, ...]:
    with pytest.raises(BoundariesError) as raised:
        load_catalogue(folder)
    assert raised.value.to_do
    return raised.value.faults


BROKEN = [
    # file, what is replaced, by what, key, what the fault says
    (GIFTS, r"^title =", "titel =", "title", "is missing"),
    (GIFTS, r"^title =", "titel =", "titel", "is not a key we know"),
    (GIFTS, r"^title = [^\n]*", "title = 3", "title", "should be text, is a whole number"),
    (GIFTS, r"^title = [^\n]*", 'title = " "', "title", "is empty"),
    (GIFTS, r"^title = [^\n]*", "title = 2026-01-01", "title", "should be text, is a date or time"),
    (GIFTS, r"^number = 11", 'number = "11"', "number", "should be a whole number, is text"),
    (GIFTS, r"^number = 11", "number = true", "number", "should be a whole number, is true or false"),
    (GIFTS, r"^number = 11", "number = 0", "number", "should be 1 or more"),
    (GIFTS, r"^number = 11", "number = 13", "number", "should be from 1 to 12"),
    (GIFTS, r"^number = 11", "number = 6", "number", "6 is already that of 'flirtation'"),
    (GIFTS, r"^ours = false", "ours = 0", "ours", "should be true or false"),
    (GIFTS, r"^ours = false", "ours = true", "ours", "should be false"),
    (GIFTS, r"^ours = false", "ours = true", "leaflet_wording", "not for a sign we add"),
    (GIFTS, r"^leaflet_wording = [^\n]*\n", "", "leaflet_wording", "is missing"),
    (GIFTS, r'^id = "gifts"', 'id = "presents"', "id", "not a sign of the record contract"),
    (GIFTS, r'^id = "gifts"', 'id = "secrecy"', "id", "should stand in signs/secrecy.toml"),
    (GIFTS, r"^innocent = \[.*?^\]", "innocent = []", "innocent", "is empty"),
    (GIFTS, r"^innocent = \[.*?^\]", 'innocent = ["Unknown."]', "innocent", "explains nothing"),
    (GIFTS, r"^innocent = \[.*?^\]", 'innocent = ["A card.", "A card."]', "innocent[1]", "is there twice"),
    (GIFTS, r"^innocent = \[.*?^\]", 'innocent = ["A card.", 4]', "innocent[1]", "should be text"),
    (GIFTS, r"^innocent = \[.*?^\]", 'innocent = ["A card.", ""]', "innocent[1]", "is empty"),
    (GIFTS, r"^innocent = \[.*?^\]", 'innocent = "A card."', "innocent", "should be a list, is text"),
    (GIFTS, r"^published = [^\n]*", "published = [99]", "published", "99 is not a case"),
    (GIFTS, r"^published = [^\n]*", 'published = ["7"]', "published[0]", "should be a whole number"),
    (GIFTS, r"^published = [^\n]*", "published = [7, 7]", "published[1]", "is there twice"),
    (GIFTS, r"^\[question\]", "[questions]", "question", "is missing"),
    (GIFTS, r"^\[question\]", "[questions]", "questions", "is not a key we know"),
    (GIFTS, r"^about_me = [^\n]*", 'about_me = "They gave presents."', "question.about_me", "end with '?'"),
    (GIFTS, r"^about_me = [^\n]*", 'about_me = "Are you a Victim?"', "question.about_me", "words the public reads"),
    (GIFTS, r"right = true", "right = false", "scenario.choices", "exactly one should be right, 0 are"),
    (GIFTS, r"right = false", "right = true", "scenario.choices", "exactly one should be right, 2 are"),
    (GIFTS, r"right = true", 'right = "yes"', "scenario.choices[0].right", "should be true or false"),
    (GIFTS, r"\[\[scenario.choices\]\]\n.*?\n\n", "", "scenario.choices", "should be 3, are 2"),
    (GIFTS, r"\A", "\n[[[", "", "is not TOML"),
    (GIFTS, r"^number = 11", f"number = {'9' * 5000}", "", "is not TOML"),
    ("definition.toml", r'wording = \["with any member', 'wording = ["with some member', "limb[3].wording", "does not stand in"),
    ("definition.toml", r'^id = "purpose"', 'id = "motive"', "limb", "in this order"),
    ("definition.toml", r"^training = ", "trained = ", "leaflet.training", "is missing"),
    ("definition.toml", r"\{counter_corruption_phone\}", "{phone}", "contact.placeholders", "does not say what {phone}"),
    ("definition.toml", r"\{counter_corruption_phone\}", "999", "contact.placeholders.counter_corruption_phone", "is used in no"),
    ("vulnerabilities.toml", r'^word = "drugs"', 'word = "drug"', "vulnerability[5].word", "'drug' is not a vulnerability"),
    ("vulnerabilities.toml", r'^word = "drugs"', 'word = "alcohol"', "vulnerability[5].word", "is there twice"),
    ("vulnerabilities.toml", r'^word = "drugs"', 'word = "alcohol"', "vulnerability", "'drugs' is missing"),
    ("vulnerabilities.toml", r'^urgency = "urgent"', 'urgency = "soon"', "vulnerability[0].urgency", "should be urgent, high"),
    (
        "vulnerabilities.toml",
        r'^leaflet_wording = "age"',
        'leaflet_wording = "youth"',
        "vulnerability[0].leaflet_wording",
        "leaflet",
    ),
    ("vulnerabilities.toml", r"^rule = ", "rules = ", "rule", "is missing"),
    ("published.toml", r"^number = 2$", "number = 1", "case[1].number", "is there twice"),
    ("published.toml", r"^when = ", "date = ", "case[0].when", "is missing"),
]


@pytest.mark.parametrize(("file", "pattern", "text", "key", "says"), BROKEN)
def test_a_broken_file_is_named_with_its_key(folder: Path, file: str, pattern: str, text: str, key: str, says: str) -> None:
    change(folder, file, pattern, text)
    where = f"{file}: {key}" if key else file
    assert [fault for fault in faults(folder) if fault.where == where and says in fault.what]


@pytest.mark.parametrize("file", ["definition.toml", "vulnerabilities.toml", "published.toml", GIFTS])
def test_a_missing_file_is_named(folder: Path, file: str) -> None:
    (folder / file).unlink()
    assert Fault(file, "is missing") in faults(folder)


def test_a_file_in_another_encoding_is_named_with_its_line(folder: Path) -> None:
    path = folder / GIFTS
    path.write_bytes(path.read_bytes().replace(b"\nnumber", b"\n# caf\xe9\nnumber", 1))
    assert Fault(GIFTS, "is not UTF-8 at line 2") in faults(folder)


def test_a_folder_in_place_of_a_file_is_named(folder: Path) -> None:
    (folder / GIFTS).unlink()
    (folder / GIFTS).mkdir()
    assert any(fault.where == GIFTS and "cannot be read" in fault.what for fault in faults(folder))


def test_a_folder_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(BoundariesError) as raised:
        load_catalogue(tmp_path / "nowhere")
    assert raised.value.where.endswith("nowhere")


def test_an_empty_folder_names_every_file(tmp_path: Path) -> None:
    assert len(faults(tmp_path)) == 3 + 17


def test_one_fault_is_told_once(folder: Path) -> None:
    change(folder, GIFTS, r'about_me = "[^"]*"', "about_me = 3")
    assert [str(fault) for fault in faults(folder)] == [f"{GIFTS}: question.about_me: should be text, is a whole number"]


@pytest.mark.parametrize(
    "gone", [r'^id = "gifts"\n', r"^number = 11\n", r"^published = [^\n]*\n", r"^ours = false\n", r"^\[scenario\].*"]
)
def test_a_missing_key_brings_no_further_faults(folder: Path, gone: str) -> None:
    change(folder, GIFTS, gone, "")
    assert len(faults(folder)) == 1


def test_all_faults_of_all_files_are_told_at_once(folder: Path) -> None:
    change(folder, "definition.toml", r"^title =", "name =")
    change(folder, "vulnerabilities.toml", r'^urgency = "high"', 'urgency = "low"')
    change(folder, GIFTS, r"right = true", "right = false")
    change(folder, FLIRTATION, r"^number = 6", "number = 12")
    (folder / "signs/secrecy.toml").unlink()
    (folder / "signs/pet_names.toml").write_text("id = ")
    found = faults(folder)
    assert {fault.where.split(":")[0] for fault in found} == {
        "definition.toml",
        "vulnerabilities.toml",
        GIFTS,
        FLIRTATION,
        "signs/secrecy.toml",
        "signs/pet_names.toml",
    }
