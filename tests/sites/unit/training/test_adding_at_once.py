"""Several processes add to the ledger at once: every line is there, and all of them join."""

import os
import subprocess
import sys
from pathlib import Path

from tests.sites.serving import new_home

PROCESSES, LINES = 3, 25
SCRIPT = f"""
import datetime, pathlib, sys, time
from boundaries.sites.running import prepare, run
prepare("unit")
from boundaries.training.ledger import store
from boundaries.training.ledger.entries import Left
for number in range({LINES}):
    if number % 5 == 0:  # they wait for each other, so that they do write at the same time
        pathlib.Path(sys.argv[2], f"{{sys.argv[1]}}.{{number}}").touch()
        while len(list(pathlib.Path(sys.argv[2]).glob(f"*.{{number}}"))) < {PROCESSES}:
            time.sleep(0.002)
    store.append([Left(sys.argv[1] + str(number), datetime.date(2026, 11, 1))], sys.argv[1])
"""
COUNT = """
from boundaries.sites.running import prepare
prepare("unit")
from boundaries.training.ledger import store
from boundaries.training.ledger.chain import check
lines = store.lines()
check(lines)
print(len(lines), len({line.number for line in lines}), sum(a.recorded_by != b.recorded_by for a, b in zip(lines, lines[1:])))
"""


def test_lines_added_at_once_all_join(tmp_path: Path) -> None:
    new_home(tmp_path / "home")
    environment = {name: text for name, text in os.environ.items() if not name.startswith(("BOUNDARIES_", "DJANGO_"))}
    environment["BOUNDARIES_HOME"] = str(tmp_path / "home")
    migrate = "from boundaries.sites.running import run; run('unit', 'migrate', verbosity=0)"
    subprocess.run([sys.executable, "-c", migrate], env=environment, check=True)
    ready = tmp_path / "ready"
    ready.mkdir()
    writers = [
        subprocess.Popen([sys.executable, "-c", SCRIPT, name, str(ready)], env=environment, stderr=subprocess.PIPE, text=True)
        for name in "abc"[:PROCESSES]
    ]
    assert [(writer.wait(), writer.communicate()[1]) for writer in writers] == [(0, "")] * PROCESSES
    told = subprocess.run([sys.executable, "-c", COUNT], env=environment, check=True, capture_output=True, text=True).stdout
    lines, numbers, turns = map(int, told.split())
    assert lines == numbers == PROCESSES * LINES
    assert turns > PROCESSES, "the processes did not write at the same time"
