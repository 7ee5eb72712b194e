"""`boundaries demo`: people who can sign in, reports in the register, and a refusal where keys are real."""

import json
import os
import subprocess
import sys
import time
from pathlib import Path

import pyotp


def run(home: Path, *words: str) -> subprocess.CompletedProcess[str]:
    """Run a command in a process of its own, since it becomes the unit's site."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("BOUNDARIES_", "DJANGO_"))}
    return subprocess.run(
        [sys.executable, "-m", "boundaries", *words],
        env={**kept, "BOUNDARIES_HOME": str(home), "COLUMNS": "200"},
        capture_output=True,
        text=True,
        check=False,
    )


def test_both_sites_are_filled_and_the_sign_ins_are_told(tmp_path: Path) -> None:
    home = tmp_path / "home"
    assert run(home, "init", "--demo").returncode == 0
    done = run(home, "demo")
    assert done.returncode == 0, done.stderr
    people = json.loads((home / "unit" / "demo-people.json").read_text(encoding="utf-8"))
    assert {one["role"] for one in people} >= {"Head of unit", "Investigator", "Auditor", "Trainer"}
    assert all(one["name"] in done.stdout and one["password"] in done.stdout for one in people)
    assert "3 taken" in done.stdout and "serve public" in done.stdout
    assert not [path for path in (home / "drop" / "in").iterdir() if path.is_file() and not path.name.startswith(".")]
    told = run(home, "demo", "--codes").stdout
    around = {pyotp.TOTP(people[0]["secret"]).at(int(time.time()) + gap) for gap in range(-300, 60, 30)}
    assert any(code in told for code in around)
    again = run(home, "demo")
    assert again.returncode == 2 and "accounts here already" in again.stderr


def test_real_keys_are_left_alone(tmp_path: Path) -> None:
    (tmp_path / "home" / "unit").mkdir(parents=True)
    done = run(tmp_path / "home", "demo")
    assert done.returncode == 2 and "not made for trying out" in done.stderr
