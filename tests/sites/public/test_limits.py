"""Floods and machines: counted without an address on record, marked, told in words, never dropped in silence."""

import re
import sys
from dataclasses import replace
from datetime import timedelta

import pytest
from django.test import Client, RequestFactory

from boundaries.handover.places import Places
from boundaries.handover.report import Report
from boundaries.intake import clock
from boundaries.intake.limits import MARK, Act, buckets, too_many
from boundaries.intake.models import DailySalt, Tally
from boundaries.intake.site import site
from tests.sites.collecting import collected
from tests.sites.public.walking import begun, send, told, typed_back, words_on


@pytest.fixture(autouse=True)
def one_hour_and_its_salt(monkeypatch: pytest.MonkeyPatch) -> None:
    """No hour ends in the middle of a test, and by this salt no two addresses here share a bucket, as by one in 4,096 they do."""
    moment = clock.steady_now().replace(minute=30)
    monkeypatch.setattr(buckets, "steady_now", lambda: moment)
    DailySalt.objects.create(day=moment.date(), salt=bytes(32))


def asked_from(address: str) -> bool:
    return too_many(RequestFactory().get("/a/", REMOTE_ADDR=address), Act.BEGIN)


def test_one_bucket_is_limited_and_another_is_not() -> None:
    assert not any(asked_from("203.0.113.7") for _ in range(30))
    assert asked_from("203.0.113.7")
    assert not asked_from("198.51.100.9")


def test_a_new_hour_starts_anew(monkeypatch: pytest.MonkeyPatch) -> None:
    assert any(asked_from("203.0.113.7") for _ in range(31))
    moment = clock.steady_now() + timedelta(hours=2)
    monkeypatch.setattr(buckets, "steady_now", lambda: moment)
    assert not asked_from("203.0.113.7")
    assert Tally.objects.filter(hour_at__lt=moment - timedelta(hours=1)).count() == 0


def test_a_whole_ipv6_network_is_one_bucket() -> None:
    assert any(asked_from(f"2001:db8:1:2::{number:x}") for number in range(1, 33))
    assert not asked_from("2001:db8:9:9::1")


def test_what_comes_through_an_onion_service_is_limited_only_together(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(buckets, "site", lambda: replace(site(), hourly=2))
    assert not any(asked_from("127.0.0.1") for _ in range(60))
    assert asked_from("::1")


def test_no_address_is_kept_and_yesterdays_salt_is_gone(monkeypatch: pytest.MonkeyPatch) -> None:
    asked_from("203.0.113.7")
    columns = {field.name for field in Tally._meta.get_fields()}
    assert columns == {"id", "hour_at", "act", "bucket", "count"}
    assert all(-1 <= tally.bucket < 4096 for tally in Tally.objects.all())
    (first,) = DailySalt.objects.all()
    moment = clock.steady_now() + timedelta(days=1)
    monkeypatch.setattr(buckets, "steady_now", lambda: moment)
    asked_from("203.0.113.7")
    (second,) = DailySalt.objects.all()
    assert bytes(first.salt) != bytes(second.salt)


def test_a_proxys_header_is_believed_only_where_it_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    def asked(told: str) -> bool:
        return too_many(RequestFactory().get("/a/", REMOTE_ADDR="127.0.0.1", HTTP_X_REAL_IP=told), Act.SEND)

    assert not any(asked("203.0.113.7") for _ in range(20))
    monkeypatch.setattr(buckets, "site", lambda: replace(site(), address_header="HTTP_X_REAL_IP"))
    assert any(asked("203.0.113.7") for _ in range(20))


def test_whoever_begins_too_often_is_told_and_can_go_on_elsewhere(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(buckets, "_AN_HOUR", {**buckets._AN_HOUR, Act.BEGIN: 0})
    answer = Client().post("/a/", {"go": "begin"})
    assert answer.status_code == 429
    assert "Many people are using this site at the moment" in answer.content.decode()


def test_whoever_tries_receipts_too_often_is_told(monkeypatch: pytest.MonkeyPatch, browser: Client) -> None:
    words, _ = told(browser, {})
    monkeypatch.setattr(buckets, "_AN_HOUR", {**buckets._AN_HOUR, Act.RECEIPT: 0})
    assert Client().post("/b/", {"go": "open", "words": " ".join(words)}).status_code == 429


def sent_with(browser: Client, places: Places, **fields: str) -> Report:
    begun(browser)
    send(browser, **fields)
    words = words_on(send(browser, page="checking"))
    send(browser)
    assert "Your report has been sent" in send(browser, go="send", **typed_back(browser, words))
    ((report, _),) = collected(places)
    assert isinstance(report, Report)
    return report


def test_a_machine_that_fills_in_everything_is_marked_and_its_report_sent(browser: Client, places: Places) -> None:
    report = sent_with(browser, places, website="https://spam.example/", page="answering", question="story", story="buy")
    assert report.story == "buy"
    assert "hidden field" in report.notes[MARK]


def test_what_no_person_writes_so_fast_is_marked(browser: Client, places: Places) -> None:
    assert sent_with(browser, places).notes == {MARK: "written very fast"}


def test_what_a_person_takes_time_over_is_not_marked(browser: Client, places: Places, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys.modules["boundaries.intake.limits.marks"], "LEAST_SECONDS", 0)
    assert MARK not in sent_with(browser, places).notes


def test_one_of_many_is_marked_and_sent(browser: Client, places: Places, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(buckets, "_AN_HOUR", {**buckets._AN_HOUR, Act.SEND: 0})
    assert "one of many" in sent_with(browser, places).notes[MARK]


def test_people_never_meet_the_hidden_field(browser: Client) -> None:
    page = begun(browser)
    assert re.search(r'<div hidden><label for="website">', page)
