"""A unit's site whose trail was tampered with opens all the same, and says so."""

import os
import signal
import sqlite3
import subprocess
import sys
import time
import urllib.error
import urllib.request
from contextlib import closing
from pathlib import Path

from boundaries.handover.escrow import new_custodians
from boundaries.handover.keys import create_keys
from boundaries.handover.places import Places
from tests.architecture.tree import ROOT
from tests.ports import free_port
from tests.sites.trail.test_crashes import Trail


def test_a_broken_trail_is_told_at_the_start_and_closes_nobody_out(tmp_path: Path) -> None:
    trail = Trail(tmp_path / "home")
    create_keys(Places(trail.home), new_custodians())
    trail.run("migrate")
    trail.run("append", "A", "3")
    with closing(sqlite3.connect(trail.home / "unit" / "unit.sqlite3")) as database:
        for trigger in ("trail_no_update", "trail_no_delete", "trail_joins_on"):
            database.execute(f"DROP TRIGGER {trigger}")
        database.execute("UPDATE casework_trail SET about = 'B-1' WHERE sequence = 2")
        database.commit()
    port = free_port()
    environment = {**os.environ, "BOUNDARIES_HOME": str(trail.home)}
    environment.pop("DJANGO_SETTINGS_MODULE", None)
    ask = [sys.executable, "-m", "boundaries", "serve", "unit", "--port", str(port), "--workers", "1"]
    serving = subprocess.Popen(ask, env=environment, cwd=ROOT, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True)
    try:
        assert answers(f"http://127.0.0.1:{port}/sign-in/") == 200
    finally:
        serving.send_signal(signal.SIGTERM)
        _, told = serving.communicate(timeout=180)
    assert "line 2: edited" in told
    assert "opens all the same" in told


def answers(address: str) -> int:
    """The status of a page, once somebody answers."""
    deadline = time.monotonic() + 120
    while time.monotonic() < deadline:
        try:
            with urllib.request.urlopen(address, timeout=10) as answer:
                return int(answer.status)
        except urllib.error.HTTPError as error:
            return error.code
        except OSError:
            time.sleep(0.5)
    return 0
