"""`boundaries doctor`: what keeps either side from opening."""

import os
import shutil
import tempfile
import threading
from collections.abc import Callable, Iterator
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

import pytest
from click.testing import Result
from typer.testing import CliRunner

from boundaries.cli import app
from boundaries.cli.doctor import ALL_CHECKS
from boundaries.errors import BoundariesError
from boundaries.handover.drop import Inbound, Kind
from boundaries.handover.escrow import new_custodians
from boundaries.handover.heartbeat import beat, now_in_london
from boundaries.handover.ids import new_id
from boundaries.handover.keys import create_keys, load_heartbeat_key, load_opening_key
from boundaries.handover.places import Places
from boundaries.handover.readiness import CHECKS, Side, State, examine, must_be_ready

NOBODY = 65_534


def boundaries(*words: str) -> Result:
    return CliRunner().invoke(app, words)


def refused(places: Places, side: Side = Side.PUBLIC) -> dict[str, str]:
    """The checks that say no, with what they told."""
    return {check.name: found.told for check, found in examine(places, side, CHECKS) if found.state is State.REFUSE}


def test_a_fresh_installation_is_ready_on_both_sides(places: Places) -> None:
    for side in Side:
        must_be_ready(places, side, CHECKS)
    assert boundaries("doctor").exit_code == 0
    assert {side for check in ALL_CHECKS for side in check.sides} == set(Side)
    assert len({check.name for check in ALL_CHECKS}) == len(ALL_CHECKS)


def other_unit_key(places: Places) -> None:
    other = Places(places.home / "other")
    create_keys(other, new_custodians())
    other.sealing_key.replace(places.sealing_key)
    shutil.rmtree(other.home)


def apart(places: Places) -> None:
    """The public side on its own machine: what is the unit's is not there."""
    shutil.rmtree(places.unit)


def beat_of(places: Places, hours: float) -> None:
    beat(places, load_opening_key(places), load_heartbeat_key(places), now_in_london() - timedelta(hours=hours))


BROKEN: dict[str, tuple[Callable[[Places], object], str]] = {
    "another unit's key": (other_unit_key, "somebody can read"),
    "never a heartbeat": (apart, "somebody can read"),
    "an old heartbeat": (lambda places: (beat_of(places, 73), apart(places)), "somebody can read"),
    "a heartbeat of tomorrow": (lambda places: (beat_of(places, -24), apart(places)), "somebody can read"),
    "a heartbeat of another key": (
        lambda places: (beat_of(places, 1), other_unit_key(places), apart(places)),
        "somebody can read",
    ),
    "a forged heartbeat": (
        lambda places: (beat_of(places, 1), places.heartbeat.write_text("The unit's side can read."), apart(places)),
        "somebody can read",
    ),
    "no public key": (lambda places: places.sealing_key.unlink(), "public keys"),
    "no salt": (lambda places: places.site.unlink(), "public keys"),
    "a salt that is none": (lambda places: places.site.write_text('site_id = "a"\nsalt = "AAAA"\ndemo = false\n'), "public keys"),
    "an index key for all to read": (lambda places: places.index_key.chmod(0o644), "public secrets"),
    "a folder for all to read": (lambda places: places.public.chmod(0o755), "public secrets"),
    "no drop": (lambda places: shutil.rmtree(places.drop), "drop to the unit"),
    "a drop that is a file": (lambda places: (shutil.rmtree(places.drop_in), places.drop_in.write_text("")), "drop to the unit"),
}


@pytest.mark.parametrize("what", BROKEN)
def test_the_public_side_does_not_open_where(places: Places, what: str) -> None:
    breaks, check = BROKEN[what]
    breaks(places)
    assert check in refused(places)
    with pytest.raises(BoundariesError, match="must not open"):
        must_be_ready(places, Side.PUBLIC, CHECKS)
    done = boundaries("doctor", "--side", "public")
    assert done.exit_code == 2
    assert "must not open" in done.output
    served = boundaries("serve", "public")
    assert isinstance(served.exception, BoundariesError)


def test_a_heartbeat_from_before_the_weekend_is_told_and_enough(places: Places) -> None:
    beat_of(places, 60)
    apart(places)
    told = {check.name: found for check, found in examine(places, Side.PUBLIC, CHECKS)}
    assert told["somebody can read"].state is State.LOOK
    assert "60 hours ago" in told["somebody can read"].told
    assert refused(places) == {}


