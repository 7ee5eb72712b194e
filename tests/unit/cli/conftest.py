"""A tiny synthetic force, scanned once, and the commands as people type them."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import NamedTuple

import pytest
from typer.testing import CliRunner

from boundaries import settings
from boundaries.cli import app
from boundaries.cli.failures import finish
from boundaries.evaluation.force import load_profile, simulate
from boundaries.handover.escrow import new_custodians
from boundaries.handover.keys import create_keys
from boundaries.handover.places import Places


class Scanned(NamedTuple):
    """A scan folder, the records it was made from, and what the terminal showed."""

    records: Path
    out: Path
    shown: str


@pytest.fixture(scope="session")
def records(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The records of a tiny force."""
    folder = tmp_path_factory.mktemp("force") / "records"
    simulate(load_profile("small"), members=80, months=3, seed=5, pairs=2).write(folder)
    return folder


@pytest.fixture(scope="session")
def scanned(records: Path, tmp_path_factory: pytest.TempPathFactory) -> Scanned:
    """The tiny force, scanned with a report."""
    out = tmp_path_factory.mktemp("scan") / "out"
    done = CliRunner().invoke(app, ["scan", str(records), "--out", str(out), "--report"])
    assert done.exit_code == 0, done.output
    return Scanned(records, out, done.stdout)


@pytest.fixture
def failing(capsys: pytest.CaptureFixture[str]) -> Callable[..., str]:
    """Runs a command that must fail as known failures do, and gives what it said."""

    def run(*words: str) -> str:
        assert finish(lambda: app(list(words))) == 2
        said = capsys.readouterr()
        assert said.out == ""
        assert "Traceback" not in said.err
        return " ".join(said.err.split())

    return run


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    monkeypatch.setenv("BOUNDARIES_HOME", str(tmp_path / "home"))
    settings.current.cache_clear()
    yield tmp_path / "home"
    settings.current.cache_clear()


@pytest.fixture
def places(home: Path) -> Places:
    create_keys(Places(home), new_custodians())
    return Places(home)
