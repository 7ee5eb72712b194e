"""Several processes, a killed process and a killed database: the chain never forks, and no acknowledged line is lost."""

import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from boundaries.handover.escrow import new_custodians
from boundaries.handover.keys import create_keys
from boundaries.handover.places import Places
from tests.architecture.tree import ROOT
from tests.scratch_postgres import Cluster, scratch_postgres


@dataclass
class Trail:
    """A trail of its own that programs add to from outside."""

    home: Path
    database: str = ""
    cluster: Cluster | None = None

    def start(self, *words: str) -> "subprocess.Popen[str]":
        """Start a program on it."""
        environment = {
            **os.environ, "BOUNDARIES_HOME": str(self.home), "BOUNDARIES_UNIT_DATABASE": self.database, "PYTHONPATH": str(ROOT),
        }  # fmt: skip
        environment.pop("DJANGO_SETTINGS_MODULE", None)
        ask = [sys.executable, "-m", "tests.sites.trail.appending", *words]
        return subprocess.Popen(ask, env=environment, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)

    def run(self, *words: str) -> str:
        """Run one to its end."""
        started = self.start(*words)
        told, failed = started.communicate(timeout=180)
        assert started.returncode == 0, failed
        return told

    def stands(self) -> dict[str, Any]:
        """How the trail stands."""
        found: dict[str, Any] = json.loads(self.run("verify"))
        return found


@pytest.fixture(scope="module")
def cluster() -> Iterator[Cluster]:
    """One PostgreSQL for the tests here."""
    with scratch_postgres() as made:
        yield made


@pytest.fixture(params=["sqlite", "postgresql"])
def trail(request: pytest.FixtureRequest, tmp_path: Path) -> Trail:
    """An empty trail, on either engine."""
    made = Trail(tmp_path / "home")
    create_keys(Places(made.home), new_custodians())
    if request.param == "postgresql":
        made.cluster = request.getfixturevalue("cluster")
        made.database = made.cluster.new_database(f"trail_{os.urandom(4).hex()}")
    made.run("migrate")
    return made


def test_processes_that_add_at_once_never_fork_the_chain(trail: Trail) -> None:
    several = [trail.start("append", name, "60", "3") for name in ("A", "B", "C")]
    for one in several:
        _, failed = one.communicate(timeout=180)
        assert one.returncode == 0, failed
    found = trail.stands()
    assert found["whole"], found["faults"]
    assert sorted(found["about"]) == sorted(f"{name}-{number}" for name in "ABC" for number in range(60))
    changes = sum(one[0] != other[0] for one, other in zip(found["about"], found["about"][1:], strict=False))
    assert changes >= 12  # they did take turns: three at least in each ten lines


def test_a_killed_process_loses_no_acknowledged_line(trail: Trail) -> None:
    adding = trail.start("append", "A", "100000")
    told = acknowledged(adding, 25)
    adding.send_signal(signal.SIGKILL)
    told += adding.communicate()[0].split()
    found = trail.stands()
    assert found["whole"], found["faults"]
    assert found["about"][: len(told)] == told
    assert found["lines"] - len(told) <= 1  # at most one was committed and not told any more
    trail.run("append", "B", "3")
    assert trail.stands()["whole"]


def test_a_database_killed_in_mid_write_loses_no_acknowledged_line(tmp_path: Path) -> None:
    with scratch_postgres() as cluster:
        trail = Trail(tmp_path / "home", cluster.new_database("unit"), cluster)
        create_keys(Places(trail.home), new_custodians())
        trail.run("migrate")
        adding = [trail.start("append", name, "100000") for name in ("A", "B")]
        told = {one: acknowledged(one, 15) for one in adding}
        cluster.kill()
        for one in adding:
            told[one] += one.communicate(timeout=180)[0].split()
            assert one.returncode != 0
        cluster.start()
        found = trail.stands()
        assert found["whole"], found["faults"]
        for name, one in zip("AB", adding, strict=True):
            mine = [about for about in found["about"] if about.startswith(name)]
            assert mine[: len(told[one])] == told[one]
            assert len(mine) - len(told[one]) <= 1
        trail.run("append", "C", "3")
        assert trail.stands()["whole"]


def acknowledged(adding: "subprocess.Popen[str]", count: int) -> list[str]:
    """Wait until so many lines were told to be there; byte by byte, so that all that follows stays in the pipe for `communicate`."""
    assert adding.stdout is not None
    told = b""
    while told.count(b"\n") < count and (byte := os.read(adding.stdout.fileno(), 1)):
        told += byte
    return told.decode().split()
