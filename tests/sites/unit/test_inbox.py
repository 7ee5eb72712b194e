"""The inbox: everything that came in, or what is unread, open or closed alone; of nothing that one may not open."""

import re
from dataclasses import replace
from datetime import date

import pytest
from django.test import Client

from boundaries.casework.collecting.collect import collect
from boundaries.casework.models import Entry, EntryState, Pair
from boundaries.casework.pages import inbox
from boundaries.casework.pages.walking import Walk
from boundaries.casework.register.entering import enter
from boundaries.casework.roles import Role
from boundaries.handover.ids import new_id
from boundaries.handover.report import FollowUp
from tests.scans import finding, scan
from tests.sites.unit.unit_people import person
from tests.sites.unit.unit_reports import deliver, report
from tests.sites.unit.unit_scans import bring

pytestmark = pytest.mark.django_db(transaction=True)


def listed(browser: Client, query: str = "") -> list[str]:
    """The entries that the inbox shows, in their order."""
    return re.findall(r'href="/entries/(\w{26})/"', browser.get(f"/inbox/{query}").content.decode())


def test_what_is_unread_open_or_closed_is_listed_alone_and_what_a_reporter_adds_is_unread_again() -> None:
    ann, ben = person(Role.SUPERVISOR, "ann vesey"), person(Role.INVESTIGATOR, "ben thorne")
    person(Role.ANALYST)
    told = report()
    unread, closed, opened = enter(report()), enter(told), enter(report())
    hidden = enter(report(exclude="anyone called Vesey"))
    browser = ben.sign_in()
    for one in (closed, opened):
        assert browser.get(f"/entries/{one.pk}/").status_code == 200
    assert browser.post(f"/entries/{closed.pk}/close/", {"close_reason": "Nothing follows"}).status_code == 302
    assert listed(browser, "?state=unread") == [hidden.pk, unread.pk]
    assert (listed(browser, "?state=open"), listed(browser, "?state=closed")) == ([opened.pk], [closed.pk])
    assert set(listed(browser)) == set(listed(browser, "?state=odd")) == {unread.pk, closed.pk, opened.pk, hidden.pk}
    assert listed(ann.sign_in(), "?state=unread") == [unread.pk]
    more = {"lookup_id": told.lookup_id, "received_on": date.today(), "text": "He came again"}
    deliver(FollowUp(follow_up_id=new_id(), **more))
    collect()
    assert set(listed(browser, "?state=unread")) == {hidden.pk, unread.pk, closed.pk} and listed(browser, "?state=closed") == []


def test_what_a_reporter_adds_to_a_merged_entry_is_not_missed_among_the_unread_by_who_sees_both() -> None:
    ben = person(Role.INVESTIGATOR, "ben thorne")
    ann = person(Role.SUPERVISOR, "ann vesey")
    person(Role.ANALYST)
    told = report()
    one, into = enter(told), enter(report(exclude="anyone called Vesey"))
    browser = ben.sign_in()
    for each in (one, into):
        browser.get(f"/entries/{each.pk}/")
    confirmed = {"merged": one.pk, "merge_why": "The same night", "merge_confirmed": "yes"}
    assert browser.post(f"/entries/{into.pk}/merge/", confirmed).status_code == 302
    assert listed(browser, "?state=unread") == []
    deliver(FollowUp(follow_up_id=new_id(), lookup_id=told.lookup_id, received_on=date.today(), text="He came again"))
    collect()
    assert (
        listed(browser, "?state=unread") == [into.pk]
        and "Read, with something unread" in browser.get("/inbox/?state=unread").content.decode()
    )
    assert listed(ann.sign_in(), "?state=unread") == [one.pk]
    browser.get(f"/entries/{into.pk}/")
    assert listed(browser, "?state=unread") == []


def test_a_page_of_the_unread_leads_to_the_next_page_of_them(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(inbox._LISTS, inbox.UNREAD, Walk(inbox._LISTS[inbox.UNREAD].build, 1))
    browser = person(Role.INVESTIGATOR).sign_in()
    first, seen, last = (enter(report()).pk for _ in range(3))
    browser.get(f"/entries/{seen}/")
    (older,) = re.findall(r'href="(\?state=unread&amp;page=[^"]+)"', browser.get("/inbox/?state=unread").content.decode())
    assert listed(browser, "?state=unread") + listed(browser, older.replace("&amp;", "&")) == [last, first]


def test_what_a_finding_opens_is_open_and_read_by_who_decided_it() -> None:
    browser = person(Role.ANALYST).sign_in()
    bring(scan(replace(finding(), urgency="standard")))
    pair = Pair.objects.get()
    assert browser.post(f"/review/{pair.pk}/verdict/", {"verdict": "concern", "reason": "Seven visits"}).status_code == 302
    assert (Entry.objects.get().state, Entry.objects.get().is_unread) == (EntryState.OPEN, False)
    assert (listed(browser, "?state=open"), listed(browser, "?state=unread")) == ([pair.pk], [])
