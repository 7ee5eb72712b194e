"""What somebody was typing when their session ran out or their key was locked is not lost, and nobody else gets to see it."""

import io
import re
from datetime import datetime, timedelta

import pytest
import time_machine
from django.contrib.sessions.models import Session
from django.test import Client

from boundaries.casework.accounts import unsent
from boundaries.casework.content import Compartment, open_safe, read
from boundaries.casework.models import Entry
from boundaries.casework.register.entering import enter
from boundaries.casework.roles import Role
from boundaries.errors import BoundariesError
from tests.sites.unit.unit_people import PASSPHRASE, PASSWORD, Person, person
from tests.sites.unit.unit_reports import report

pytestmark = pytest.mark.django_db(transaction=True)
WORDS = "He was on leave <in May>\nand the car was at the station"
NOW = datetime(2026, 3, 4, 9)


def note(entry: Entry) -> str:
    """Where a note is sent."""
    return f"/entries/{entry.pk}/note/"


def notes_of(entry: Entry, someone: Person) -> list[str]:
    """The notes that lie in an entry's safe."""
    pieces = read(entry.safe, open_safe(entry.safe, someone.holder), Compartment.NOTES)
    return [piece.plain.decode().replace("\r\n", "\n") for piece in pieces]


def hidden(page: str) -> dict[str, str]:
    """The hidden fields of the form that sends it, as a browser reads them."""
    form = re.search(r'<form method="post" action="/entries/.*?</form>', page, re.DOTALL)
    assert form, page
    found = re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)"', form[0])
    return {name: text.replace("&lt;", "<").replace("&gt;", ">") for name, text in found}


def back_again(browser: Client, ann: Person, address: str) -> str:
    """Sign in and unlock as the pages ask, and give where that leads."""
    said = {
        "name": ann.account.name,
        "password": PASSWORD,
        "code": ann.code(),
        "next": address.partition("next=")[2].replace("%2F", "/"),
    }
    unlock = browser.post("/sign-in/", said)["Location"]
    assert unlock.startswith("/unlock/")
    return str(browser.post("/unlock/", {"passphrase": PASSPHRASE, "next": unlock.partition("next=")[2]})["Location"])


def test_what_was_typed_while_the_session_ran_out_is_there_after_signing_in_and_is_sent_once() -> None:
    ann = person(Role.SUPERVISOR)
    entry = enter(report())
    with time_machine.travel(NOW, tick=False) as clock:
        browser = Client(enforce_csrf_checks=True)
        page = browser.get("/sign-in/").content.decode()
        token = re.search(r'csrfmiddlewaretoken" value="(\w+)"', page)
        assert token
        said = {"name": ann.account.name, "password": PASSWORD, "code": ann.code(), "csrfmiddlewaretoken": token[1]}
        browser.post("/sign-in/", said)
        browser.handler.enforce_csrf_checks = False
        browser.post("/unlock/", {"passphrase": PASSPHRASE})
        token = re.search(r'csrfmiddlewaretoken" value="(\w+)"', browser.get(f"/entries/{entry.pk}/").content.decode())
        assert token
        clock.shift(timedelta(hours=3))
        browser.handler.enforce_csrf_checks = True
        sent = browser.post(note(entry), {"note": WORDS, "csrfmiddlewaretoken": token[1]})
        assert sent["Location"] == "/sign-in/?next=%2Funsent%2F"
        browser.handler.enforce_csrf_checks = False
        kept = str([one.get_decoded() for one in Session.objects.all()])
        assert not any(words in kept for words in ("on leave", "station")), "two letters would stand in what is locked by chance"
        assert back_again(browser, ann, sent["Location"]) == "/unsent/"
        page = browser.get("/unsent/").content.decode()
        assert "He was on leave &lt;in May&gt;" in page and f'action="{note(entry)}"' in page
        assert "was not sent yet" in browser.get("/").content.decode()
        assert not any(WORDS in one for one in notes_of(entry, ann)), "nothing is done until they say so"
        assert browser.post(note(entry), hidden(page)).status_code == 302
        assert [one for one in notes_of(entry, ann) if WORDS in one] == [WORDS]
        assert "Nothing of yours waits" in browser.get("/unsent/").content.decode()
        assert "was not sent yet" not in browser.get("/").content.decode()


def test_what_was_typed_while_the_key_was_locked_is_there_after_unlocking_and_can_be_thrown_away() -> None:
    ann = person(Role.SUPERVISOR)
    entry = enter(report())
    browser = ann.sign_in()
    browser.post("/lock/")
    assert browser.post(note(entry), {"note": WORDS})["Location"] == "/unlock/?next=%2Funsent%2F"
    assert browser.get("/unsent/")["Location"].startswith("/unlock/"), "locked, it shows nothing"
    assert browser.post("/unlock/", {"passphrase": PASSPHRASE, "next": "/unsent/"})["Location"] == "/unsent/"
    assert "on leave" in browser.get("/unsent/").content.decode()
    browser.post("/unsent/")
    assert "Nothing of yours waits" in browser.get("/unsent/").content.decode() and notes_of(entry, ann) == []


