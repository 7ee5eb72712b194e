"""A whole installation as `boundaries init --demo` and `boundaries demo` make it, with its sites served beside each other."""

import json
import os
import re
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import pyotp

from boundaries.handover.places import Places
from tests.ports import free_port
from tests.sites.serving import Server

FORCE = {"FORCE_NAME": "Example Constabulary", "FORCE_PHONE": "01632 960000"}
_STEP_SECONDS, _SLACK = 30, 1


@dataclass
class Person:
    """Someone of the unit, with what they know to sign in."""

    role: str
    name: str
    password: str
    secret: str
    passphrase: str = ""
    spent: int = 0

    def code(self) -> str:
        """A code that was not used yet: each is good once, and one that is early by half a minute is good as well."""
        step = max(_now(), self.spent + 1)
        while step > _now() + _SLACK:
            time.sleep(0.2)
        self.spent = step
        return pyotp.TOTP(self.secret).at(step * _STEP_SECONDS)


def _now() -> int:
    return int(time.time()) // _STEP_SECONDS


@dataclass
class Installation:
    """One home folder with its public site, its counter and its unit's site, each a server of its own."""

    home: Path
    settings: dict[str, str]
    servers: dict[str, Server]
    people: dict[str, Person] = field(default_factory=dict)

    @property
    def places(self) -> Places:
        """Its folders."""
        return Places(self.home)

    def address(self, site: str) -> str:
        """Where a site is reached."""
        return f"http://localhost:{self.servers[site].port}"

    def run(self, *words: str) -> str:
        """Run `boundaries` with these words and give what it printed."""
        return self.program("-m", "boundaries", *words)

    def program(self, *words: str, said: str = "") -> str:
        """Run a Python program in this installation's environment and give what it printed."""
        environment = {name: text for name, text in os.environ.items() if not name.startswith(("BOUNDARIES_", "DJANGO_"))}
        environment |= {f"BOUNDARIES_{name}": text for name, text in self.settings.items()}
        environment["BOUNDARIES_HOME"] = str(self.home)
        command = [sys.executable, *words]
        done = subprocess.run(command, env=environment, input=said, capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout

    def start(self, *sites: str) -> None:
        """Serve sites, those of different databases at the same time."""
        with ThreadPoolExecutor() as together:
            list(together.map(lambda site: self.servers[site].start(), sites))

    def stop(self, *sites: str) -> None:
        """Stop sites."""
        for site in sites:
            self.servers[site].stop()

    def add_operator(self, name: str, password: str) -> Person:
        """Add someone who takes calls, as an administrator does."""
        told = self.program("-m", "boundaries", "operator", "add", name, said=f"{password}\n{password}\n")
        (address,) = re.findall(r"otpauth://\S+", told)
        secret: str = pyotp.parse_uri(address).secret
        return Person("Operator", name, password, secret)


@contextmanager
def installed(folder: Path) -> Iterator[Installation]:
    """A fresh installation with one person a role and three invented reports; its public and unit's sites are served."""
    ports = {site: free_port() for site in ("public", "unit", "counter")}
    settings = {
        **FORCE, "UNIT_ADDRESS": f"http://localhost:{ports['unit']}", "COUNTER_ADDRESS": f"http://localhost:{ports['counter']}",
        "COLLECT_SECONDS": "1", "IDLE_MINUTES": "120", "PUBLIC_HOURLY": "10000",
    }  # fmt: skip
    home = folder / "home"
    servers = {
        site: Server(Places(home), port, folder / f"{site}.log", settings, workers=1, site=site) for site, port in ports.items()
    }
    made = Installation(home, settings, servers)
    made.run("init", "--demo")
    made.run("demo")
    made.people = _people(made.places.unit / "demo-people.json")
    try:
        made.start("public", "unit")
        yield made
    finally:
        made.stop(*servers)
    logs: Sequence[Path] = [server.log for server in servers.values() if server.log.exists()]
    assert not [log for log in logs if "Traceback" in log.read_text()]


def _people(path: Path) -> dict[str, Person]:
    told = json.loads(path.read_text(encoding="utf-8"))
    found = [Person(one["role"], one["name"], one["password"], one["secret"], one.get("passphrase", "")) for one in told]
    return {one.role: one for one in found}
