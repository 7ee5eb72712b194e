"""`boundaries explain`: one pair in the terminal, masked until asked, and plain where it is piped."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from typer.testing import CliRunner

from boundaries.cli import app
from boundaries.detection.report.words import MINUS
from boundaries.errors import BoundariesError
from tests.journeys.worked_example import MEMBERS, PEOPLE

ASKED = (MEMBERS[0], PEOPLE[0])


def told(*arguments: str) -> str:
    """What the command prints, its lines joined."""
    result = CliRunner().invoke(app, ["explain", *arguments], catch_exceptions=False, env={"COLUMNS": "110"})
    assert result.exit_code == 0
    return result.stdout


def test_the_terminal_tells_what_the_page_tells(scan_folder: Path) -> None:
    text = " ".join(told(str(scan_folder), *ASKED).split())
    for said in (
        "Rank 1 of 4",
        "13.2 bits, strong",
        "20 of 24 contacts that the member began",
        f"{MINUS}0.8",
        "Evidence against",
        "The member began 24 of 43",
        "Innocent explanations to rule out first",
        "contacts.text holds no value",
        "A finding is not an accusation",
    ):
        assert said in text


def test_the_terminal_holds_no_id_unless_asked(scan_folder: Path) -> None:
    text = told(str(scan_folder), *ASKED)
    assert not [known for known in (*MEMBERS, *PEOPLE) if known in text]
    assert json.loads((scan_folder / "scan.json").read_text())["unmasked"] is None


def test_ids_are_shown_for_a_purpose_that_is_recorded(scan_folder: Path) -> None:
    text = told(str(scan_folder), *ASKED, "--unmask", "--purpose", "lead 12")
    assert f"Member {MEMBERS[0]} and Person {PEOPLE[0]}" in text
    assert json.loads((scan_folder / "scan.json").read_text())["unmasked"] == "lead 12"


def test_a_label_that_the_terminal_prints_leads_back_to_the_same_pair(scan_folder: Path) -> None:
    first = told(str(scan_folder), *ASKED)
    _, member, _, _, person = first.splitlines()[0].split()
    assert told(str(scan_folder), member, person) == first


def test_ids_are_not_shown_without_a_purpose(scan_folder: Path) -> None:
    with pytest.raises(BoundariesError, match="stated purpose"):
        told(str(scan_folder), *ASKED, "--unmask")
    assert json.loads((scan_folder / "scan.json").read_text())["unmasked"] is None


def test_piped_output_is_plain_and_failures_are_told_without_a_traceback(scan_folder: Path, tmp_path: Path) -> None:
    program = [sys.executable, "-c", "from boundaries.cli import main; main()", "explain"]
    plain = {name: value for name, value in os.environ.items() if name not in ("FORCE_COLOR", "COLUMNS")}
    good = subprocess.run([*program, str(scan_folder), *ASKED], capture_output=True, text=True, check=False, env=plain)
    assert good.returncode == 0
    assert "\x1b" not in good.stdout
    bad = subprocess.run([*program, str(tmp_path / "nowhere"), *ASKED], capture_output=True, text=True, check=False, env=plain)
    assert bad.returncode == 2
    assert "there is no such folder" in bad.stderr
    assert "Traceback" not in bad.stderr
