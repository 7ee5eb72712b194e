"""Detector files are checked at the door: every fault of every file at once, with file and key."""

from pathlib import Path

import pytest

from boundaries.catalogue import load_catalogue
from boundaries.detection.detector import Among, Facts, Model, Stratum
from boundaries.detection.detectors import load_detectors
from boundaries.errors import BoundariesError

GOOD = {
    "id": '"late"', "sign": '"off_duty_contact"', "title": '"Late"', "model": '"share"', "facts": '"moments"', "table": '"contacts"',
    "needs": '["contacts", "contacts.text"]', "sentence": '"Late: {observed}"', "seen": '{ cases = 1, of = 31, source = "coded" }',
    "innocent": '["A night shift."]', "triage": '["Read the roster."]', "clears": '["The roster shows it."]',
}  # fmt: skip


def written(folder: Path, name: str = "late", **changed: str | None) -> Path:
    """Write a good detector file with some keys changed, or left out where None."""
    content = {key: value for key, value in (GOOD | changed).items() if value is not None}
    (folder / f"{name}.toml").write_text("\n".join(f"{key} = {value}" for key, value in content.items()))
    return folder


def faults_of(folder: Path, **options: frozenset[str]) -> dict[str, str]:
    with pytest.raises(BoundariesError) as caught:
        load_detectors(folder, **options)
    return {fault.where: fault.what for fault in caught.value.faults}


def test_a_good_file_becomes_a_detector(tmp_path: Path) -> None:
    detector = load_detectors(written(tmp_path))["late"]
    assert (detector.model, detector.facts, detector.among, detector.strata) == (
        Model.SHARE,
        Facts.MOMENTS,
        Among.EXPOSED,
        (Stratum.ROLE,),
    )
    assert detector.seen.share == pytest.approx(1.5 / 32)
    assert detector.needs == ("contacts", "contacts.text")


def test_every_fault_of_every_file_is_told_at_once(tmp_path: Path) -> None:
    written(tmp_path, title=None, clears="[]", seen="{ cases = 1 }", colour='"red"')
    written(tmp_path, "second", id='"second"', needs='["contacts", "contact"]', model='"guess"')
    (tmp_path / "third.toml").write_text("id = ")
    faults = faults_of(tmp_path)
    assert set(faults) == {
        "late.toml: colour", "late.toml: title", "late.toml: clears", "late.toml: seen", "second.toml: needs", "second.toml: model", "third.toml",
    }  # fmt: skip
    assert "'contact'" in faults["second.toml: needs"]
    assert "rate, share" in faults["second.toml: model"]


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("id", '"other"'), ("observed", "1"), ("innocent", '[""]'), ("triage", "[]"), ("strata", '["colour"]'), ("among", '"none"'),
        ("facts", '"dreams"'), ("needs", '["contacts.colour"]'), ("sentence", "1"), ("seen", "3"), ("sign", '"astrology"'),
    ],
)  # fmt: skip
def test_a_fault_names_its_key(tmp_path: Path, key: str, value: str) -> None:
    assert set(faults_of(written(tmp_path, **{key: value}), signs=frozenset({"off_duty_contact"}))) == {f"late.toml: {key}"}


def test_an_example_holds_exactly_its_keys(tmp_path: Path) -> None:
    written(tmp_path)
    with (tmp_path / "late.toml").open("a") as file:
        file.write('\n[[examples]]\nname = "hit"\nstory = "s"\nrecords = ""\nleast = 0.3\n')
    assert set(faults_of(tmp_path)) == {"late.toml: examples[0]"}


def test_the_detectors_we_ship_serve_every_sign_of_the_catalogue() -> None:
    signs = frozenset(load_catalogue().signs)
    assert {detector.sign for detector in load_detectors(signs=signs).values()} == signs


def test_evidence_against_may_explain_signs_and_single_detectors_and_nothing_else(tmp_path: Path) -> None:
    written(tmp_path)
    against = {"id": '"calm"', "model": '"against"', "by": "0.5"}
    written(tmp_path, "calm", **against | {"explains": '["off_duty_contact", "late"]'})
    signs = frozenset({"off_duty_contact"})
    assert load_detectors(tmp_path, signs=signs)["calm"].explains == ("off_duty_contact", "late")
    written(tmp_path, "calm", **against | {"explains": '["late", "later"]'})
    assert "'later'" in faults_of(tmp_path, signs=signs)["calm.toml: explains"]
