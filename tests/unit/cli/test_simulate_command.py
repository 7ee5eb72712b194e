"""`boundaries simulate`: what it writes and what it refuses."""

from collections.abc import Callable
from pathlib import Path

import pytest
from typer.testing import CliRunner

from boundaries.cli import app
from boundaries.records.contract import TABLES


def test_a_force_is_written_as_csv_with_its_truth_beside_it(tmp_path: Path) -> None:
    out = tmp_path / "force"
    done = CliRunner().invoke(app, ["simulate", str(out), "--members", "20", "--months", "1", "--pairs", "1", "--format", "csv"])
    assert done.exit_code == 0, done.output
    assert {path.name for path in out.glob("*.csv")} <= {f"{name}.csv" for name in TABLES}
    assert (out / "members.csv").is_file() and (out / "truth" / "pairs.parquet").is_file()
    assert "1 true pair, " in done.stdout


@pytest.mark.parametrize(
    ("option", "value"),
    [
        ("--members", "0"),
        ("--months", "0"),
        ("--missing", "1"),
        ("--pairs", "-1"),
        ("--seed", "-1"),
        ("--profile", "huge"),
        ("--format", "xml"),
    ],
)
def test_what_cannot_be_made_is_told(failing: Callable[..., str], tmp_path: Path, option: str, value: str) -> None:
    assert failing("simulate", str(tmp_path / "force"), option, value)
    assert not (tmp_path / "force" / "members.parquet").exists()
