"""Mail from a real server reaches the drop whole, once, and leaves the server only then."""

from collections import Counter
from pathlib import Path

import pytest

from boundaries.errors import BoundariesError
from boundaries.handover.drop import DropFull, Inbound
from boundaries.handover.people import SafeContact
from boundaries.handover.places import Places
from boundaries.handover.report import Route
from boundaries.intake.mailbox import handing
from boundaries.intake.mailbox.account import Account
from boundaries.intake.mailbox.connection import connected
from boundaries.intake.mailbox.watch import Counts, watching, work_folder
from tests.mail.conftest import account_on, broken_messages, look, ready
from tests.mail.dovecot import Dovecot
from tests.mail.unit_side import take_all

DATA = Path(__file__).resolve().parents[2].parent / "shared" / "data" / "mail"
LETTER = b"From: Ann <ann@example.org>\r\nSubject: a word\r\nContent-Type: text/plain; charset=utf-8\r\n\r\nI want to tell %d\r\n"


def as_served(raw: bytes) -> bytes:
    """A message as Dovecot gives it: every line ends in CRLF, and a null is marked, since IMAP can carry none."""
    return raw.replace(b"\r\n", b"\n").replace(b"\n", b"\r\n").replace(b"\0", b"\x80")


def test_broken_messages_arrive_whole(server: Dovecot, places: Places, account: Account) -> None:
    messages = broken_messages()
    for raw in messages.values():
        server.put(raw)
    assert look(places, account) == Counts(len(messages), 0)
    taken = take_all(places)
    assert Counter(one.message for one in taken) == Counter(as_served(raw) for raw in messages.values())
    assert {one.report.route for one in taken} == {Route.MAILBOX}
    reasons = Counter(one.report.notes.get("screened", "") for one in taken)
    assert reasons.keys() >= {"", "delivery_report", "automatic_reply", "loop", "own_address", "mailing_list"}
    assert server.held() == []
    assert sorted(path.name for path in work_folder(places).iterdir()) == ["ledger.json", "lock"]


def test_the_corpus_arrives_whole(server: Dovecot, places: Places, account: Account) -> None:
    if not DATA.is_dir():
        pytest.skip("the corpus of mail is not here")
    messages = [path.read_bytes() for path in sorted(DATA.rglob("*")) if path.suffix in (".txt", ".eml", ".msg")]
    assert len(messages) > 150
    for raw in messages:
        server.put(raw)
    assert look(places, account) == Counts(len(messages), 0)
    assert Counter(one.message for one in take_all(places)) == Counter(map(as_served, messages))
    assert server.held() == []


def test_facts_and_files_go_along(server: Dovecot, places: Places, account: Account) -> None:
    server.put(
        b"From: Ann <ann@example.org>\r\nReply-To: b@example.org\r\nTo: reports@force.example\r\nSubject: =?utf-8?Q?caf=C3=A9?=\r\n"
        b"Date: Tue, 24 Nov 2026 10:00:00 +0000\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\n\r\nIt was him.\r\n--b\r\n"
        b"Content-Type: image/png; name=a.png\r\nContent-Transfer-Encoding: base64\r\n\r\niVBORw0KGgo=\r\n--b--\r\n"
    )
    look(places, account)
    (one,) = take_all(places)
    assert one.report.story == "It was him."
    assert one.report.notes == {"subject": "café", "to": "reports@force.example", "sent": "Tue, 24 Nov 2026 10:00:00 +0000"}
    assert [(file.name, file.media_type) for file in one.report.attachments] == [
        ("message.eml", "message/rfc822"),
        ("a.png", "image/png"),
    ]
    assert one.files[1] == b"\x89PNG\r\n\x1a\n"
    assert one.report.contact == SafeContact(how="", address="Ann <ann@example.org>\nb@example.org")


