"""A lexicon folder with mistakes: every one is named, with its file and key, at once."""

import shutil
from pathlib import Path

import pytest

from boundaries.errors import BoundariesError
from boundaries.text.loading import FOLDER, lexicons_hash, load_lexicons
from boundaries.text.matcher import Matcher


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return Path(shutil.copytree(FOLDER, tmp_path / "lexicons"))


def edit(folder: Path, name: str, old: str, new: str) -> None:
    path = folder / name
    content = path.read_text(encoding="utf-8")
    assert old in content
    path.write_text(content.replace(old, new, 1), encoding="utf-8")


def test_every_fault_is_told_at_once(folder: Path) -> None:
    edit(folder, "kiss.toml", 'id = "kiss"', 'id = "hug"')
    edit(folder, "praise.toml", '"my hero"', '"My hero", "our hero"')
    edit(folder, "secrecy.toml", "patterns = [", "patterns = [ '(unclosed', 'a*', '\\bCapital', 'a(?P<seek>b)?',")
    edit(folder, "physical.toml", 'what = "', 'colour = "red"\nwhat = "')
    edit(folder, "invitation.toml", "terms = [", "terms = [ 7,")
    edit(folder, "pet_name.toml", "counts = false", "counts = 'no'")
    (folder / "sexualised.toml").unlink()
    (folder / "flirtation.toml").write_text("terms = [", encoding="utf-8")
    (folder / "surprise.toml").write_text("", encoding="utf-8")
    with pytest.raises(BoundariesError) as raised:
        load_lexicons(folder)
    told = {(fault.where, fault.what) for fault in raised.value.faults}
    places = {where for where, _ in told}
    assert {
        "kiss.toml id",
        "praise.toml terms",
        "secrecy.toml patterns",
        "physical.toml colour",
        "invitation.toml terms",
    } <= places
    assert {"pet_name.toml regional[1]", "sexualised.toml", "flirtation.toml", "surprise.toml"} <= places
    patterns = [what for where, what in told if where == "secrecy.toml patterns"]
    assert len(patterns) == 4
    assert sum(where == "praise.toml terms" for where, _ in told) == 2


def test_a_file_that_is_not_utf8_is_named(folder: Path) -> None:
    (folder / "kiss.toml").write_bytes(b'id = "\xe9"')
    with pytest.raises(BoundariesError, match=r"kiss\.toml: is not UTF-8 at byte 6"):
        load_lexicons(folder)


def test_the_hash_follows_the_content(folder: Path) -> None:
    before = load_lexicons(folder).hash
    assert before == load_lexicons().hash
    edit(folder, "kiss.toml", '"mwah"', '"mwaah"')
    assert load_lexicons(folder).hash != before
    assert lexicons_hash(folder) == load_lexicons(folder).hash


def test_a_force_can_switch_a_regional_list_on(folder: Path) -> None:
    edit(folder, "pet_name.toml", 'counts = false\nterms = ["pet"', 'counts = true\nterms = ["pet"')
    assert Matcher(load_lexicons(folder), fast=False).mask(["Ok pet, see you then"]) != [0]


def test_the_exceptions_for_all_classes_may_be_missing(folder: Path) -> None:
    (folder / "everywhere.toml").unlink()
    assert load_lexicons(folder).everywhere == ()


def test_spellings_may_be_missing_where_no_pattern_asks_for_them(folder: Path) -> None:
    (folder / "spellings.toml").unlink()
    with pytest.raises(BoundariesError, match=r"asks for \{you\}, which spellings.toml does not hold"):
        load_lexicons(folder)


def test_faults_in_the_spellings_are_told(folder: Path) -> None:
    (folder / "spellings.toml").write_text(
        'extra = 1\n[spellings]\n"You" = ["u"]\nyou = [3]\n[[groups]]\nx = []\n', encoding="utf-8"
    )
    with pytest.raises(BoundariesError) as raised:
        load_lexicons(folder)
    places = {fault.where for fault in raised.value.faults}
    assert {"spellings.toml extra", "spellings.toml spellings", "spellings.toml spellings you", "spellings.toml groups"} <= places
