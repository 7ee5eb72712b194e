"""The list of cases and the page of one, as somebody begins the day with them: whose they are, and what there is to do."""

import re
from datetime import date, datetime, timedelta

import pytest
import time_machine
from django.test import Client

from boundaries.casework.cases.kinds import Kind
from boundaries.casework.cases.workflow import State
from boundaries.casework.models import Case
from boundaries.casework.models.cases import NEVER
from boundaries.casework.pages import cases
from boundaries.casework.pages.walking import Walk
from boundaries.casework.register.entering import enter
from boundaries.casework.roles import Role
from tests.sites.unit.unit_cases import open_case, write
from tests.sites.unit.unit_people import person
from tests.sites.unit.unit_reports import report

pytestmark = pytest.mark.django_db(transaction=True)
TODAY = date.today()


def listed(browser: Client, query: str = "") -> list[str]:
    """The cases that the list shows."""
    return re.findall(
        r'<td class="govuk-table__cell"><a class="govuk-link" href="/cases/(\w{26})/"',
        browser.get(f"/cases/{query}").content.decode(),
    )


def test_ones_own_cases_and_nobodys_can_be_listed_alone_and_ended_ones_only_while_a_clock_runs() -> None:
    ann, ben = person(Role.SUPERVISOR, "ann vesey"), person(Role.INVESTIGATOR, "ben thorne")
    person(Role.ANALYST)
    anns, bens = ann.sign_in(), ben.sign_in()
    mine, ended, watched = (open_case(bens, enter(report())) for _ in range(3))
    hers, nobodys, hidden = open_case(anns, enter(report())), open_case(bens, enter(report())), open_case(bens, enter(report()))
    Case.objects.filter(pk__in=[ended.pk, watched.pk]).update(state=State.CLOSED)
    write(bens, watched, Kind.DETRIMENT, next_on=f"{TODAY + timedelta(9)}")
    Case.objects.filter(pk=nobodys.pk).update(allocated_to=None)
    assert anns.post(f"/entries/{hidden.pk}/recuse-self/", {"own_reason": "A friend"}).status_code == 302
    Case.objects.filter(pk=hidden.pk).update(allocated_to=None)
    assert Case.objects.get(pk=mine.pk).due_at == NEVER
    assert listed(bens, "?whose=mine") == [watched.pk, mine.pk] and listed(anns, "?whose=mine") == [hers.pk]
    assert set(listed(bens, "?whose=nobody")) == {nobodys.pk, hidden.pk} and listed(anns, "?whose=nobody") == [nobodys.pk]
    assert (
        set(listed(bens))
        == set(listed(bens, "?whose=everybody"))
        == {one.pk for one in (mine, ended, watched, hers, nobodys, hidden)}
    )


def test_a_page_of_ones_own_leads_to_the_next_page_of_ones_own(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cases, "_OF_SOME", Walk(cases._OF_SOME.build, 1))
    ann, ben = person(Role.SUPERVISOR, "ann vesey"), person(Role.INVESTIGATOR, "ben thorne")
    anns, bens = ann.sign_in(), ben.sign_in()
    mine = [open_case(anns, enter(report())).pk for _ in range(2)]
    open_case(bens, enter(report()))
    (next_page,) = re.findall(r'href="(\?whose=mine&amp;page=[^"]+)"', anns.get("/cases/?whose=mine").content.decode())
    assert [*listed(anns, "?whose=mine"), *listed(anns, next_page.replace("&amp;", "&"))] == mine


def test_what_is_to_do_stands_on_top_the_first_due_first_until_it_is_done() -> None:
    browser = person(Role.INVESTIGATOR).sign_in()
    case = open_case(browser, enter(report()))
    assert "To do" not in browser.get(f"/cases/{case.pk}/").content.decode()
    write(browser, case, Kind.TASK, task="Ask the control room", who="Ben", due_on=f"{TODAY + timedelta(3)}")
    write(browser, case, Kind.MEETING_DECISION, decision="Look at the roster", owner="Ann", due_on=f"{TODAY - timedelta(1)}")
    rows = browser.get(f"/cases/{case.pk}/").content.decode().partition("To do")[2].partition("</table>")[0]
    assert rows.index("Look at the roster") < rows.index("Ann") < rows.index("Overdue") < rows.index("Ask the control room")
    (done,) = [one for one in re.findall(r'href="([^"]+)"', rows) if one.endswith("=2")]
    assert 'value="2"' in browser.get(done).content.decode()
    write(browser, case, Kind.TASK_DONE, task="2")
    rows = browser.get(f"/cases/{case.pk}/").content.decode().partition("To do")[2].partition("</table>")[0]
    assert "Look at the roster" not in rows and "Ask the control room" in rows


def test_an_older_update_that_is_written_down_late_brings_no_clock_forward() -> None:
    browser = person(Role.INVESTIGATOR).sign_in()
    case = open_case(browser, enter(report()))
    for days in (2, 20):
        write(browser, case, Kind.UPDATE, told_on=f"{TODAY - timedelta(days)}")
        assert Case.objects.get().update_by_on == TODAY + timedelta(26)


def test_a_case_that_nobody_has_assessed_says_so_and_comes_to_the_first_page_of_who_may_see_it() -> None:
    ian, ann, kept_out = person(Role.INVESTIGATOR), person(Role.SUPERVISOR), person(Role.ANALYST, "ed thorne")
    with time_machine.travel(datetime.now() - timedelta(days=12), tick=True):
        old = open_case(ian.sign_in(), enter(report(exclude="anyone called Thorne")))
    with time_machine.travel(datetime.now() - timedelta(days=2), tick=True):
        young = open_case(ian.sign_in(), enter(report()))
    browser = ann.sign_in()
    page = browser.get(f"/cases/{old.pk}/").content.decode()
    assert "Has it become clear?" in page and "open for 12 days" in page
    first = browser.get("/").content.decode().partition("Not assessed yet")[2]
    assert f'href="/cases/{old.pk}/"' in first and "open for 12 days" in first and young.pk not in first
    shown = browser.get("/cases/?whose=unassessed").content.decode()
    assert shown.index(old.pk) < shown.index(young.pk) and "Not assessed, 12 days" in shown
    assert "whose=unassessed" in browser.get("/dashboard/").content.decode()
    theirs = kept_out.sign_in()
    for path in ("/", "/cases/?whose=unassessed"):
        assert old.pk[:8] not in theirs.get(path).content.decode()
    for kind in (Kind.SAFEGUARDING, Kind.ASSESSMENT, Kind.PRIORITY):
        write(browser, old, kind)
    assert "Has it become clear" not in browser.get(f"/cases/{old.pk}/").content.decode()
    assert browser.post(f"/cases/{old.pk}/move/", {"to": "assessed", "reason": "Ready"}).status_code == 302
    assert "Not assessed yet" not in browser.get("/").content.decode().partition("<h1")[2]
    shown = browser.get("/cases/?whose=unassessed").content.decode()
    assert old.pk not in shown and young.pk in shown


def test_a_case_of_which_a_referral_is_owed_is_not_said_to_be_unanswered() -> None:
    someone = person(Role.INVESTIGATOR)
    with time_machine.travel(datetime.now() - timedelta(days=12), tick=True):
        case = open_case(someone.sign_in(), enter(report()))
    browser = someone.sign_in()
    write(browser, case, Kind.REFERRAL_DECISION)
    assert "Has it become clear" not in browser.get(f"/cases/{case.pk}/").content.decode()
    assert (
        "Not assessed" not in browser.get("/").content.decode() + browser.get("/cases/").content.decode().partition("<table")[2]
    )
