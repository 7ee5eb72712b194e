"""The timeline of a case has everything of it, each where it happened."""

import re
from datetime import date

import pytest

from boundaries.casework.cases.kinds import Kind
from boundaries.casework.collecting.entering import enter
from boundaries.casework.content import recuse
from boundaries.casework.roles import Role
from tests.sites.unit.unit_cases import open_case, write
from tests.sites.unit.unit_people import person
from tests.sites.unit.unit_reports import report

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
