"""`boundaries scan --send`: what was found reaches the unit sealed, and says the same as the folder written beside it."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pyarrow.parquet as pq
import pytest
from typer.testing import CliRunner

from boundaries import settings
from boundaries.cli import app
from boundaries.cli.failures import finish
from boundaries.handover.drop import Inbound, Kind
from boundaries.handover.finding import SentScan
from boundaries.handover.keys import load_opening_key
from boundaries.handover.places import Places
from boundaries.handover.sealing import unseal
from boundaries.records.asks import ASKS


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A home folder that the settings of this process name."""
    monkeypatch.setenv("BOUNDARIES_HOME", str(tmp_path / "home"))
    settings.current.cache_clear()
    yield tmp_path / "home"
    settings.current.cache_clear()


def test_the_unit_opens_what_the_scan_wrote(home: Path, records: Path, tmp_path: Path) -> None:
    assert CliRunner().invoke(app, ["init", "--demo"]).exit_code == 0
    lacking = shutil.copytree(records, tmp_path / "lacking", ignore=shutil.ignore_patterns("gifts.*"))
    done = CliRunner().invoke(app, ["scan", str(lacking), "--out", str(tmp_path / "out"), "--send"])
    assert done.exit_code == 0, done.output
    places = Places(home)
    (waiting,) = Inbound(places.drop_in).waiting()
    envelope = Inbound(places.drop_in).read(waiting)
    assert envelope.kind is Kind.SCAN
    told = SentScan.from_bytes(unseal(envelope.sealed, load_opening_key(places), envelope.bound_to))
    listed = pq.read_table(tmp_path / "out" / "findings.parquet").to_pylist()
    assert f"Sealed to the unit: {len(told.findings)} pair" in done.output
    assert [(one.member_id, one.person_id, one.bits) for one in told.findings] == [
        (row["member_id"], row["person_id"], row["bits"]) for row in listed[: len(told.findings)]
    ]
    assert len(told.findings) == min(len(listed), 500)
    for finding in told.findings:
        assert sum(row.bits for row in finding.evidence) == pytest.approx(finding.bits)
    assert any(finding.events for finding in told.findings)
    coverage = pq.read_table(tmp_path / "out" / "coverage.parquet").to_pylist()
    assert [one.detector for one in told.coverage] == [row["detector"] for row in coverage]
    assert all(one.title for one in told.coverage)
    missing = {place: ask for one in told.coverage if one.state == "not_checked" for place, ask in one.asks.items()}
    assert missing == {"gifts": ASKS["gifts"]}
    ids = {finding.member_id.encode() for finding in told.findings}
    raw = next(path for path in places.drop_in.iterdir() if path.is_file()).read_bytes()
    assert not any(one in raw for one in ids)


def test_sending_without_keys_says_so_before_the_work(
    home: Path, records: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert finish(lambda: app(["scan", str(records), "--out", str(tmp_path / "out"), "--send"])) == 2
    assert "boundaries init" in capsys.readouterr().err
    assert not (tmp_path / "out" / "scan.json").exists()
    assert not home.exists()
