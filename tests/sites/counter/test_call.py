"""A call from the first words to the unit's key, with as little as the caller gives."""

import re
from datetime import date

import pytest
from django.test import Client

from boundaries.handover import durable
from boundaries.handover.drop import Inbound
from boundaries.handover.keys import load_opening_key, load_site
from boundaries.handover.people import NamedMember, SafeContact
from boundaries.handover.places import Places
from boundaries.handover.receipt import Receipt, derive
from boundaries.handover.report import HeldReport, Report, Route, Teller, read_report
from boundaries.handover.sealing import unseal
from boundaries.intake.counter.models import Operator
from boundaries.intake.counter.spelling import ALPHABET, spelt
from boundaries.intake.models import Draft
from tests.sites.counter.desk import new_operator, signed_in


@pytest.fixture
def secret() -> str:
    return new_operator()


@pytest.fixture
def desk(browser: Client, secret: str) -> Client:
    assert signed_in(browser, secret) == 303
    return browser


def page_of(desk: Client) -> str:
    answer = desk.get("/call/")
    assert answer.status_code == 200
    return answer.content.decode()


def begun(desk: Client, route: str = "phone") -> None:
    assert desk.post("/", {"route": route}).status_code == 303


def to_receipt(desk: Client, **answers: object) -> list[str]:
    """Fill the page in and go to the receipt; its words."""
    sent = {name.replace("__", "-"): value for name, value in answers.items()}
    assert desk.post("/call/", {**sent, "go": "next"}).status_code == 303
    return re.findall(r'<th scope="row"[^>]*>([a-z]+)</th>', page_of(desk))


def sent_off(desk: Client, words: list[str]) -> str:
    """Let two words be read back and send; the last page."""
    assert desk.post("/call/", {"go": "next"}).status_code == 303
    asked = re.findall(r'name="word-(\d)"', page_of(desk))
    answer = desk.post("/call/", {"go": "send", **{f"word-{place}": words[int(place)][:4] for place in asked}})
    assert answer.status_code == 200
    return answer.content.decode()


def collected(places: Places) -> list[Report | HeldReport]:
    inbound = Inbound(places.drop_in)
    envelopes = [inbound.read(name) for name in inbound.waiting()]
    return [read_report(unseal(one.sealed, load_opening_key(places), one.bound_to)) for one in envelopes]


def test_a_whole_call_reaches_the_unit(desk: Client, places: Places) -> None:
    begun(desk)
    words = to_receipt(
        desk,
        teller__0__teller="about_someone", signs__0__signs=["gifts", "unexpected_visits"], story__0__story="He came three times.",
        member__0__name="PC 1234 Smith", contact__0__how="phone", contact__0__address="07700 900123", exclude__0__why="his friend",
    )  # fmt: skip
    page = sent_off(desk, words)
    assert "The report has been sent" in page
    (report,) = collected(places)
    assert isinstance(report, Report)
    assert (report.route, report.operator) == (Route.PHONE, Operator.objects.get().operator_id)
    assert (report.teller, report.signs) == (Teller.ABOUT_SOMEONE, ("gifts", "unexpected_visits"))
    assert report.story == "He came three times."
    assert report.members == (NamedMember(name="PC 1234 Smith"),)
    assert report.contact == SafeContact("phone", "07700 900123")
    assert report.received_on == date.today()
    assert report.lookup_id == derive(Receipt.parse(" ".join(words)), load_site(places).salt).lookup_id
    assert "quarantine" not in report.notes


def words_of(page: str) -> set[str]:
    return set(re.findall(r"\b[a-z]+\b", page))


def test_nothing_is_left_at_the_counter(desk: Client, places: Places) -> None:
    # A receipt may hold a word that every last page has, "information" say: the last page of an empty call shows which.
    begun(desk, "counter")
    plain = words_of(sent_off(desk, to_receipt(desk)))
    begun(desk, "counter")
    words = to_receipt(desk, story__0__story="canary words", member__0__name="Smith canary")
    page = sent_off(desk, words)
    assert "canary" not in page
    assert not set(words) & (words_of(page) - plain)
    assert not Draft.objects.exists()
    assert desk.get("/call/").status_code == 303
    kept = b"".join(path.read_bytes() for path in [*places.public.rglob("*"), *places.drop.rglob("*")] if path.is_file())
    assert b"canary" not in kept
    reports = collected(places)
    assert [report.route for report in reports] == [Route.COUNTER, Route.COUNTER]


