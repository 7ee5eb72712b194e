"""What came by mail, as the unit meets it: its words, why it may be no person's, its files, and its sender held apart."""

import re
from datetime import date
from pathlib import Path

import pytest
from django.test import Client

from boundaries.casework.collecting.collect import collect
from boundaries.casework.content.places import places
from boundaries.casework.models import Entry
from boundaries.casework.roles import Role
from boundaries.handover.drop import Inbound
from boundaries.handover.ids import new_id
from boundaries.handover.keys import load_sealing_key
from boundaries.intake.mailbox.handing import Desk, deliver
from tests.sites.unit.unit_people import person

pytestmark = pytest.mark.django_db(transaction=True)
BROKEN = Path(__file__).resolve().parents[2] / "mail" / "broken"


@pytest.fixture
def reader() -> Client:
    person(Role.SUPERVISOR)
    return person(Role.INVESTIGATOR).sign_in()


def hand_over(folder: Path, raw: bytes) -> None:
    desk = Desk(folder, load_sealing_key(places()), ("reports@force.example",))
    deliver(desk.seal(new_id(), desk.fetch([raw]), date(2026, 11, 25)), Inbound(places().drop_in))


def page_of(reader: Client) -> tuple[str, str]:
    """The path and the page of the one entry."""
    collect()
    inbox = reader.get("/inbox/").content.decode()
    (path,) = re.findall(r'href="(/entries/[a-z2-7]{26}/)"', inbox)
    answer = reader.get(path)
    assert answer.status_code == 200
    return path, answer.content.decode()


def test_a_message_is_an_entry_and_its_sender_is_held_apart(reader: Client, tmp_path: Path) -> None:
    hand_over(
        tmp_path,
        b"From: Ann Canary <ann@example.org>\r\nSubject: about a sergeant\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\n\r\n"
        b"He keeps calling.\r\n--b\r\nContent-Type: image/png; name=a.png\r\nContent-Transfer-Encoding: base64\r\n\r\niVBORw0KGgo=\r\n--b--\r\n",
    )
    _, page = page_of(reader)
    assert "He keeps calling." in page
    assert "about a sergeant" in page
    assert "Mailbox" in page
    assert "Canary" not in page
    assert "ann@example.org" not in page
    assert Inbound(places().drop_in).waiting() == []


def test_every_broken_message_is_an_entry(reader: Client, tmp_path: Path) -> None:
    messages = sorted(BROKEN.iterdir())
    for path in messages:
        hand_over(tmp_path, path.read_bytes())
    collect()
    assert Inbound(places().drop_in).waiting() == []
    entries = Entry.objects.filter(route="mailbox")
    assert len(entries) == len(messages)
    pages = [reader.get(f"/entries/{entry.pk}/") for entry in entries]
    assert {page.status_code for page in pages} == {200}
    assert sum("delivery_report" in page.content.decode() for page in pages) == 1


def test_nobody_can_be_answered_without_a_receipt(reader: Client, tmp_path: Path) -> None:
    hand_over(tmp_path, b"From: ann@example.org\r\nSubject: x\r\n\r\nwords\r\n")
    path, page = page_of(reader)
    assert 'name="reply"' not in page
    before = sorted(places().drop_out.rglob("*"))
    answer = reader.post(path + "reply/", {"reply": "Thank you"})
    assert answer.status_code < 500
    assert sorted(places().drop_out.rglob("*")) == before
