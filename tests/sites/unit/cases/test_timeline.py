"""The timeline of a case has everything of it, each where it happened."""

import re
from datetime import date

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from boundaries.casework.cases.kinds import Kind
from boundaries.casework.collecting.collect import collect
from boundaries.casework.content import recuse
from boundaries.casework.models import Entry, TrailLine
from boundaries.casework.register.entering import enter
from boundaries.casework.roles import Role
from boundaries.handover.ids import new_id
from boundaries.handover.report import FollowUp
from tests.sites.unit.unit_cases import open_case, write
from tests.sites.unit.unit_pages import without_tokens
from tests.sites.unit.unit_people import person
from tests.sites.unit.unit_reports import deliver, report

pytestmark = pytest.mark.django_db(transaction=True)


def headings(page: str) -> list[str]:
    """What happened, in the order of the page, without whatever was only written down just now."""
    return [" ".join(one.split()) for one in re.findall(r"<h2[^>]*>([^<]*)</h2>", page)]


def test_everything_of_a_case_stands_where_it_happened() -> None:
    ann, ian = person(Role.SUPERVISOR, "ann supple"), person(Role.INVESTIGATOR, "ian vesey")
    person(Role.ANALYST)
    entry = enter(report(received_on=date(2026, 11, 20)))
    browser = ann.sign_in()
    case = open_case(browser, entry)
    write(browser, case, Kind.EXHIBIT, seized_at="2026-11-21T22:15")
    write(browser, case, Kind.UPDATE, told_on="2026-11-22")
    write(browser, case, Kind.REFERRAL_DECISION, first_clear_at="2026-11-21T09:00")
    write(browser, case, Kind.TASK, due_on="2031-01-01")
    browser.post(f"/entries/{entry.pk}/note/", {"note": "Spoke with the ferryman"})
    page = browser.get(f"/cases/{case.pk}/timeline/").content.decode()
    found = headings(page)
    assert found[:4] == [
        "20 November 2026: Came in: Web",
        "21 November 2026 09:00: First became clear that it must be referred, Ann Supple",
        "21 November 2026 22:15: Exhibit, Ann Supple",
        "22 November 2026: Update to who told us, Ann Supple",
    ]
    later = [one.partition(": ")[2] for one in found[4:]]
    assert later == ["Moved to received", "Decision whether to refer, Ann Supple", "Task, Ann Supple", "Note"], later
    assert page.count("Written down ") == 3 and "Spoke with the ferryman" in page
    assert f'href="/cases/{case.pk}/timeline/"' in browser.get(f"/cases/{case.pk}/").content.decode()
    recuse(case.safe, ann.holder, ian.account, "a friend")
    assert ian.sign_in().get(f"/cases/{case.pk}/timeline/").status_code == 404


def merge(browser: Client, one: Entry, into: Entry) -> None:
    """Merge one into the other on the page of the other."""
    told = {"merged": one.pk, "merge_why": "The same evening", "merge_confirmed": "yes"}
    assert browser.post(f"/entries/{into.pk}/merge/", told).status_code == 302


def test_what_is_merged_into_a_case_stands_where_it_happened_for_whoever_can_open_it_and_nobody_else() -> None:
    ann, ada = person(Role.SUPERVISOR, "ann supple"), person(Role.SUPERVISOR, "ada thorne")
    person(Role.INVESTIGATOR, "ian vesey")
    into, told = (
        enter(report(received_on=date(2026, 11, 20))),
        report(received_on=date(2026, 11, 18), exclude="anyone called Thorne"),
    )
    kept_out, browser = enter(told), ann.sign_in()
    case = open_case(browser, into)
    path = f"/cases/{case.pk}/timeline/"
    before = without_tokens(ada.sign_in().get(path).content)
    deliver(FollowUp(follow_up_id=new_id(), lookup_id=told.lookup_id, received_on=date(2026, 11, 19), text="He came again"))
    collect()
    browser.post(f"/entries/{kept_out.pk}/note/", {"note": "The barmaid knows him"})
    merge(browser, kept_out, into)
    page = browser.get(path).content.decode()
    found = headings(page)
    assert found[:2] == ["18 November 2026: Came in: Web", "20 November 2026: Came in: Web"]
    later = [one.partition(": ")[2] for one in found[2:]]
    assert later == ["Moved to received", "Message from whoever told us", "Note", "Merged into the entry of the case"], later
    assert "He came again" in page and "The barmaid knows him" in page
    assert page.count(f'href="/entries/{kept_out.pk}/"') == 4, "each says from which entry it is"
    assert TrailLine.objects.filter(act="entry_viewed", about=kept_out.pk, actor=ann.account.pk).count() == 1
    looks = TrailLine.objects.filter(about=kept_out.pk, actor=ada.account.pk)
    assert without_tokens(ada.browser.get(path).content) == before and not looks.exists()


def test_it_asks_as_often_for_one_merged_entry_as_for_three() -> None:
    ann, into = person(Role.SUPERVISOR, "ann supple"), enter(report())
    person(Role.INVESTIGATOR, "ian vesey")
    browser = ann.sign_in()
    case, counts = open_case(browser, into), []
    for _ in range(3):
        merge(browser, enter(report()), into)
        browser.get(f"/cases/{case.pk}/timeline/")
        with CaptureQueriesContext(connection) as queries:
            browser.get(f"/cases/{case.pk}/timeline/")
        counts.append(len(queries))
    assert len(set(counts)) == 1, counts
