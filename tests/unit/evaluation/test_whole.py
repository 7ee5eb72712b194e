"""The whole evaluation on worlds of a hundred members: it runs, it is the same twice, and it uses again what it kept."""

from pathlib import Path

import pyarrow.parquet as pq
import pytest
from typer.testing import CliRunner

from boundaries.cli import app
from boundaries.errors import BoundariesError
from boundaries.evaluation.columns import numbers

ASKED = ["evaluate", "--profiles", "small", "--seeds", "2", "--members", "100", "--pairs", "4", "--months", "3", "--no-replay"]


def run(*more: str) -> str:
    """What the command prints."""
    done = CliRunner().invoke(app, [*ASKED, *more], catch_exceptions=False)
    assert done.exit_code == 0, done.output
    return done.stdout


def test_the_command_measures_and_writes_the_same_page_twice(tmp_path: Path) -> None:
    out, work = tmp_path / "docs" / "evaluation.md", tmp_path / "work"
    printed = run("--out", str(out), "--work", str(work))
    text = out.read_text(encoding="utf-8")
    for heading in (
        "Aims",
        "Recall and precision, all worlds",
        "Negatives listed",
        "Innocent members flagged, by group",
        "What it is bad at",
    ):
        assert heading in printed
        assert f"\n## {heading}\n" in text
    for ranking in ("the scan", "supervised ceiling", "Isolation Forest", "peer surprise", "sign count"):
        assert f"\n| {ranking} |" in text
    assert str(tmp_path) not in text
    kept = {path: path.stat().st_mtime_ns for path in work.rglob("*.parquet")}
    run("--out", str(out), "--work", str(work))
    assert out.read_text(encoding="utf-8") == text
    assert {path: path.stat().st_mtime_ns for path in work.rglob("*.parquet")} == kept
    pairs = pq.read_table(next(work.glob("small-1-*")) / "pairs.parquet")
    truth = pq.read_table(next(work.glob("small-1-*")) / "records" / "truth" / "pairs.parquet")
    assert numbers(pairs, "is_true").sum() == truth.num_rows == 4
    keys = list(zip(pairs.column("member_id").to_pylist(), pairs.column("person_id").to_pylist(), strict=True))
    assert keys == sorted(set(keys))


@pytest.mark.parametrize(("option", "value"), [("--seeds", "0"), ("--members", "5"), ("--profiles", "huge"), ("--profiles", ",")])
def test_what_cannot_be_evaluated_is_said_at_once(option: str, value: str) -> None:
    with pytest.raises(BoundariesError):
        CliRunner().invoke(app, ["evaluate", option, value], catch_exceptions=False)