def test_a_large_message_streams(server: Dovecot, places: Places, account: Account, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(handing, "LONGEST_READ", 1_000_000)
    raw = LETTER % 1 + b"".join(b"line %d\r\n" % number for number in range(400_000))
    server.put(raw)
    assert look(places, account) == Counts(1, 0)
    (one,) = take_all(places)
    assert one.message == raw
    assert one.report.notes["read"] == "in part"


def test_a_message_that_cannot_be_read_still_arrives(
    server: Dovecot, places: Places, account: Account, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(raw: bytes, own: object) -> None:
        raise RecursionError

    monkeypatch.setattr(handing, "read_mail", fail)
    server.put(LETTER % 1)
    assert look(places, account) == Counts(1, 0)
    (one,) = take_all(places)
    assert (one.message, one.report.notes) == (LETTER % 1, {"read": "not at all"})


def test_messages_can_be_moved_instead(server: Dovecot, places: Places, tmp_path: Path) -> None:
    for number in range(3):
        server.put(LETTER % number)
    assert look(places, account_on(server, tmp_path, processed="Handed over")) == Counts(3, 0)
    assert server.held() == []
    assert sorted(server.held("Handed over")) == [LETTER % number for number in range(3)]
    assert len(take_all(places)) == 3


def test_what_the_server_does_not_let_go_is_handed_over_once(server: Dovecot, places: Places, account: Account) -> None:
    server.put(LETTER % 1)
    server.refuse_deletion(True)
    assert look(places, account) == Counts(1, 1)
    assert look(places, account) == Counts(0, 1)
    assert len(take_all(places)) == 1
    assert look(places, account) == Counts(0, 1)
    server.put(LETTER % 2)
    server.number_anew()
    assert look(places, account) == Counts(1, 2)
    assert [one.message for one in take_all(places)] == [LETTER % 2]
    server.refuse_deletion(False)
    assert look(places, account) == Counts(0, 0)
    assert take_all(places) == []
    assert server.held() == []


def test_numbers_given_anew_mean_other_messages(server: Dovecot, places: Places, account: Account) -> None:
    server.put(LETTER % 1)
    assert look(places, account) == Counts(1, 0)
    server.number_anew()
    server.put(LETTER % 1)  # the same words once more are a message once more
    assert look(places, account) == Counts(1, 0)
    assert [one.message for one in take_all(places)] == [LETTER % 1, LETTER % 1]


def test_what_others_marked_for_deletion_is_handed_over_but_not_deleted_with_ours(places: Places, tmp_path: Path) -> None:
    server = Dovecot(capability="IMAP4rev1 IDLE LITERAL+")
    try:
        server.put(LETTER % 1)
        server.put(LETTER % 2)
        account = account_on(server, tmp_path)
        with connected(account) as connection:
            assert "UIDPLUS" not in connection._box.client.capabilities
            first, second = connection.uids()
            connection._box.client.uid("STORE", str(second), "+FLAGS.SILENT", r"(\Deleted)")
            assert not connection.let_go(first)
            assert connection.uids() == [first, second]
        assert look(places, account).handed_over == 2
        look(places, account)
        assert sorted(one.message for one in take_all(places)) == [LETTER % 1, LETTER % 2]
    finally:
        server.close()


def test_nothing_is_fetched_while_nobody_can_read(server: Dovecot, places: Places, account: Account) -> None:
    def refuse() -> None:
        if server.held():
            raise BoundariesError("the public side must not open")

    with watching(places, account, ready) as watch:
        server.put(LETTER % 1)
        watch._must_be_ready = refuse
        with pytest.raises(BoundariesError, match="must not open"):
            watch.once()
    assert Inbound(places.drop_in).waiting() == []
    assert len(server.held()) == 1


def test_a_full_disk_keeps_the_message_on_the_server(
    server: Dovecot, places: Places, account: Account, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object) -> None:
        raise DropFull("there is no room left")

    server.put(LETTER % 1)
    with monkeypatch.context() as patch, pytest.raises(DropFull):
        patch.setattr(Inbound, "deliver", full)
        look(places, account)
    assert len(server.held()) == 1
    assert look(places, account) == Counts(1, 0)
    assert len(take_all(places)) == 1


def test_a_changed_copy_keeps_the_message_on_the_server(
    server: Dovecot, places: Places, account: Account, monkeypatch: pytest.MonkeyPatch
) -> None:
    deliver = Inbound.deliver

    def damage(drop: Inbound, envelope_id: str, *rest: object) -> None:
        deliver(drop, envelope_id, *rest)  # type: ignore[arg-type]
        path = places.drop_in / envelope_id
        held = bytearray(path.read_bytes())
        held[-40] ^= 1
        path.write_bytes(held)

    server.put(LETTER % 1)
    monkeypatch.setattr(Inbound, "deliver", damage)
    assert look(places, account) == Counts(0, 1)
    assert look(places, account) == Counts(0, 1)
    assert len(server.held()) == 1
