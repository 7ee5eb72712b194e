"""Finding the pair someone means, recording why ids were shown, and saying what is wrong with a scan folder."""

import json
from collections.abc import Callable
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from boundaries.detection.report import read_scan
from boundaries.detection.report.asking import asked_pair, record_unmasking
from boundaries.detection.report.labels import Labels
from boundaries.detection.report.pairs import ranked
from boundaries.errors import BoundariesError
from tests.journeys.worked_example import MEMBERS, PEOPLE, Example


def labels_of(example: Example) -> Labels:
    """Masked labels of the example's scan."""
    return Labels(ranked(example.scan), example.scan.facts, unmask=False, purpose=None)


def test_a_pair_is_found_by_ids_or_by_labels(example: Example) -> None:
    found, labels = ranked(example.scan), labels_of(example)
    for member in (MEMBERS[0], labels.member(MEMBERS[0]), labels.member(MEMBERS[0]).split()[1].lower()):
        assert asked_pair(found, labels, member, PEOPLE[0])["rank"] == 1
        assert asked_pair(found, labels, member, labels.person(PEOPLE[0]))["rank"] == 1


@pytest.mark.parametrize(
    ("member", "person", "said"),
    [
        ("M-9", "P-9", "neither that member nor that person"),
        ("M-9", PEOPLE[0], "that member is not"),
        (MEMBERS[0], "P-9", "that person is not"),
        (MEMBERS[0], PEOPLE[1], "but not as a pair"),
        ("", "", "neither"),
    ],
)
def test_a_pair_that_is_not_listed_is_told_without_an_id(example: Example, member: str, person: str, said: str) -> None:
    with pytest.raises(BoundariesError) as told:
        asked_pair(ranked(example.scan), labels_of(example), member, person)
    assert said in str(told.value)
    assert "clears nobody" in str(told.value)
    assert not [known for known in (*MEMBERS, *PEOPLE) if known in str(told.value)]


def test_a_slip_in_a_label_is_answered_with_the_label_meant(example: Example) -> None:
    labels = labels_of(example)
    right = labels.member(MEMBERS[0])
    slip = right[:-1] + ("0" if right[-1] != "0" else "1")
    with pytest.raises(BoundariesError, match=f"Did you mean {right}"):
        asked_pair(ranked(example.scan), labels, slip, labels.person(PEOPLE[0]))


def test_purposes_are_recorded_once_each_and_change_no_label(scan_folder: Path, example: Example) -> None:
    before = labels_of(example).member(MEMBERS[0])
    for purpose in ("lead 12", "lead 13", "lead 12"):
        record_unmasking(scan_folder, read_scan(scan_folder), purpose)
    tables = read_scan(scan_folder)
    assert tables.facts["unmasked"] == "lead 12; lead 13"
    assert Labels(ranked(tables), tables.facts, unmask=False, purpose=None).member(MEMBERS[0]) == before
    assert {path.name for path in scan_folder.iterdir()} == {
        "findings.parquet",
        "evidence.parquet",
        "coverage.parquet",
        "scan.json",
    }


def test_ids_stay_masked_where_the_purpose_cannot_be_recorded(scan_folder: Path) -> None:
    tables = read_scan(scan_folder)
    (scan_folder / ".scan.json.new").mkdir()
    with pytest.raises(BoundariesError, match="ids stay masked"):
        record_unmasking(scan_folder, tables, "lead 12")


def _missing(folder: Path) -> None:
    (folder / "evidence.parquet").unlink()


def _cut(folder: Path) -> None:
    path = folder / "findings.parquet"
    path.write_bytes(path.read_bytes()[:-100])


def _other_columns(folder: Path) -> None:
    pq.write_table(pa.table({"rank": [1]}), folder / "findings.parquet")


def _no_moment(folder: Path) -> None:
    (folder / "scan.json").write_text(json.dumps({"as_of": "yesterday"}), encoding="utf-8")


def _no_json(folder: Path) -> None:
    (folder / "scan.json").write_bytes(b"\xff\xfe{")


def _a_list(folder: Path) -> None:
    (folder / "scan.json").write_text("[]", encoding="utf-8")


@pytest.mark.parametrize(
    ("harm", "said"),
    [
        (_missing, "evidence.parquet: the file is missing"),
        (_cut, "findings.parquet: the file is not readable Parquet"),
        (_other_columns, "findings: the column member_id is missing"),
        (_no_moment, "scan.json: the file does not say"),
        (_no_json, "scan.json: the file does not say"),
        (_a_list, "scan.json: the file does not say"),
    ],
)
def test_a_harmed_scan_folder_is_told_by_file(scan_folder: Path, harm: Callable[[Path], None], said: str) -> None:
    harm(scan_folder)
    with pytest.raises(BoundariesError) as told:
        read_scan(scan_folder)
    assert said in str(told.value)


def test_every_fault_of_a_folder_is_told_at_once(tmp_path: Path) -> None:
    with pytest.raises(BoundariesError) as told:
        read_scan(tmp_path)
    assert len(told.value.faults) == 4
    with pytest.raises(BoundariesError, match="no such folder"):
        read_scan(tmp_path / "nowhere")
