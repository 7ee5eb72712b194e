"""A mail server, an installation with keys, and a watch over the one for the other."""

from collections.abc import Callable, Iterator
from pathlib import Path
from urllib.parse import quote

import pytest

from boundaries.handover.escrow import new_custodians
from boundaries.handover.heartbeat import beat
from boundaries.handover.keys import create_keys, load_heartbeat_key, load_opening_key
from boundaries.handover.places import Places
from boundaries.intake.mailbox.account import Account, account_of
from boundaries.intake.mailbox.watch import Counts, watching
from tests.mail.dovecot import USER, Dovecot

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def server() -> Iterator[Dovecot]:
    running = Dovecot()
    yield running
    running.close()


@pytest.fixture
def places(tmp_path: Path) -> Places:
    made = Places(tmp_path / "home")
    create_keys(made, new_custodians())
    beat(made, load_opening_key(made), load_heartbeat_key(made))
    return made


@pytest.fixture
def account(server: Dovecot, tmp_path: Path) -> Account:
    return account_on(server, tmp_path)


def account_on(server: Dovecot, folder: Path, **more: object) -> Account:
    """The server's account, its password in a file."""
    secret = folder / "mailbox-password"
    secret.touch(0o600)
    secret.write_text(f"{server.password}\n", encoding="utf-8")
    address = f"imaps://{quote(USER, safe='')}@localhost:{server.port}/INBOX"
    return account_of(address, secret, authority=server.authority, **more)  # type: ignore[arg-type]


def ready() -> None:
    """Nothing stands against handing over."""


def look(places: Places, account: Account, must_be_ready: Callable[[], None] = ready) -> Counts:
    """One look at the mailbox, as `boundaries mailbox --once` takes it."""
    with watching(places, account, must_be_ready) as watch:
        return watch.once()


def broken_messages() -> dict[str, bytes]:
    """The small broken messages that go with the tests."""
    return {path.name: path.read_bytes() for path in sorted((ROOT / "tests" / "mail" / "broken").iterdir())}
