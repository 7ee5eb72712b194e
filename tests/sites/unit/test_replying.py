"""A reply is sent once, by who has read what was said last; and can be the update that a case owes."""

import re
from datetime import date, timedelta

import pytest
from django.test import Client

from boundaries.casework.cases.kinds import Kind
from boundaries.casework.collecting.collect import collect
from boundaries.casework.models import Case, Entry, Sealed
from boundaries.casework.register.entering import enter
from boundaries.casework.roles import Role
from boundaries.handover.ids import new_id
from boundaries.handover.report import FollowUp
from tests.sites.unit.test_register import GRADED
from tests.sites.unit.unit_cases import open_case, write
from tests.sites.unit.unit_people import person
from tests.sites.unit.unit_reports import deliver, report

pytestmark = pytest.mark.django_db(transaction=True)
SINCE, DUE = "Something was said here since you began", "It is the update that is due by"


def on_page(browser: Client, path: str) -> str:
    """What a form of a page says that it rests on."""
    (found,) = set(re.findall(r'name="on" value="(\w*)"', browser.get(path).content.decode()))
    return str(found)


def sent(entry: Entry) -> int:
    """How many replies lie in an entry."""
    return Sealed.objects.filter(safe=entry.pk, kind="reply").count()


def test_a_reply_is_sent_once_and_not_by_who_has_not_read_what_was_said_meanwhile() -> None:
    ann, ben = person(Role.SUPERVISOR, "ann vesey"), person(Role.INVESTIGATOR, "ben thorne")
    told = report()
    entry = enter(told)
    path = f"/entries/{entry.pk}/"
    on = [on_page(one.sign_in(), path) for one in (ann, ben)]
    assert ann.browser.post(f"{path}reply/", {"reply": "Thank you", "on": on[0]}).status_code == 302
    for late in (ann, ben):
        page = late.browser.post(f"{path}reply/", {"reply": "Thank you for it", "on": on[1]})
        assert page.status_code == 200 and SINCE in page.content.decode() and "Thank you for it" in page.content.decode()
    assert sent(entry) == 1
    on[1] = on_page(ben.browser, path)
    more = {"lookup_id": told.lookup_id, "received_on": date.today(), "text": "Do not write any more: he reads it"}
    deliver(FollowUp(follow_up_id=new_id(), **more))
    collect()
    page = ben.browser.post(f"{path}reply/", {"reply": "How are you?", "on": on[1]}).content.decode()
    assert SINCE in page and "he reads it" in page and sent(entry) == 1
    assert ben.browser.post(f"{path}reply/", {"reply": "Understood", "on": on_page(ben.browser, path)}).status_code == 302
    assert sent(entry) == 2


def test_a_reply_can_be_the_update_that_is_due_and_is_none_where_none_is_or_nothing_was_sent() -> None:
    ann = person(Role.INVESTIGATOR)
    browser, entry = ann.sign_in(), enter(report())
    path = f"/entries/{entry.pk}/"
    assert DUE not in browser.get(path).content.decode()
    browser.post(f"{path}reply/", {"reply": "Thank you", "is_update": "yes"})
    case = open_case(browser, entry)
    browser.post(f"{path}reply/", {"reply": "A case was opened", "is_update": "yes"})
    assert not Sealed.objects.filter(kind="case_update").exists()
    write(browser, case, Kind.UPDATE, told_on=f"{date.today() - timedelta(27)}")
    assert f"{DUE} {date.today() + timedelta(1):%-d %B %Y}" in browser.get(path).content.decode()
    browser.post(f"{path}reply/", {"reply": "Once more", "is_update": "yes", "on": "older"})
    browser.post(f"{path}reply/", {"reply": "Are you well?"})
    assert Case.objects.get().update_by_on == date.today() + timedelta(1)
    assert browser.post(f"{path}reply/", {"reply": "He is suspended from duty", "is_update": "yes"}).status_code == 302
    assert Case.objects.get().update_by_on == date.today() + timedelta(28)
    assert "He is suspended from duty" in browser.get(f"/cases/{case.pk}/").content.decode()


def test_no_grading_is_superseded_unseen_nor_added_twice() -> None:
    ann, ben = person(Role.SUPERVISOR, "ann vesey"), person(Role.INVESTIGATOR, "ben thorne")
    path = f"/entries/{enter(report()).pk}/grade/"
    on = [on_page(one.sign_in(), path) for one in (ann, ben)]
    assert ann.browser.post(path, {**GRADED, "on": on[0]}).status_code == 302
    for late in (ann, ben):
        page = late.browser.post(path, {**GRADED, "on": on[1]})
        assert page.status_code == 200 and "Another grading was added since you began" in page.content.decode()
    assert Sealed.objects.filter(kind="entry_grade").count() == 1
    assert ben.browser.post(path, {**GRADED, "on": on_page(ben.browser, path)}).status_code == 302