def test_a_caller_may_give_nothing_at_all(desk: Client, places: Places) -> None:
    begun(desk)
    sent_off(desk, to_receipt(desk))
    (report,) = collected(places)
    assert isinstance(report, Report)
    assert (report.story, report.members, report.people, report.teller) == ("", (), (), Teller.NOT_SURE)


def test_several_people_may_be_named_and_taken_out_again(desk: Client, places: Places) -> None:
    begun(desk)
    desk.post("/call/", {"go": "save", "member-0-name": "first"})
    assert 'name="member-1-name"' in page_of(desk)
    desk.post("/call/", {"go": "save", "member-0-name": "first", "member-1-name": "second"})
    desk.post("/call/", {"go": "save", "member-0-name": "", "member-1-name": "second", "member-2-name": "third"})
    sent_off(desk, to_receipt(desk, member__0__name="second", member__1__name="third"))
    (report,) = collected(places)
    assert isinstance(report, Report)
    assert [one.name for one in report.members] == ["second", "third"]


def test_who_tells_decides_what_is_asked(desk: Client) -> None:
    begun(desk)
    assert 'name="colleague-0-detriment"' not in page_of(desk)
    desk.post("/call/", {"go": "save", "teller-0-teller": "colleague", "story-0-story": "kept"})
    page = page_of(desk)
    assert 'name="colleague-0-detriment"' in page
    assert "kept" in page


def test_a_report_can_be_held(desk: Client, places: Places) -> None:
    begun(desk)
    answer = desk.post("/call/", {"go": "next", "held-0-held": "yes", "story-0-story": "still here"})
    assert answer.status_code == 400
    assert "singles the person out" in answer.content.decode()
    assert 'href="#held-0-held"' in answer.content.decode()
    assert "still here" in page_of(desk)
    sent_off(desk, to_receipt(desk, held__0__held="yes", member__0__number="PC 1234"))
    (report,) = collected(places)
    assert isinstance(report, HeldReport)
    assert report.route is Route.PHONE


def test_words_read_back_wrong_send_nothing(desk: Client, places: Places) -> None:
    begun(desk)
    words = to_receipt(desk, story__0__story="x")
    desk.post("/call/", {"go": "next"})
    asked = re.findall(r'name="word-(\d)"', page_of(desk))
    others = {f"word-{place}": next(one for one in ("zebra", "zero") if one != words[int(place)]) for place in asked}
    answer = desk.post("/call/", {"go": "send", **others})
    assert answer.status_code == 400
    assert collected(places) == []
    desk.post("/call/", {"go": "back"})
    assert re.findall(r'<th scope="row"[^>]*>([a-z]+)</th>', page_of(desk)) == words, "the same receipt is shown again"
    sent_off(desk, words)
    assert len(collected(places)) == 1


def test_a_full_disk_keeps_the_call(desk: Client, places: Places, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: object) -> None:
        raise durable.DiskFull("there is no room left")

    begun(desk)
    words = to_receipt(desk, story__0__story="kept")
    desk.post("/call/", {"go": "next"})
    asked = re.findall(r'name="word-(\d)"', page_of(desk))
    back = {f"word-{place}": words[int(place)] for place in asked}
    with monkeypatch.context() as patch:
        patch.setattr(Inbound, "deliver", full)
        answer = desk.post("/call/", {"go": "send", **back})
    assert answer.status_code == 503
    assert desk.post("/call/", {"go": "send", **back}).status_code == 200
    assert len(collected(places)) == 1


def test_a_caller_may_change_their_mind(desk: Client) -> None:
    begun(desk)
    desk.post("/call/", {"go": "save", "story-0-story": "never mind"})
    assert desk.post("/call/", {"go": "drop"}).status_code == 303
    assert not Draft.objects.exists()
    assert desk.post("/", {"route": "web"}).status_code == 400


def test_another_operator_does_not_see_the_call(desk: Client) -> None:
    begun(desk)
    desk.post("/call/", {"go": "save", "story-0-story": "for her only"})
    session = desk.session
    other = Operator.objects.create(name="bob", salt=b"", box=b"", added_on=date.today())
    session["operator"] = other.operator_id
    session.save()
    desk.cookies["counter"] = session.session_key
    assert desk.get("/call/").status_code == 303


def test_every_word_can_be_spelt() -> None:
    assert [word[0] for word in ALPHABET] == list("ABCDEFGHIJKLMNOPQRSTUVWXYZ")
    assert spelt("able") == "Alpha Bravo Lima Echo"
