"""The timer collects, and no page does: what a page says and how long it takes tells nothing of what has just come."""

import logging
import os
import threading
import time
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta

import pytest
from django.conf import settings

from boundaries.casework.collecting import collect as collecting
from boundaries.casework.collecting import timer
from boundaries.casework.collecting.collect import collect, collected_at
from boundaries.casework.content.places import places
from boundaries.casework.models import Entry
from boundaries.casework.pages.navigation import parts_of
from boundaries.casework.roles import Role
from boundaries.handover.drop import Inbound, Kind
from boundaries.handover.ids import new_id
from tests.sites.unit.unit_people import person
from tests.sites.unit.unit_reports import deliver, empty_drop, report

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def nothing_before() -> Iterator[None]:
    """Nothing waits from another test or for the next, and nothing was collected yet."""
    empty_drop()
    (places().unit / "collected").unlink(missing_ok=True)
    yield
    empty_drop()


def test_no_page_takes_what_waits() -> None:
    people = [person(role) for role in Role]
    deliver(report())
    for one in people:
        browser = one.sign_in()
        for part in parts_of(one.account):
            assert browser.get(part.address).status_code == 200, part.address
    assert len(Inbound(places().drop_in).waiting()) == 1 and not Entry.objects.exists()
    timer.go_round()
    assert Inbound(places().drop_in).waiting() == [] and Entry.objects.count() == 1


def test_it_goes_on_until_the_other_end_of_its_pipe_is_closed_and_takes_what_comes_meanwhile(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    rounds: list[float] = []
    monkeypatch.setattr(timer, "go_round", lambda: rounds.append(time.monotonic()))
    heard, held = os.pipe()
    going = threading.Thread(target=timer.go_on, args=(0.05, heard))
    going.start()
    until = time.monotonic() + 60
    while len(rounds) < 3 and time.monotonic() < until:
        time.sleep(0.01)
    os.close(held)
    going.join(60)
    os.close(heard)
    assert len(rounds) >= 3 and not going.is_alive()


def test_what_fails_is_told_without_its_words_and_keeps_back_nothing_else(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    person(Role.SUPERVISOR)
    deliver(report())

    def send_outgoing() -> int:
        raise OSError("/drop/out/secret-name")

    monkeypatch.setattr(timer, "send_outgoing", send_outgoing)
    with caplog.at_level(logging.WARNING):
        timer.go_round()
    assert Entry.objects.count() == 1
    assert "send_outgoing failed and is tried again: OSError" in caplog.text and "secret-name" not in caplog.text


def test_when_it_was_collected_is_told_to_all_alike_and_is_when_it_began(monkeypatch: pytest.MonkeyPatch) -> None:
    ann, ada = person(Role.SUPERVISOR), person(Role.ADMINISTRATOR)
    said = "Nothing has been collected yet."
    assert said in ann.sign_in().get("/").content.decode() and said in ada.sign_in().get("/").content.decode()
    deliver(report())
    before, taking = datetime.now(), []
    plain = collecting.REGISTERS

    def slow(then: Callable[..., object]) -> Callable[..., object]:
        def register(*told: object) -> object:
            taking.append(datetime.now())
            time.sleep(0.3)
            return then(*told)

        return register

    monkeypatch.setattr(collecting, "REGISTERS", {kind: slow(then) for kind, then in plain.items()})
    assert collect().taken == 1
    at = collected_at()
    assert at is not None and before - timedelta(seconds=0.1) <= at <= taking[0] + timedelta(seconds=0.1)
    pages = [one.browser.get("/").content.decode() for one in (ann, ada)]
    assert all(f"last collected on {at:%-d %B %Y %H:%M}." in page and "longer ago" not in page for page in pages)
    long_ago = time.time() - 60 * max(11, settings.COLLECT_SECONDS)
    os.utime(places().unit / "collected", (long_ago, long_ago))
    assert "longer ago than it should be" in ada.browser.get("/").content.decode()


def test_nothing_is_called_collected_while_nobody_has_a_key() -> None:
    person(Role.ADMINISTRATOR)
    deliver(report())
    assert collect().taken == 0 and collected_at() is None


def test_what_cannot_be_opened_is_logged_when_it_comes_and_not_each_time_it_is_tried(caplog: pytest.LogCaptureFixture) -> None:
    person(Role.INVESTIGATOR), person(Role.SUPERVISOR)
    Inbound(places().drop_in).deliver(new_id(), Kind.REPORT, b"what no key opens", ())
    for _ in range(3):
        timer.go_round()
    assert [one.getMessage() for one in caplog.records if "could not be opened" in one.getMessage()] == [
        "1 of what came could not be opened: it lies in the drop still"
    ]
