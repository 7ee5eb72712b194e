"""A PostgreSQL of a test's own, made from nothing on a free port, that can be killed at any moment."""

import os
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

import psycopg
import pytest

from tests.ports import free_port


def _programs() -> Path | None:
    """The folder with PostgreSQL's own programs, newest first."""
    found = shutil.which("initdb")
    if found:
        return Path(found).parent
    versions = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), reverse=True)
    return versions[0].parent if versions else None


PROGRAMS = _programs()
_QUICK = ("fsync=off", "synchronous_commit=off", "full_page_writes=off")
"""Nothing waits for the disk: half the time of tests that empty every table again and again, and no less correct while nobody kills it."""


@dataclass(frozen=True)
class Cluster:
    """A running server; `address` names one of its databases."""

    folder: Path
    port: int
    options: tuple[str, ...] = ()

    def address(self, database: str = "postgres") -> str:
        """How Boundaries' settings name a database of it."""
        return f"postgresql://boundaries@127.0.0.1:{self.port}/{database}"

    def has_database(self, name: str) -> bool:
        """Whether it holds a database."""
        with psycopg.connect(self.address(), autocommit=True) as connection:
            return connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [name]).fetchone() is not None

    def new_database(self, name: str) -> str:
        """An empty database and its address."""
        with psycopg.connect(self.address(), autocommit=True) as connection:
            connection.execute(f"CREATE DATABASE {name}")
        return self.address(name)

    def start(self) -> None:
        """Start it and wait until it answers."""
        chosen = ("listen_addresses=127.0.0.1", *self.options)
        options = " ".join([f"-p {self.port} -k {self.folder}", *(f"-c {one}" for one in chosen)])
        _as_owner(
            "pg_ctl", "-D", str(self.folder / "data"), "-w", "-t", "60", "-l", str(self.folder / "log"), "-o", options, "start"
        )

    def kill(self) -> None:
        """Kill the server and all that it started, as a power cut does."""
        pid = int((self.folder / "data" / "postmaster.pid").read_text(encoding="ascii").split()[0])
        children = subprocess.run(["pgrep", "-P", str(pid)], capture_output=True, text=True, check=False).stdout.split()
        family = [pid, *map(int, children)]
        for one in family:
            with suppress(ProcessLookupError):
                os.kill(one, signal.SIGKILL)
        deadline = time.monotonic() + 30
        while any(Path(f"/proc/{one}").exists() for one in family) and time.monotonic() < deadline:
            time.sleep(0.05)  # a server that starts while one of them is there would refuse

    def stop(self, how: str = "immediate") -> None:
        """Stop it, at once where nothing else is said; `fast` leaves nothing to be mended at the next start."""
        with suppress(subprocess.CalledProcessError):
            _as_owner("pg_ctl", "-D", str(self.folder / "data"), "-m", how, "-w", "stop")


@contextmanager
def scratch_postgres(*, is_killed: bool = True) -> Iterator[Cluster]:
    """A cluster that is removed afterwards, quicker where no test kills it; skips the test where PostgreSQL is not installed."""
    if PROGRAMS is None:
        pytest.skip("PostgreSQL is not installed here")
    folder = Path(tempfile.mkdtemp(prefix="pg-"))
    cluster = _cluster(folder, () if is_killed else _QUICK)
    try:
        cluster.start()
        yield cluster
    finally:
        cluster.stop()
        shutil.rmtree(folder, ignore_errors=True)


@contextmanager
def kept_postgres(folder: Path) -> Iterator[Cluster]:
    """The cluster of a folder, made where there is none, stopped and kept afterwards; PostgreSQL's user must get there."""
    folder.mkdir(parents=True, exist_ok=True)
    cluster = _cluster(folder)
    cluster.start()
    try:
        yield cluster
    finally:
        cluster.stop("fast")


def _cluster(folder: Path, options: tuple[str, ...] = ()) -> Cluster:
    """A cluster on a free port, its files made where they are not there yet; it does not run."""
    if os.geteuid() == 0:
        shutil.chown(folder, "postgres", "postgres")
    cluster = Cluster(folder, free_port(), options)
    if not (folder / "data").exists():
        _as_owner("initdb", "-D", str(folder / "data"), "-U", "boundaries", "-A", "trust", "-E", "UTF8", "--locale=C", "-N")
    return cluster


def _as_owner(program: str, *words: str) -> None:
    """PostgreSQL refuses to run as root: then it runs as its own user."""
    assert PROGRAMS is not None
    first = ["runuser", "-u", "postgres", "--"] if os.geteuid() == 0 else []
    subprocess.run([*first, str(PROGRAMS / program), *words], check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
