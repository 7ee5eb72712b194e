"""`boundaries scan` from end to end on a tiny force: what it writes, what it prints, and what it refuses."""

import json
import re
import shlex
import shutil
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

import pyarrow.parquet as pq
import pytest
from typer.testing import CliRunner

from boundaries.cli import app
from boundaries.cli.listing import fitting
from boundaries.cli.scan import moment_of
from boundaries.errors import BoundariesError
from tests.unit.cli.conftest import Scanned

KEYS = {
    "as_of", "engine", "versions", "catalogue_hash", "detectors_hash", "tables", "seconds", "peak_mib", "budget", "content",
    "unmasked",
}  # fmt: skip
COLUMNS = {
    "findings": "rank member_id person_id bits signs detectors first_at last_at new_at urgency vulnerabilities band",
    "evidence": "member_id person_id sign detector bits observed expected exposure first_at last_at summary table record_ids records",
    "coverage": "sign detector state reason rows",
    "rejects": "table row column reason",
}
ROW = re.compile(r"^ *(\d+)  +([0-9A-F]{4,})  +([0-9A-F]{4,})  +([\d.]+)  +(\w+)  +(\w+)  +(\S.*?) *$", re.MULTILINE)


def test_a_scan_writes_what_the_contract_says(scanned: Scanned) -> None:
    for name, columns in COLUMNS.items():
        assert pq.read_schema(scanned.out / f"{name}.parquet").names == columns.split()
    facts = json.loads((scanned.out / "scan.json").read_text(encoding="utf-8"))
    assert set(facts) >= KEYS
    assert (facts["engine"], facts["content"], facts["budget"], facts["unmasked"]) == ("duckdb", "all", 20, None)
    assert facts["versions"]["boundaries"] and facts["versions"]["duckdb"]
    assert datetime.fromisoformat(facts["as_of"]) > datetime(2020, 1, 1)
    assert facts["seconds"] > 0 and facts["peak_mib"] > 10
    assert {re.fullmatch(r"[0-9a-f]{64}", facts[name]) is not None for name in ("catalogue_hash", "detectors_hash")} == {True}
    assert set(facts["tables"]) == {path.stem for path in scanned.records.glob("*.parquet")}
    assert {frozenset(table) for table in facts["tables"].values()} == {frozenset({"hash", "rows", "rejected"})}


def test_evidence_adds_up_to_the_findings_that_are_listed(scanned: Scanned) -> None:
    findings = pq.read_table(scanned.out / "findings.parquet").to_pylist()
    told: dict[tuple[str, str], float] = {}
    for row in pq.read_table(scanned.out / "evidence.parquet").to_pylist():
        pair = (row["member_id"], row["person_id"])
        told[pair] = told.get(pair, 0.0) + row["bits"]
    assert [row["rank"] for row in findings] == list(range(1, len(findings) + 1))
    assert {(row["member_id"], row["person_id"]): row["bits"] for row in findings} == told


def test_the_list_shows_labels_and_no_id(scanned: Scanned) -> None:
    best = pq.read_table(scanned.out / "findings.parquet").to_pylist()
    rows = ROW.findall(scanned.shown)
    assert [int(row[0]) for row in rows] == list(range(1, 16))
    assert [(float(row[3]), row[4], row[5]) for row in rows] == [
        (round(one["bits"], 1), one["band"], one["urgency"]) for one in best[:15]
    ]
    assert not [one for row in best for one in (row["member_id"], row["person_id"]) if one in scanned.shown]
    assert "A finding is not an accusation." in scanned.shown
    table = [line for line in scanned.shown.splitlines() if ROW.match(line)]
    assert max(map(len, table)) <= 80


def test_the_labels_are_those_of_the_report_and_of_explain(scanned: Scanned) -> None:
    page = (scanned.out / "report.html").read_text(encoding="utf-8")
    best = pq.read_table(scanned.out / "findings.parquet").to_pylist()
    rows = ROW.findall(scanned.shown)
    assert len(rows) >= 3
    for place, (_, member, person, *_) in enumerate(rows[:3]):
        assert f"Member {member}" in page and f"Person {person}" in page
        shown = CliRunner().invoke(app, ["explain", str(scanned.out), member, person]).output
        assert f"Member {member} and Person {person}" in shown
        by_id = CliRunner().invoke(app, ["explain", str(scanned.out), best[place]["member_id"], best[place]["person_id"]])
        assert by_id.output == shown


def test_the_next_command_that_is_named_works(scanned: Scanned) -> None:
    said = next(line for line in scanned.shown.splitlines() if line.startswith("Next: "))
    words = shlex.split(said.removeprefix("Next: "))
    done = CliRunner().invoke(app, words[1:])
    assert words[:2] == ["boundaries", "explain"] and done.exit_code == 0
    assert re.search(r"Rank +1 of", done.output)


