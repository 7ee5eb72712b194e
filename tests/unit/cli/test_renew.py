"""`boundaries renew`: a fresh key, nothing lost, and the former key good for nothing new."""

import os
import shutil
import signal
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from typer.testing import CliRunner

from boundaries import settings
from boundaries.cli import app
from boundaries.errors import BoundariesError
from boundaries.handover.escrow import Custodian, new_custodians, recover
from boundaries.handover.keys import create_keys, load_opening_key, load_sealing_key, opening_keys_of, renew_opening_key
from boundaries.handover.padding import SealError
from boundaries.handover.places import Places
from boundaries.handover.readiness import CHECKS, Side, must_be_ready
from boundaries.handover.sealing import OpeningKey, SealingKey, seal, unseal


@pytest.fixture
def custodians() -> tuple[Custodian, ...]:
    return new_custodians()


@pytest.fixture
def places(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, custodians: tuple[Custodian, ...]) -> Iterator[Places]:
    monkeypatch.setenv("BOUNDARIES_HOME", str(tmp_path / "home"))
    settings.current.cache_clear()
    made = Places(tmp_path / "home")
    create_keys(made, custodians)
    yield made
    settings.current.cache_clear()


def renew(*words: str) -> str:
    done = CliRunner().invoke(app, ["renew", *words])
    if done.exception and not isinstance(done.exception, SystemExit):
        raise done.exception
    return done.output


def test_what_was_sealed_before_and_after_opens_and_the_former_key_opens_nothing_new(places: Places) -> None:
    stolen, sealed = load_opening_key(places), []
    for _ in range(3):
        sealed.append(seal(b"told", load_sealing_key(places), "report:a"))
        shown = renew()
        assert load_opening_key(places).public.fingerprint in shown
    sealed.append(seal(b"told", load_sealing_key(places), "report:a"))
    ring = load_opening_key(places)
    assert [unseal(held, ring, "report:a") for held in sealed] == [b"told"] * 4
    assert len(ring.former) == 3
    assert unseal(sealed[0], stolen, "report:a") == b"told"
    for held in sealed[1:]:
        with pytest.raises(SealError):
            unseal(held, stolen, "report:a")
    assert oct(places.opening_key.stat().st_mode & 0o777) == "0o600"
    for side in Side:
        must_be_ready(places, side, CHECKS)


def test_the_public_side_elsewhere_goes_on_until_it_has_the_fresh_key(places: Places, tmp_path: Path) -> None:
    public = Places(tmp_path / "public machine")
    public.home.mkdir()
    shutil.move(places.public, public.public)
    (public.home / "drop").symlink_to(places.drop)
    assert "Copy" in renew()
    assert not places.public.exists()
    must_be_ready(public, Side.PUBLIC, CHECKS)
    shutil.copy(places.sealing_key_to_copy, public.sealing_key)
    must_be_ready(public, Side.PUBLIC, CHECKS)
    assert load_sealing_key(public) == load_opening_key(places).public


def test_two_custodians_open_the_fresh_key_too(places: Places, custodians: tuple[Custodian, ...]) -> None:
    first = load_opening_key(places)
    renew()
    identities = [one.identity for one in custodians]
    fresh = [path.read_bytes() for path in places.escrow.glob("unit-*.age")]
    assert len(fresh) == 3
    for two in (identities[:2], identities[1:], identities[::2]):
        told = recover(fresh, two).decode()
        assert OpeningKey.from_text(told.removeprefix("unit ")).public == load_opening_key(places).public
    every = [path.read_bytes() for path in sorted(places.escrow.glob("*.age"))]
    assert opening_keys_of(recover(every, identities[:2]))[0] == first


def test_custodians_may_change(places: Places) -> None:
    others = new_custodians()
    renew(*(word for one in others for word in ("--recipient", one.recipient)))
    fresh = [path.read_bytes() for path in places.escrow.glob("unit-*.age")]
    assert recover(fresh, [others[0].identity, others[1].identity])


def test_without_what_it_needs_it_changes_nothing(places: Places) -> None:
    before = {path: path.read_bytes() for path in places.home.rglob("*") if path.is_file()}
    places.escrow_recipients.unlink()
    with pytest.raises(BoundariesError, match="recipients"):
        renew()
    with pytest.raises(BoundariesError, match="recipient"):
        renew("--recipient", "age1")
    del before[places.escrow_recipients]
    assert {path: path.read_bytes() for path in places.home.rglob("*") if path.is_file()} == before


def test_killed_anywhere_everything_sealed_still_opens(places: Places, custodians: tuple[Custodian, ...]) -> None:
    began = time.perf_counter()
    renew_opening_key(places, custodians)
    whole_s = time.perf_counter() - began
    for place in range(25):
        sealed = seal(b"told", load_sealing_key(places), "report:a")
        child = os.fork()
        if child == 0:
            try:
                renew_opening_key(places, custodians)
            finally:
                os._exit(0)
        if place < 24:  # the last one is let through, however slow the machine: a renewal still works after all those kills
            time.sleep(place / 20 * whole_s)
            os.kill(child, signal.SIGKILL)
        os.waitpid(child, 0)
        ring = load_opening_key(places)
        later = seal(b"told", SealingKey.from_text(places.sealing_key.read_text()), "report:a")
        assert unseal(sealed, ring, "report:a") == unseal(later, ring, "report:a") == b"told"
    assert len(load_opening_key(places).former) > 1
