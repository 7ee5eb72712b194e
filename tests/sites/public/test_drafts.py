"""Drafts: only the browser's cookie opens them, and nothing stays when someone leaves or stays away."""

from datetime import datetime, timedelta

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from boundaries.handover.places import Places
from boundaries.intake import clock
from boundaries.intake.drafts import Draft, DraftKey, begin, opened, store, sweep_files
from boundaries.intake.models import Draft as Row
from boundaries.intake.models import SealedFile
from tests.sites.public.walking import begun, heading, send, shown

CANARY = "canary-7f3a-yellow"


def later(monkeypatch: pytest.MonkeyPatch, **by: float) -> None:
    moment = clock.steady_now() + timedelta(**by)
    monkeypatch.setattr(store, "steady_now", lambda: moment)


def with_a_file(browser: Client) -> None:
    begun(browser)
    file = SimpleUploadedFile("a.jpg", b"\xff\xd8 picture", "image/jpeg")
    browser.post("/a/", {"page": "answering", "question": "files", "go": "add", "files": file})


def test_the_database_holds_nothing_that_was_typed(browser: Client) -> None:
    begun(browser)
    send(browser)
    send(browser)
    send(browser, story=CANARY)
    (row,) = Row.objects.all()
    assert CANARY.encode() not in bytes(row.locked)
    assert row.draft_id not in browser.cookies["session"].value
    assert CANARY in shown(browser, "/a/") or CANARY in send(browser, go="back")


def test_another_browser_sees_nothing(browser: Client) -> None:
    begun(browser)
    assert heading(shown(Client())) == "Before you start"


def test_a_cookie_that_was_changed_opens_nothing(browser: Client) -> None:
    begun(browser)
    cookie = browser.cookies["session"].value
    browser.cookies["session"] = cookie[:-1] + ("a" if cookie[-1] != "a" else "b")
    assert heading(shown(browser)) == "Before you start"


def test_the_way_out_wipes_the_draft_its_files_and_the_cookie(browser: Client, places: Places) -> None:
    with_a_file(browser)
    assert len(list(places.blobs.iterdir())) == 1
    answer = browser.get("/exit/")
    assert (answer.status_code, answer.headers["Location"]) == (303, "https://www.bbc.co.uk/weather")
    assert answer.cookies["session"].value == ""
    assert not Row.objects.exists()
    assert list(places.blobs.iterdir()) == []
    assert heading(shown(browser)) == "Before you start"


def test_the_way_out_works_without_a_visit() -> None:
    assert Client().get("/exit/").status_code == 303


def test_a_draft_that_nobody_touches_is_wiped_with_its_files(
    browser: Client, places: Places, monkeypatch: pytest.MonkeyPatch
) -> None:
    with_a_file(browser)
    later(monkeypatch, hours=2, minutes=1)
    answer = browser.post("/a/", {"page": "answering", "question": "story", "story": "late"})
    assert answer.status_code == 410
    assert "What was written here is not kept any more" in answer.content.decode()
    begun(Client())
    assert Row.objects.count() == 1
    assert not SealedFile.objects.exists()
    assert list(places.blobs.iterdir()) == []


def test_a_touched_draft_lives_on(browser: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    begun(browser)
    later(monkeypatch, hours=1)
    send(browser)
    later(monkeypatch, hours=1.9)
    assert heading(shown(browser)) != "Before you start"


@pytest.mark.parametrize("jump", [timedelta(days=3), timedelta(days=-400)])
def test_a_clock_that_is_set_anew_loses_no_draft(browser: Client, jump: timedelta) -> None:
    begun(browser)
    send(browser, teller="colleague")
    with time_machine.travel(datetime.now() + jump, tick=True):
        assert heading(send(browser)) == "Does the person know that you are telling us?"


def test_files_that_no_draft_owns_go_after_a_day(browser: Client, places: Places, monkeypatch: pytest.MonkeyPatch) -> None:
    with_a_file(browser)
    (places.blobs / ("b" * 26)).write_bytes(b"stray")
    assert sweep_files() == 0
    later(monkeypatch, hours=25)
    assert sweep_files() == 1
    assert len(list(places.blobs.iterdir())) == 1


def test_a_draft_of_another_version_is_as_good_as_gone(browser: Client) -> None:
    key = begin(Draft(started_seconds=1.0))
    row = Row.objects.get()
    row.locked = bytes(row.locked)[:-1] + bytes([bytes(row.locked)[-1] ^ 1])
    row.save()
    assert opened(Draft, key) is None
    assert opened(Draft, DraftKey.from_text("no key")) is None
