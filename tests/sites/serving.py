"""A site as it really runs: `boundaries serve` in a process group of its own, on a home folder of its own."""

import atexit
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

from boundaries.handover.escrow import new_custodians
from boundaries.handover.heartbeat import beat
from boundaries.handover.keys import create_keys, load_heartbeat_key, load_opening_key
from boundaries.handover.places import Places
from tests.ports import free_port

STARTUP_SECONDS = 60


def new_home(folder: Path) -> Places:
    """Keys and folders as `boundaries init` makes them."""
    places = Places(folder)
    create_keys(places, new_custodians())
    beat(places, load_opening_key(places), load_heartbeat_key(places))
    return places


def put_migrated(places: Places) -> None:
    """Begin with the unit's database as its migrations leave it; they are really run, but once in a process of tests, not for each home."""
    shutil.copy(_migrated(), places.unit_database)


@cache
def _migrated() -> Path:
    folder = Path(tempfile.mkdtemp())
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    places = new_home(folder / "home")
    environment = {name: text for name, text in os.environ.items() if not name.startswith(("BOUNDARIES_", "DJANGO_"))}
    program = "from boundaries.sites.running import run; run('unit', 'migrate', verbosity=0)"
    subprocess.run([sys.executable, "-c", program], env=environment | {"BOUNDARIES_HOME": str(places.home)}, check=True)
    return places.unit_database


@dataclass
class Server:
    """One running site; `log` is where everything it says is written."""

    places: Places
    port: int
    log: Path
    settings: Mapping[str, str] = field(default_factory=dict)
    workers: int = 2
    process: subprocess.Popen[bytes] | None = None
    site: str = "public"

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def start(self) -> None:
        environment = {name: text for name, text in os.environ.items() if not name.startswith(("BOUNDARIES_", "DJANGO_"))}
        environment |= {f"BOUNDARIES_{name}": text for name, text in self.settings.items()}
        environment["BOUNDARIES_HOME"] = str(self.places.home)
        command = [
            sys.executable,
            "-m",
            "boundaries",
            "serve",
            self.site,
            "--port",
            str(self.port),
            "--workers",
            str(self.workers),
        ]
        with self.log.open("ab") as log:
            self.process = subprocess.Popen(command, env=environment, stdout=log, stderr=log, start_new_session=True)
        deadline = time.monotonic() + STARTUP_SECONDS
        while not self.answers():
            assert self.process.poll() is None, self.log.read_text()
            assert time.monotonic() < deadline, self.log.read_text()
            time.sleep(0.1)

    def answers(self) -> bool:
        try:
            with urllib.request.urlopen(self.address + "/", timeout=5) as answer:
                return bool(answer.status == 200)
        except urllib.error.HTTPError:
            return True
        except OSError:
            return False

    def workers_running(self) -> list[int]:
        """The ids of the processes that answer."""
        assert self.process is not None
        children = Path(f"/proc/{self.process.pid}/task/{self.process.pid}/children").read_text().split()
        return [int(child) for child in children]

    def kill(self) -> None:
        """Everything of it at once, as when the power fails."""
        if self.process is not None:
            with suppress(ProcessLookupError):
                os.killpg(self.process.pid, signal.SIGKILL)
            self.process.wait()

    def stop(self) -> None:
        if self.process is not None and self.process.poll() is None:
            os.killpg(self.process.pid, signal.SIGTERM)
            try:
                self.process.wait(60)
            except subprocess.TimeoutExpired:
                self.kill()


@contextmanager
def serving(folder: Path, workers: int = 2, site: str = "public", **settings: str) -> Iterator[Server]:
    """A site on a fresh home below `folder`, stopped at the end."""
    server = Server(new_home(folder / "home"), free_port(), folder / "server.log", settings, workers, site=site)
    try:
        server.start()
        yield server
    finally:
        server.stop()
