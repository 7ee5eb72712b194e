"""`boundaries replay`: the list by day, its labels, its file, and what it refuses."""

import re
from collections.abc import Callable
from pathlib import Path

import pyarrow.parquet as pq
import pytest
from typer.testing import CliRunner

from boundaries.cli import app
from boundaries.cli.replay import step_of
from boundaries.detection.report import read_scan
from boundaries.detection.report.labels import Labels
from boundaries.detection.report.pairs import ranked
from boundaries.errors import BoundariesError
from tests.unit.cli.conftest import Scanned

ROW = re.compile(r"^(\d{4}-\d\d-\d\d)  +([0-9A-F]{4,})  +([0-9A-F]{4,})  +(\d+)  +([\d.]+) *$", re.MULTILINE)


def test_a_replay_tells_the_days_under_the_labels_of_a_scan(scanned: Scanned, tmp_path: Path) -> None:
    file = tmp_path / "days.parquet"
    done = CliRunner().invoke(app, ["replay", str(scanned.records), "--every", "6w", "--budget", "50", "--out", str(file)])
    assert done.exit_code == 0, done.output
    listed = pq.read_table(file).to_pylist()
    shown = ROW.findall(done.stdout)
    tables = read_scan(scanned.out)
    labels = Labels(ranked(tables), tables.facts, unmask=False, purpose=None)
    known = {(labels.member(one["member_id"]), labels.person(one["person_id"])) for one in ranked(tables)}
    told = [(f"Member {member}", f"Person {person}") for _, member, person, *_ in shown]
    assert len(listed) == len(shown) > 2
    assert (
        [f"{one['first_listed_at']:%Y-%m-%d}" for one in listed] == [row[0] for row in shown] == sorted(row[0] for row in shown)
    )
    assert sum(pair in known for pair in told) > len(told) / 2
    assert not [one for row in listed for one in (row["member_id"], row["person_id"]) if one in done.stdout]


def test_a_budget_too_small_for_one_pair_lists_none(records: Path) -> None:
    done = CliRunner().invoke(app, ["replay", str(records), "--every", "200d", "--budget", "0.1"])
    assert done.stdout == "0 pairs entered a budget of 0.1 a month per 1,000 members\n"


def test_what_cannot_be_replayed_is_told(failing: Callable[..., str], records: Path, tmp_path: Path) -> None:
    assert "'soon' is no step" in failing("replay", str(records), "--every", "soon")
    assert "there is no such folder" in failing("replay", str(tmp_path / "none"))


def test_a_list_that_cannot_be_written_is_told_before_the_work(
    failing: Callable[..., str], records: Path, tmp_path: Path
) -> None:
    said = failing("replay", str(records), "--every", "200d", "--out", str(tmp_path / "none" / "days.parquet"))
    assert "the list cannot be written" in said and "checking the tables" not in said


@pytest.mark.parametrize(("typed", "days"), [("1d", 1), ("7d", 7), (" 2W ", 14), ("10 d", 10), ("9999d", 9999)])
def test_a_step_is_days_or_weeks(typed: str, days: int) -> None:
    assert step_of(typed) == days


@pytest.mark.parametrize("typed", ["", "0d", "-1d", "7", "d", "1m", "1.5d", "10000d", "7d 2w"])
def test_what_is_no_step_is_refused(typed: str) -> None:
    with pytest.raises(BoundariesError, match="--every"):
        step_of(typed)


def test_a_replay_never_writes_over_the_records(failing: Callable[..., str], records: Path) -> None:
    file = records / "contacts.parquet"
    before = file.read_bytes()
    assert "not written among the records" in failing("replay", str(records), "--every", "9w", "--out", str(file))
    assert file.read_bytes() == before