def test_what_is_refused_when_it_is_sent_later_stays_until_it_arrives_or_is_thrown_away(monkeypatch: pytest.MonkeyPatch) -> None:
    ann = person(Role.SUPERVISOR)
    entry = enter(report())
    browser = ann.sign_in()
    browser.post("/lock/")
    browser.post(note(entry), {"note": WORDS})
    browser.post("/unlock/", {"passphrase": PASSPHRASE})
    again = hidden(browser.get("/unsent/").content.decode())

    def stuck(*_: object, **__: object) -> None:
        raise BoundariesError("somebody else is writing", to_do="Do it again.")

    for place, status in ((note(entry), 409), ("/entries/01/note/", 404)):
        with monkeypatch.context() as patched:
            patched.setattr("boundaries.casework.pages.entry.record", stuck)
            assert browser.post(place, again).status_code == status
        assert "on leave" in browser.get("/unsent/").content.decode()
    assert browser.post(note(entry), again).status_code == 302
    assert "Nothing of yours waits" in browser.get("/unsent/").content.decode()


def test_nobody_else_who_signs_in_at_that_browser_sees_it() -> None:
    ann, ian = person(Role.SUPERVISOR), person(Role.INVESTIGATOR)
    entry = enter(report())
    browser = ann.sign_in()
    with time_machine.travel(datetime.now() + timedelta(hours=3), tick=False):
        browser.post(note(entry), {"note": WORDS})
        ian.browser = browser
        ian.sign_in()
        assert "Nothing of yours waits" in browser.get("/unsent/").content.decode()
        ann.sign_in()
        assert "Nothing of yours waits" in browser.get("/unsent/").content.decode(), "nor does it outlive another's session"


@pytest.mark.parametrize("way", ["signed out", "too long", "empty", "password"])
def test_nothing_is_kept_of_who_signed_out_nor_too_much_nor_a_secret(monkeypatch: pytest.MonkeyPatch, way: str) -> None:
    ann = person(Role.SUPERVISOR)
    entry = enter(report())
    browser = ann.sign_in()
    browser.post("/sign-out/" if way == "signed out" else "/lock/")
    if way == "too long":
        monkeypatch.setattr(unsent, "MOST", 60)
    if way == "password":
        browser.post("/sign-out/")
        browser = ann.sign_in()
        with time_machine.travel(datetime.now() + timedelta(hours=3), tick=False):
            assert browser.post("/account/password/", {"password": "secret"})["Location"] == "/sign-in/"
        return
    words = "" if way == "empty" else WORDS
    assert "unsent" not in browser.post(note(entry), {"note": words})["Location"]


def test_a_file_that_was_chosen_is_said_to_be_missing_and_nothing_is_sent_without_it() -> None:
    ann = person(Role.SUPERVISOR)
    entry = enter(report())
    browser = ann.sign_in()
    browser.post("/lock/")
    chosen = io.BytesIO(b"x")
    chosen.name = "photo.jpg"
    browser.post(f"/cases/{entry.pk}/write/exhibit/", {"reference": "AB/1", "sha256": chosen})
    browser.post("/unlock/", {"passphrase": PASSPHRASE})
    page = browser.get("/unsent/").content.decode()
    assert "AB/1" in page and "is not kept" in page and "Send it now" not in page


def test_a_form_from_before_another_window_signed_in_is_kept_too_but_only_what_this_site_sent() -> None:
    ann = person(Role.SUPERVISOR)
    entry = enter(report())
    browser = Client(enforce_csrf_checks=True)
    browser.handler.enforce_csrf_checks = False
    ann.browser = browser
    ann.sign_in()
    browser.handler.enforce_csrf_checks = True
    stale = {"note": WORDS, "csrfmiddlewaretoken": "a" * 64}
    for origin in ({}, {"origin": "http://evil.testserver"}, {"origin": "null"}):
        refused = browser.post(note(entry), stale, headers=origin)
        assert refused.status_code == 403 and "This page is out of date" in refused.content.decode()
        assert "Nothing of yours waits" in browser.get("/unsent/").content.decode()
    assert browser.post(note(entry), stale, headers={"origin": "http://testserver"})["Location"] == "/unsent/"
    assert "on leave" in browser.get("/unsent/").content.decode() and notes_of(entry, ann) == []
    door = Client(enforce_csrf_checks=True).post("/sign-in/", {"name": "x"})
    assert door.status_code == 403 and "This page is out of date" in door.content.decode()


def test_what_fails_here_or_cannot_be_read_is_told_on_a_page_of_the_site(monkeypatch: pytest.MonkeyPatch) -> None:
    ann = person(Role.SUPERVISOR)
    browser = ann.sign_in()
    browser.raise_request_exception = False

    def broken(*_: object, **__: object) -> None:
        raise RuntimeError("the disk is full of secrets")

    monkeypatch.setattr("boundaries.casework.pages.inbox.read_ahead", broken)
    page = browser.get("/inbox/")
    assert page.status_code == 500
    assert "Something went wrong here" in page.content.decode() and "secrets" not in page.content.decode()
