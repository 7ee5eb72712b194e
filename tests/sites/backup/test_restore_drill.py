"""The restore drill: a unit with a report in it is backed up, destroyed, put back, and the report opens again."""

import hashlib
import json
import os
import shutil
import sqlite3
import subprocess
import sys
import tarfile
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

import psycopg
import pyrage
import pytest

from boundaries.errors import BoundariesError
from boundaries.handover.escrow import new_custodians
from boundaries.handover.heartbeat import beat
from boundaries.handover.in_use import alone
from boundaries.handover.keys import create_keys, load_heartbeat_key, load_opening_key
from boundaries.handover.places import Places
from boundaries.sites.backup.restoring import restore
from boundaries.sites.backup.taking import take
from tests.architecture.tree import ROOT
from tests.ports import free_port
from tests.scratch_postgres import scratch_postgres
from tests.sites.serving import Server

IDENTITY = pyrage.x25519.Identity.generate()
SUPERVISOR = "tests.sites.backup.drill"


@dataclass
class Unit:
    """An installation of its own, worked from outside as an operator does."""

    home: Path
    unit_database: str = ""

    def run(self, *words: str) -> subprocess.CompletedProcess[str]:
        """Run a program in this installation."""
        environment = {
            **os.environ, "BOUNDARIES_HOME": str(self.home), "BOUNDARIES_UNIT_DATABASE": self.unit_database, "PYTHONPATH": str(ROOT),
        }  # fmt: skip
        environment.pop("DJANGO_SETTINGS_MODULE", None)
        return subprocess.run([sys.executable, *words], env=environment, cwd=ROOT, capture_output=True, text=True, check=False)

    def boundaries(self, *words: str) -> subprocess.CompletedProcess[str]:
        """Run the command line."""
        return self.run("-m", "boundaries", *words)

    def drill(self, what: str) -> dict[str, object]:
        """Make the unit, take what waits, or only look."""
        done = self.run("-m", SUPERVISOR, what)
        assert done.returncode == 0, done.stderr
        found: dict[str, object] = json.loads(done.stdout.splitlines()[-1])
        return found

    def back_up(self, file: Path) -> None:
        """One command there."""
        done = self.boundaries("backup", str(file), "--recipient", str(IDENTITY.to_public()))
        assert done.returncode == 0, done.stderr

    def put_back(self, file: Path, identity: str = str(IDENTITY)) -> None:
        """The same in this process, where it must be refused before anything starts."""
        addresses = {"public": "", "unit": self.unit_database}
        restore(Places(self.home), file, [identity], addresses, lambda *_: pytest.fail("it was not refused"), replace=False)

    def restore(self, file: Path, *words: str) -> subprocess.CompletedProcess[str]:
        """One command back."""
        key = self.home.parent / "identity.txt"
        key.write_text(f"# a comment, as age-keygen writes it\n{IDENTITY}\n", encoding="ascii")
        return self.boundaries("restore", str(file), "--identity", str(key), *words)


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Unit:
    """A unit on SQLite that every test copies, since making one takes seconds."""
    unit = Unit(tmp_path_factory.mktemp("made") / "home")
    create_keys(Places(unit.home), new_custodians())
    (unit.home / "unit" / "blobs" / "ablob").write_bytes(b"sealed" * 50_000)
    assert unit.drill("make")["opens"]
    unit.back_up(unit.home.parent / "first.age")
    return unit


@pytest.fixture
def unit(made: Unit, tmp_path: Path) -> Unit:
    """A copy of that unit."""
    shutil.copytree(made.home, tmp_path / "home", symlinks=True)
    shutil.copy(made.home.parent / "first.age", tmp_path / "first.age")
    return Unit(tmp_path / "home")


def test_what_was_destroyed_is_back_and_opens(unit: Unit) -> None:
    shutil.rmtree(unit.home)
    done = unit.restore(unit.home.parent / "first.age")
    assert done.returncode == 0, done.stderr
    assert "The audit trail is whole" in done.stdout
    found = unit.drill("look")
    assert found["opens"] and found["whole"]
    assert found["last"] == "trail_verified"
    assert (unit.home / "unit" / "blobs" / "ablob").read_bytes() == b"sealed" * 50_000
    assert (unit.home / "unit" / "unit.key").stat().st_mode & 0o777 == 0o600
    assert unit.drill("collect")["safes"] == 2  # what waited in the drop was saved as well
    assert unit.boundaries("doctor").returncode == 0


