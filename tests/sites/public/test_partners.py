"""Partner agencies: a link that can be revoked, a report in the organisation's name, and a list that only the link opens."""

import io
import re
from datetime import date, datetime

import pytest
from django.core.management import call_command
from django.test import Client

from boundaries.errors import BoundariesError
from boundaries.handover.ids import new_id
from boundaries.handover.places import Places
from boundaries.handover.replies import Outbound
from boundaries.handover.report import Report, Route, Teller
from boundaries.intake.models import Partner
from boundaries.intake.partners import invite, invited_by, revoke, was_sent
from tests.sites.collecting import collected
from tests.sites.public.walking import heading, send, shown, typed_back, words_on

NAME, CONTACT = "Example Refuge", "Bea, 01632 960001"


def come(browser: Client, token: str) -> str:
    """Follow the link and go on; the partner's page."""
    answer = browser.get(f"/c/{token}/")
    assert answer.headers["Referrer-Policy"] == "strict-origin"
    page = answer.content.decode()
    assert heading(page) == NAME
    (held,) = re.findall(r'name="token" value="([^"]+)"', page)
    shown_then = browser.post("/c/", {"token": held}, follow=True)
    assert shown_then.status_code == 200
    return shown_then.content.decode()


def tell(browser: Client, story: str) -> list[str]:
    """A whole report from the partner's page; the receipt's words."""
    answer = browser.post("/c/", {"go": "begin"}, follow=True)
    page = answer.content.decode()
    while found := re.search(r'name="question" value="(\w+)"', page):
        answers = {"story": story} if found.group(1) == "story" else fields_of(page) if found.group(1) == "partner" else {}
        page = send(browser, **answers)
    words = words_on(send(browser))
    send(browser)
    assert heading(send(browser, go="send", **typed_back(browser, words))) == "Your report has been sent"
    return words


def fields_of(page: str) -> dict[str, str]:
    """What the page of the organisation was filled in with."""
    (organisation,) = re.findall(r'name="organisation"[^>]*value="([^"]*)"', page)
    (contact,) = re.findall(r'<textarea[^>]*name="contact"[^>]*>([^<]*)</textarea>', page)
    return {"organisation": organisation, "contact": contact.strip()}


def test_a_partner_tells_in_its_name_and_sees_that_it_did(browser: Client, places: Places) -> None:
    token = invite(NAME, CONTACT, 30)
    assert "Nothing yet." in come(browser, token)
    tell(browser, "what she told me")
    ((report, _),) = collected(places)
    assert isinstance(report, Report)
    assert (report.route, report.teller, report.story) == (Route.PARTNER, Teller.PARTNER, "what she told me")
    assert (report.organisation, report.organisation_contact) == (NAME, CONTACT)
    assert report.notes["invited_as"] == NAME
    page = shown(browser, "/c/")
    assert len(re.findall(r'<th scope="row"', page)) == 1
    assert "None yet" in page
    assert "she told me" not in page
    Outbound(places.drop_out).put_reply(report.lookup_id, new_id(), b"sealed")
    assert "There is a reply" in shown(browser, "/c/")


def test_the_list_opens_with_the_link_alone_and_says_nothing_on_disk(browser: Client, places: Places) -> None:
    token, lookup_id = invite(NAME, CONTACT, 30), new_id()
    before = len(Partner.objects.get().locked)
    was_sent(token, lookup_id)
    was_sent(token, lookup_id)
    found = invited_by(token)
    assert found is not None
    assert [(one.sent_on, one.lookup_id) for one in found.box.sent] == [(date.today(), lookup_id)]
    row = Partner.objects.get()
    kept = b"".join([bytes(row.locked), row.token_hash.encode(), row.partner_id.encode()])
    assert not any(text.encode() in kept for text in (token, lookup_id, CONTACT))
    assert len(row.locked) == before, "lengths come in steps"
    page = Client().get("/c/")
    assert page.status_code == 404


def test_the_organisation_of_the_link_stands_whatever_is_typed(browser: Client, places: Places) -> None:
    come(browser, invite(NAME, CONTACT, 30))
    browser.post("/c/", {"go": "begin"})
    page = send(browser, organisation="Somebody Else", contact="")
    while re.search(r'name="question" value="(\w+)"', page):
        page = send(browser)
    words = words_on(send(browser))
    send(browser)
    send(browser, go="send", **typed_back(browser, words))
    ((report, _),) = collected(places)
    assert isinstance(report, Report)
    assert (report.organisation, report.notes["invited_as"]) == ("Somebody Else", NAME)


def test_a_revoked_an_ended_and_an_unknown_link_look_the_same(browser: Client) -> None:
    revoked = invite(NAME, CONTACT, 30)
    come(browser, revoked)
    revoke(Partner.objects.get().partner_id)
    assert bytes(Partner.objects.get().locked) == b""
    assert browser.get("/c/").status_code == 404
    assert browser.post("/c/", {"go": "begin"}).status_code == 404
    ended = invite(NAME, CONTACT, 1)
    pages = {Client().get(f"/c/{token}/").content for token in (revoked, "a" * 32, "x")}
    assert len(pages) == 1
    assert Client().get(f"/c/{ended}/").status_code == 200


def test_a_link_ends_by_itself(monkeypatch: pytest.MonkeyPatch) -> None:
    token = invite(NAME, CONTACT, 2)
    for now, good in ((datetime(2126, 1, 1), False), (datetime.now(), True)):
        monkeypatch.setattr("boundaries.intake.partners.invitations.steady_now", lambda now=now: now)
        assert (invited_by(token) is not None) is good


def test_leaving_forgets_the_link(browser: Client) -> None:
    come(browser, invite(NAME, CONTACT, 30))
    browser.get("/exit/")
    assert browser.get("/c/").status_code == 404


def test_a_report_of_ones_own_is_not_taken_over(browser: Client, places: Places) -> None:
    send(browser, go="begin")
    come(browser, invite(NAME, CONTACT, 30))
    tell(browser, "the second one")
    ((report, _),) = collected(places)
    assert report.route is Route.PARTNER


def test_the_command_invites_lists_and_revokes() -> None:
    told = io.StringIO()
    call_command("partner", "invite", NAME, contact=CONTACT, days=30, address="https://tell.example/", stdout=told)
    link = told.getvalue().splitlines()[0]
    assert re.fullmatch(r"https://tell\.example/c/[\w-]{32}/", link)
    token = link.split("/")[-2]
    assert Client().get(f"/c/{token}/").status_code == 200
    told = io.StringIO()
    call_command("partner", "list", stdout=told)
    partner_id, rest = told.getvalue().strip().split("  ", 1)
    assert rest.startswith("good until")
    assert rest.endswith(NAME)
    call_command("partner", "revoke", partner_id, stdout=io.StringIO())
    call_command("partner", "list", stdout=told)
    assert "revoked" in told.getvalue()
    assert Client().get(f"/c/{token}/").status_code == 404
    with pytest.raises(BoundariesError, match="no such invitation"):
        revoke(partner_id)


@pytest.mark.parametrize(("name", "days"), [("", 30), ("x" * 201, 30), ("a\x07b", 30), (NAME, 0), (NAME, 5_000)])
def test_what_cannot_be_an_invitation_is_refused(name: str, days: int) -> None:
    with pytest.raises(BoundariesError):
        invite(name, CONTACT, days)
    assert not Partner.objects.exists()