def test_a_fresh_heartbeat_is_enough(places: Places) -> None:
    beat_of(places, 1)
    apart(places)
    assert refused(places) == {}
    assert boundaries("doctor").exit_code == 0


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can become another user")
def test_two_users_on_one_machine_go_by_the_heartbeat() -> None:
    """As the how-to sets it up: the public side's user cannot look into the unit's folder at all."""
    with tempfile.TemporaryDirectory() as folder:
        places = Places(Path(folder) / "home")
        create_keys(places, new_custodians())
        beat_of(places, 1)
        for path in (Path(folder), places.home):
            path.chmod(0o711)
        for path in (places.drop, *places.drop.rglob("*"), places.public, *places.public.rglob("*")):
            os.chown(path, NOBODY, NOBODY)
        told = as_nobody(lambda: "\n".join(refused(places)))
        assert told == ""
        places.heartbeat.unlink()
        assert as_nobody(lambda: "\n".join(refused(places))) == "somebody can read"


def as_nobody(work: Callable[[], str]) -> str:
    """What work gives in a process of a user who owns nothing."""
    reader, writer = os.pipe()
    child = os.fork()
    if child == 0:
        try:
            os.close(reader)
            os.setgroups([])
            os.setgid(NOBODY)
            os.setuid(NOBODY)
            os.write(writer, work().encode())
        finally:
            os._exit(0)
    os.close(writer)
    os.waitpid(child, 0)
    with os.fdopen(reader) as told:
        return told.read()


def test_the_unit_side_does_not_open_with_a_key_for_all_to_read(places: Places) -> None:
    places.opening_key.chmod(0o640)
    assert refused(places, Side.UNIT).keys() == {"unit secrets"}
    places.opening_key.chmod(0o600)
    places.opening_key.write_text("rubbish")
    assert {"unit keys", "opening key"} <= refused(places, Side.UNIT).keys()


def test_a_drop_that_nobody_empties_is_told(places: Places) -> None:
    envelope_id = new_id()
    Inbound(places.drop_in).deliver(envelope_id, Kind.REPORT, b"a")
    told = {check.name: found for check, found in examine(places, Side.PUBLIC, CHECKS)}
    assert told["backlog"].state is State.FINE
    os.utime(places.drop_in / envelope_id, (0, 0))
    told = {check.name: found for check, found in examine(places, Side.PUBLIC, CHECKS)}
    assert told["backlog"].state is State.LOOK
    os.utime(places.drop_in / envelope_id, (2e9, 2e9))
    assert {check.name: found.state for check, found in examine(places, Side.PUBLIC, CHECKS)}["clock"] is State.LOOK


def test_there_is_nothing_to_check_before_init(home: Path) -> None:
    done = boundaries("doctor")
    assert isinstance(done.exception, BoundariesError)
    assert "boundaries init" in str(done.exception)


GOOD = {
    "Content-Security-Policy": "default-src 'none'; form-action 'self'; frame-ancestors 'none'",
    "Cache-Control": "no-store",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
    "Set-Cookie": "session=a; HttpOnly; SameSite=Strict",
}


@pytest.fixture
def site() -> Iterator[tuple[str, dict[str, str], list[bytes]]]:
    """A small site whose headers and page a test may change."""
    headers, page = dict(GOOD), [b"<a href='https://elsewhere.example/'>help</a>"]

    class Answer(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(int(headers.get("status", "200")))
            for name, value in headers.items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(page[0])

        def log_message(self, *_: object) -> None:
            return

    server = HTTPServer(("127.0.0.1", 0), Answer)
    threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}/", headers, page
    server.shutdown()
    server.server_close()


def test_a_running_site_with_good_headers_is_fine(places: Places, site: tuple[str, dict[str, str], list[bytes]]) -> None:
    done = boundaries("doctor", "--url", site[0])
    assert done.exit_code == 0, done.output
    assert "headers are right" in done.output


@pytest.mark.parametrize(
    ("header", "value"),
    [
        ("Content-Security-Policy", "default-src 'self'"),
        ("Content-Security-Policy", GOOD["Content-Security-Policy"] + "; style-src 'unsafe-inline'"),
        ("Cache-Control", "private"),
        ("Referrer-Policy", "origin"),
        ("Set-Cookie", "session=a; HttpOnly"),
        ("status", "500"),
    ],
)
def test_a_running_site_with_a_bad_header_is_refused(
    places: Places, site: tuple[str, dict[str, str], list[bytes]], header: str, value: str
) -> None:
    site[1][header] = value
    assert boundaries("doctor", "--url", site[0]).exit_code == 2


def test_a_page_that_loads_from_elsewhere_is_refused(places: Places, site: tuple[str, dict[str, str], list[bytes]]) -> None:
    site[2][0] = b"<img src='//elsewhere.example/a.png'>"
    assert boundaries("doctor", "--url", site[0]).exit_code == 2
    assert boundaries("doctor", "--url", "ftp://a/").exit_code == 2
    assert boundaries("doctor", "--url", "http://127.0.0.1:9/").exit_code == 2