def test_nothing_is_replaced_without_being_told(unit: Unit) -> None:
    before = {path: path.read_bytes() for path in unit.home.rglob("*") if path.is_file()}
    with pytest.raises(BoundariesError, match="there is something already"):
        unit.put_back(unit.home.parent / "first.age")
    assert {path: path.read_bytes() for path in unit.home.rglob("*") if path.is_file()} == before


def test_a_replaced_unit_is_set_aside_and_the_lost_lines_are_told(unit: Unit) -> None:
    unit.boundaries("audit", "verify")
    done = unit.restore(unit.home.parent / "first.age", "--replace")
    assert done.returncode == 0, done.stderr
    (aside,) = unit.home.glob("replaced-*")
    assert (aside / "unit" / "unit.sqlite3").is_file()
    assert "lines known to be lost by it: 1" in done.stderr
    assert "The audit trail is whole" in done.stdout
    assert unit.drill("look")["opens"]


def test_what_came_into_the_drop_since_the_backup_waits_there_still(unit: Unit) -> None:
    assert unit.drill("deliver")["safes"] == 1
    came = {path.name for path in Places(unit.home).drop_in.iterdir() if path.is_file()}
    assert len(came) == 2, "one that the backup holds, and one that it cannot"
    done = unit.restore(unit.home.parent / "first.age", "--replace")
    assert done.returncode == 0 and "1 files that had come into the drop since" in done.stdout, done.stderr
    assert {path.name for path in Places(unit.home).drop_in.iterdir() if path.is_file()} == came
    assert unit.drill("collect")["safes"] == 3


