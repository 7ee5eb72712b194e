"""The folder that a scan writes to: whole, of one scan, for the same eyes, and never among the records."""

import os
import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pyarrow.parquet as pq
import pytest

from boundaries.catalogue import load_catalogue
from boundaries.detection.detectors import load_detectors
from boundaries.detection.output import alone_in
from boundaries.detection.report import write_report
from boundaries.errors import BoundariesError
from tests.unit.cli.conftest import Scanned


def command(*words: str, scratch: Path) -> "subprocess.Popen[str]":
    return subprocess.Popen(
        [sys.executable, "-m", "boundaries", *words],
        stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env={**os.environ, "BOUNDARIES_SCRATCH": str(scratch)},
    )  # fmt: skip


def test_findings_are_not_written_among_the_records(failing: Callable[..., str], records: Path) -> None:
    before = {path.name for path in records.iterdir()}
    assert "not written among the records" in failing("scan", str(records), "--out", str(records / "truth" / ".."))
    assert {path.name for path in records.iterdir()} == before


def test_a_budget_without_end_is_refused(failing: Callable[..., str], records: Path, tmp_path: Path) -> None:
    assert "--budget" in failing("scan", str(records), "--out", str(tmp_path / "out"), "--budget", "inf")


def test_the_report_is_for_those_who_may_see_the_findings(scanned: Scanned) -> None:
    modes = {path.name: path.stat().st_mode & 0o777 for path in scanned.out.iterdir()}
    assert modes["report.html"] == modes["findings.parquet"] == 0o640


def test_a_report_that_cannot_be_written_leaves_nothing_behind(scanned: Scanned, tmp_path: Path) -> None:
    for path in scanned.out.iterdir():
        if path.name != "report.html":
            (tmp_path / path.name).write_bytes(path.read_bytes())
    (tmp_path / "report.html").mkdir()
    before = set(tmp_path.iterdir())
    with pytest.raises(BoundariesError, match="report could not be written"):
        write_report(tmp_path, None, load_catalogue(), load_detectors())
    assert set(tmp_path.iterdir()) == before


def test_two_scans_into_one_folder_do_not_mix(records: Path, tmp_path: Path) -> None:
    """The second waits for whoever writes there, here this test, and only then writes its own."""
    out = tmp_path / "out"
    out.mkdir()
    with alone_in(out):
        second = command("scan", str(records), "--out", str(out), scratch=tmp_path)
        with pytest.raises(subprocess.TimeoutExpired):
            second.wait(timeout=12)
        assert list(out.iterdir()) == []
    second.communicate(timeout=60)
    assert second.returncode == 0
    assert pq.read_table(out / "findings.parquet").num_rows > 0


@pytest.mark.parametrize("told", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_a_scan_that_is_told_to_end_leaves_no_scratch_and_no_half(records: Path, tmp_path: Path, told: signal.Signals) -> None:
    out, scratch = tmp_path / "out", tmp_path / "scratch"
    scratch.mkdir()
    running = command("scan", str(records), "--out", str(out), scratch=scratch)
    assert running.stderr is not None
    assert "finding the tables" in running.stderr.readline()
    assert list(scratch.iterdir())
    running.send_signal(told)
    _, said = running.communicate(timeout=60)
    assert running.returncode == 130
    assert "Stopped before the end" in said and "Traceback" not in said
    assert list(scratch.iterdir()) == list(out.iterdir()) == []


def test_a_command_stopped_while_it_loads_tells_no_traceback() -> None:
    program = "import os, signal, sys; sys.argv = ['boundaries', 'check']; import boundaries.__main__; os.kill(os.getpid(), signal.SIGINT)"
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=False)
    assert done.returncode == -signal.SIGINT
    assert done.stderr == ""
