"""Reading what is new into the index: for a while at each search, and ahead beside the work."""

import threading
from types import SimpleNamespace

import pytest

from boundaries.casework.content import index, reading_ahead
from boundaries.casework.content.index import refresh
from boundaries.casework.register.entering import enter
from boundaries.casework.roles import Role
from tests.sites.unit.unit_people import PASSPHRASE, person
from tests.sites.unit.unit_reports import report
from tests.sites.unit.unit_searching import told

pytestmark = pytest.mark.django_db(transaction=True)


def test_a_search_reads_for_a_while_and_says_what_it_has_not_read(monkeypatch: pytest.MonkeyPatch) -> None:
    ann = person(Role.SUPERVISOR)
    browser = ann.sign_in()
    for _ in range(5):
        enter(report(story="the harbour"))
    monkeypatch.setattr(index, "BATCH", 2)
    assert refresh(ann.holder, 0) == 3
    monkeypatch.setattr(index, "SECONDS", 0)
    page = browser.post("/search/", {"words": "harbour"}).content.decode()
    assert "4 entries found" in page and "1 entry is still being opened for you" in page
    assert "still being opened" not in browser.post("/search/", {"words": "harbour"}).content.decode()


def test_reading_ahead_ends_when_the_key_is_locked(monkeypatch: pytest.MonkeyPatch) -> None:
    ann = person(Role.SUPERVISOR)
    browser = ann.sign_in()
    for _ in range(6):
        enter(report(story="the harbour"))
    monkeypatch.setattr(index, "BATCH", 1)
    monkeypatch.setattr(reading_ahead, "_AT_ONCE", 0)
    sleeps = []

    def rest(seconds: float) -> None:
        sleeps.append(seconds)
        if len(sleeps) == 2:
            browser.post("/lock/")

    monkeypatch.setattr(reading_ahead, "time", SimpleNamespace(sleep=rest))
    session = browser.session
    reading_ahead.go_on(ann.holder, type(session), session.session_key)
    assert told(ann).count("harbour") == 2
    browser.post("/sign-out/")
    reading_ahead.go_on(ann.holder, type(session), session.session_key)
    assert told(ann).count("harbour") == 2


def test_reading_ahead_reads_all_where_nobody_stops_it(monkeypatch: pytest.MonkeyPatch) -> None:
    ann = person(Role.SUPERVISOR)
    browser = ann.sign_in()
    for _ in range(3):
        enter(report(story="the harbour"))
    monkeypatch.setattr(reading_ahead, "_AT_ONCE", 0)
    reading_ahead.go_on(ann.holder, type(browser.session), browser.session.session_key)
    assert told(ann).count("harbour") == 3


def test_the_inbox_begins_to_read_ahead_once_after_each_unlocking(monkeypatch: pytest.MonkeyPatch) -> None:
    begun: list[str] = []
    monkeypatch.setattr(reading_ahead, "MANY", 1)
    monkeypatch.setattr(reading_ahead, "_read_all", lambda holder, kind, key: (begun.append(key), reading_ahead._busy.clear()))
    ann = person(Role.SUPERVISOR)
    enter(report(story="the harbour"))
    browser = ann.sign_in()
    counts = []
    for step in ("look", "look", "lock"):
        if step == "lock":
            browser.post("/lock/")
            browser.get("/inbox/")
            browser.post("/unlock/", {"passphrase": PASSPHRASE})
        browser.get("/inbox/")
        for thread in threading.enumerate():
            if thread.name == "reading ahead":
                thread.join()
        counts.append(len(begun))
    assert counts == [1, 1, 2]