def test_ids_are_shown_for_a_purpose_that_is_recorded(scanned: Scanned, tmp_path: Path) -> None:
    options = ["--as-of", "2024-05-31", "--limit", "40", "--content", "none", "--unmask", "--purpose", " lead  12 "]
    done = CliRunner().invoke(app, ["scan", str(scanned.records), "--out", str(tmp_path / "x"), *options])
    facts = json.loads((tmp_path / "x" / "scan.json").read_text(encoding="utf-8"))
    found = pq.read_table(tmp_path / "x" / "findings.parquet").to_pylist()
    assert (facts["as_of"], facts["content"], facts["unmasked"]) == ("2024-06-01T00:00:00", "none", "lead 12")
    assert found[0]["member_id"] in done.stdout and found[0]["person_id"] in done.stdout
    assert len(found) <= 40
    assert max(row["last_at"] for row in found) < datetime(2024, 6, 1)
    assert not (tmp_path / "x" / "report.html").exists()


def test_a_scan_leaves_no_report_of_an_earlier_one(scanned: Scanned, tmp_path: Path) -> None:
    out = shutil.copytree(scanned.out, tmp_path / "out")
    done = CliRunner().invoke(app, ["scan", str(scanned.records), "--out", str(out), "--as-of", "2024-05-31"])
    assert done.exit_code == 0, done.output
    assert sorted(path.name for path in out.iterdir()) == sorted([*(f"{name}.parquet" for name in COLUMNS), "scan.json"])


def test_members_and_people_alone_can_be_scanned(scanned: Scanned, tmp_path: Path) -> None:
    bare = tmp_path / "bare"
    bare.mkdir()
    for name in ("members", "people"):
        shutil.copy(scanned.records / f"{name}.parquet", bare)
    done = CliRunner().invoke(app, ["scan", str(bare), "--out", str(tmp_path / "out")])
    states = pq.read_table(tmp_path / "out" / "coverage.parquet").column("state").to_pylist()
    assert done.exit_code == 0, done.output
    assert "No pair adds bits. That clears nobody" in done.stdout and "Next:" not in done.stdout
    assert states.count("not_checked") > 0.9 * len(states)


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (["--unmask"], 'Add --purpose "why you need to see them"'),
        (["--unmask", "--purpose", "  "], "only for a stated purpose"),
        (["--as-of", "yesterday"], "--as-of: 'yesterday' is no moment"),
        (["--as-of", "2024-06-01T10:00+01:00"], "carries an offset"),
        (["--engine", "spark"], "the Spark engine is not part of this version"),
    ],
)
def test_what_is_asked_wrongly_is_told_before_anything_is_written(
    options: list[str], said: str, failing: Callable[..., str], records: Path, tmp_path: Path
) -> None:
    assert said in failing("scan", str(records), "--out", str(tmp_path / "out"), *options)
    assert not (tmp_path / "out" / "scan.json").exists()


def test_records_that_are_no_folder(failing: Callable[..., str], tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x", encoding="utf-8")
    assert "file: this is a file, not a folder" in failing("scan", str(tmp_path / "file"), "--out", str(tmp_path / "out"))
    assert "there is no such folder" in failing("scan", str(tmp_path / "none"), "--out", str(tmp_path / "out"))


def test_a_place_that_cannot_be_written_is_told_before_the_work(
    failing: Callable[..., str], records: Path, tmp_path: Path
) -> None:
    (tmp_path / "file").write_text("kept", encoding="utf-8")
    for out in (tmp_path / "file", tmp_path / "file" / "below"):
        said = failing("scan", str(records), "--out", str(out))
        assert "the findings cannot be written here" in said and "checking the tables" not in said
    assert (tmp_path / "file").read_text(encoding="utf-8") == "kept"


@pytest.mark.parametrize(
    ("typed", "moment"),
    [
        (None, None),
        ("2025-06-30", datetime(2025, 7, 1)),
        (" 2024-02-28 ", datetime(2024, 2, 29)),
        ("2025-06-30T18:00", datetime(2025, 6, 30, 18)),
        ("2025-06-30 00:00", datetime(2025, 6, 30)),
    ],
)
def test_a_date_means_its_end_and_a_time_itself(typed: str | None, moment: datetime | None) -> None:
    assert moment_of(typed) == moment


@pytest.mark.parametrize("typed", ["", "30/06/2025", "2025-02-30", "2025-W26", "20250630", "9999-12-31", "2025-06-30T18:00Z"])
def test_what_is_no_local_moment_is_refused(typed: str) -> None:
    with pytest.raises(BoundariesError, match="--as-of"):
        moment_of(typed)


@pytest.mark.parametrize(
    ("width", "text"), [(5, "one +2"), (12, "one, two +1"), (10, "one +2"), (15, "one, two, three"), (99, "one, two, three")]
)
def test_as_many_signs_as_fit_are_named(width: int, text: str) -> None:
    assert fitting(("one", "two", "three"), width) == text
