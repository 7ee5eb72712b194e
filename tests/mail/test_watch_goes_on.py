"""A watch that goes on: signing in, idling, and outliving the server and the keys."""

import subprocess
import sys
import threading
import time
from dataclasses import replace
from pathlib import Path

import pytest

from boundaries.errors import BoundariesError
from boundaries.handover.drop import Envelope, Inbound
from boundaries.handover.escrow import new_custodians
from boundaries.handover.keys import load_opening_key, renew_opening_key
from boundaries.handover.padding import SealError
from boundaries.handover.places import Places
from boundaries.handover.sealing import OpeningKey, unseal
from boundaries.intake.mailbox.account import Account
from boundaries.intake.mailbox.connection import Connection, MailServerFault, connected
from boundaries.intake.mailbox.watch import Counts, watching
from tests.mail.conftest import account_on, look, ready
from tests.mail.dovecot import Dovecot
from tests.mail.unit_side import opened, take_all

DATA = Path(__file__).resolve().parents[2].parent / "shared" / "data" / "mail"
LETTER = b"From: Ann <ann@example.org>\r\nSubject: a word\r\nContent-Type: text/plain; charset=utf-8\r\n\r\nI want to tell %d\r\n"


def test_the_certificate_and_the_password_are_checked(server: Dovecot, places: Places, account: Account) -> None:
    server.put(LETTER % 1)
    with pytest.raises(MailServerFault, match="certificate cannot be trusted"):
        look(places, replace(account, authority=None))
    with pytest.raises(MailServerFault, match="certificate cannot be trusted"):
        look(places, replace(account, host="127.0.0.1"))
    account.secret_file.write_text("another")
    with pytest.raises(MailServerFault, match="refuses the sign-in") as refused:
        look(places, account)
    assert "ann" not in str(refused.value)
    account.secret_file.chmod(0o644)
    with pytest.raises(BoundariesError, match="others may read"):
        look(places, account)
    assert len(server.held()) == 1


def test_a_token_and_starttls_sign_in_too(server: Dovecot, places: Places, account: Account) -> None:
    server.put(LETTER % 1)
    assert look(places, replace(account, port=server.plain_port, starttls=True)) == Counts(1, 0)
    server.put(LETTER % 2)
    account.secret_file.write_text(server.token())
    assert look(places, replace(account, token=True)) == Counts(1, 0)
    assert len(take_all(places)) == 2


def test_only_one_watch_is_at_work(server: Dovecot, places: Places, account: Account) -> None:
    with watching(places, account, ready), pytest.raises(BoundariesError, match="another"):
        look(places, account)


def wait_for(places: Places, number: int) -> None:
    """Wait until so many envelopes wait in the drop."""
    until = time.monotonic() + 60
    while len(Inbound(places.drop_in).waiting()) < number:
        assert time.monotonic() < until, "nothing came"
        time.sleep(0.02)


def test_news_come_by_idle_and_the_watch_outlives_the_server(
    server: Dovecot, places: Places, account: Account, monkeypatch: pytest.MonkeyPatch
) -> None:
    idle = threading.Event()
    wait = Connection.wait

    def tell(connection: Connection, seconds: float) -> None:
        idle.set()
        wait(connection, seconds)

    class Over(Exception):
        pass

    stop = threading.Event()

    def listed(connection: Connection) -> list[int]:
        if stop.is_set():
            raise Over
        return uids(connection)

    uids = Connection.uids
    monkeypatch.setattr(Connection, "wait", tell)
    monkeypatch.setattr(Connection, "uids", listed)

    def go_on() -> None:
        with watching(places, account, ready) as watch, pytest.raises(Over):
            watch.always(600)

    thread = threading.Thread(target=go_on, daemon=True)
    thread.start()
    assert idle.wait(60)
    time.sleep(0.3)
    server.put(LETTER % 1)
    wait_for(places, 1)  # the next look without news would be in ten minutes
    server.stop()
    server.put(LETTER % 2)
    server.start()
    wait_for(places, 2)
    stop.set()
    server.put(LETTER % 3)
    thread.join(60)
    assert not thread.is_alive()
    assert sorted(one.message for one in take_all(places)) == [LETTER % 1, LETTER % 2]


def test_a_server_without_idle_is_looked_at_again(places: Places, tmp_path: Path) -> None:
    server = Dovecot(capability="IMAP4rev1 UIDPLUS LITERAL+")
    try:
        with connected(account_on(server, tmp_path)) as connection:
            started = time.monotonic()
            connection.wait(0.2)
            assert 0.2 <= time.monotonic() - started < 60
    finally:
        server.close()


def test_the_command_tells_counts_only(server: Dovecot, places: Places, account: Account) -> None:
    server.put(LETTER % 1)
    server.put(b"Auto-Submitted: auto-replied\r\n" + LETTER % 2)
    environment = {
        "BOUNDARIES_HOME": str(places.home),
        "BOUNDARIES_MAILBOX": f"imaps://reports%40force.example@localhost:{server.port}/INBOX",
        "BOUNDARIES_MAILBOX_SECRET": str(account.secret_file),
        "BOUNDARIES_MAILBOX_AUTHORITY": str(server.authority),
    }

    def run(*words: str) -> subprocess.CompletedProcess[str]:
        command = [sys.executable, "-m", "boundaries", *words]
        return subprocess.run(command, env=environment, capture_output=True, text=True, check=False)

    checked = run("doctor", "--side", "public")
    assert "its messages can be listed, 2 wait" in " ".join(checked.stdout.split())
    done = run("mailbox", "--once")
    assert (done.returncode, done.stdout) == (0, "2 handed over, 0 that the mail server keeps.\n")
    told = done.stdout + done.stderr
    assert "ann" not in told
    assert "reports" not in told
    assert "a word" not in told
    assert LETTER % 1 in [opened(places, one).message for one in Inbound(places.drop_in).waiting()]


def opens(key: OpeningKey, envelope: Envelope) -> bool:
    """Whether a key opens an envelope."""
    try:
        return bool(unseal(envelope.sealed, key, envelope.bound_to))
    except SealError:
        return False


def test_a_renewed_key_is_used_from_the_next_look(server: Dovecot, places: Places, account: Account) -> None:
    former = load_opening_key(places)
    with watching(places, account, ready) as watch:
        server.put(LETTER % 1)
        watch.once()
        renew_opening_key(places, new_custodians())
        server.put(LETTER % 2)
        watch.once()
    drop = Inbound(places.drop_in)
    assert sorted(opens(former, drop.read(name)) for name in drop.waiting()) == [False, True]
    assert sorted(one.message for one in take_all(places)) == [LETTER % 1, LETTER % 2]