def test_a_backup_opens_with_its_identity_only_and_whole_only(unit: Unit) -> None:
    file = unit.home.parent / "first.age"
    sealed = file.read_bytes()
    assert b"SQLite format" not in sealed
    shutil.rmtree(unit.home)
    for damaged in (
        sealed[:-100],
        sealed[: len(sealed) // 2],
        sealed[:500] + bytes([sealed[500] ^ 1]) + sealed[501:],
        b"nonsense",
    ):
        file.write_bytes(damaged)
        with pytest.raises(BoundariesError, match="does not open"):
            unit.put_back(file)
        assert list(unit.home.iterdir()) == []
    file.write_bytes(sealed)
    with pytest.raises(BoundariesError, match="does not open"):
        unit.put_back(file, str(pyrage.x25519.Identity.generate()))


def test_stock_tools_open_it_too(unit: Unit, tmp_path: Path) -> None:
    plain = tmp_path / "plain.tar"
    plain.write_bytes(pyrage.decrypt((unit.home.parent / "first.age").read_bytes(), [IDENTITY]))
    with tarfile.open(plain) as tar:
        names = tar.getnames()
        manifest = json.loads(tar.extractfile("manifest.json").read())  # type: ignore[union-attr]
        held = tar.extractfile("unit/unit.key").read()  # type: ignore[union-attr]
    assert {"manifest.json", "databases/unit.sqlite3", "public/site.toml", "escrow/custodians-1-and-2.age"} <= set(names)
    assert manifest["files"]["unit/unit.key"] == hashlib.sha256(held).hexdigest()


def test_a_backup_needs_someone_who_opens_it_and_a_new_file(unit: Unit) -> None:
    file = unit.home.parent / "first.age"
    before = file.read_bytes()
    addresses = {"public": "", "unit": ""}
    for target, recipients, told in (
        (unit.home.parent / "new.age", [], "nobody could open"),
        (unit.home.parent / "new.age", ["age1nobody"], "age recipient"),
        (file, [str(IDENTITY.to_public())], "there already"),
    ):
        with pytest.raises(BoundariesError, match=told):
            take(Places(unit.home), target, addresses, recipients)
    assert file.read_bytes() == before
    assert [path.name for path in unit.home.parent.iterdir() if path.suffix == ".age"] == ["first.age"]


def test_nothing_is_put_back_under_a_site_that_was_not_stopped(unit: Unit) -> None:
    places = Places(unit.home)
    beat(places, load_opening_key(places), load_heartbeat_key(places))
    site = Server(places, free_port(), unit.home.parent / "site.log", site="unit", workers=1)
    site.start()
    try:
        done = unit.restore(unit.home.parent / "first.age", "--replace")
        assert done.returncode == 2 and "a site still works in this folder" in done.stderr, done.stderr
        assert not list(unit.home.glob("replaced-*")) and site.answers()
    finally:
        site.stop()
    done = unit.restore(unit.home.parent / "first.age", "--replace")
    assert done.returncode == 0, done.stderr


def test_nothing_begins_to_work_where_a_backup_is_being_put_back(unit: Unit) -> None:
    assert unit.boundaries("collect").returncode == 0
    with alone([unit.home / "unit", unit.home / "public", unit.home / "there is none"]):
        done = unit.boundaries("collect")
    assert done.returncode == 2 and "a backup is being put back" in done.stderr
    assert unit.boundaries("collect").returncode == 0
    assert not (unit.home / "public" / ".in-use.lock").exists(), "who puts back leaves no file that others could not open"


def test_a_backup_of_a_newer_version_is_refused_before_anything_is_moved(unit: Unit) -> None:
    with closing(sqlite3.connect(Places(unit.home).unit_database)) as database, database:
        database.execute(
            "INSERT INTO django_migrations (app, name, applied) VALUES ('casework', '9999_of_tomorrow', '2027-01-01')"
        )
    file = unit.home.parent / "newer.age"
    take(Places(unit.home), file, {"public": "", "unit": ""}, [str(IDENTITY.to_public())])
    shutil.rmtree(unit.home)
    with pytest.raises(BoundariesError, match="casework 9999_of_tomorrow"):
        unit.put_back(file)
    assert list(unit.home.iterdir()) == []


def test_the_trail_does_not_say_that_a_backup_was_made_which_cannot_be(unit: Unit) -> None:
    file, recipient = unit.home.parent / "first.age", str(IDENTITY.to_public())
    elsewhere = unit.home.parent / "not mounted" / "b.age"
    for target, to in ((file, recipient), (unit.home.parent / "new.age", "age1nobody"), (elsewhere, recipient)):
        assert unit.boundaries("backup", str(target), "--recipient", to).returncode == 2, target
    assert unit.drill("look")["last"] == "backed_up"
    with closing(sqlite3.connect(Places(unit.home).unit_database)) as database:
        assert database.execute("SELECT count(*) FROM casework_trail WHERE act = 'backed_up'").fetchone() == (1,), "the first one"


def test_the_drill_on_postgresql(tmp_path: Path) -> None:
    with scratch_postgres() as cluster:
        unit = Unit(tmp_path / "home", cluster.new_database("unit"))
        create_keys(Places(unit.home), new_custodians())
        before = unit.drill("make")
        file = tmp_path / "pg.age"
        unit.back_up(file)
        with pytest.raises(BoundariesError, match="the unit database"):
            unit.put_back(file)
        with psycopg.connect(unit.unit_database) as connection:
            added = "INSERT INTO django_migrations (app, name, applied) VALUES ('casework', '9999_of_tomorrow', now())"
            connection.execute(added)
        unit.back_up(tmp_path / "newer.age")
        with pytest.raises(BoundariesError, match="casework 9999_of_tomorrow"):
            unit.put_back(tmp_path / "newer.age")
        shutil.rmtree(unit.home)
        done = unit.restore(file, "--replace")
        assert done.returncode == 0, done.stderr
        found = unit.drill("collect")
        assert found["opens"] and found["whole"] and found["safes"] == 2
        assert isinstance(found["lines"], int) and isinstance(before["lines"], int) and found["lines"] > before["lines"]
        with psycopg.connect(unit.unit_database) as connection:
            (schemas,) = connection.execute("SELECT count(*) FROM pg_namespace WHERE nspname LIKE 'replaced%'").fetchone() or (0,)
        assert schemas == 1
