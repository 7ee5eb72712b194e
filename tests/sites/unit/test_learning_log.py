"""The learning log: what was learnt across cases, for those who may open them."""

import pytest

from boundaries.casework.cases.kinds import Kind
from boundaries.casework.content import recuse
from boundaries.casework.roles import Role
from tests.sites.unit.test_cases import opened, write
from tests.sites.unit.unit_people import person

pytestmark = pytest.mark.django_db(transaction=True)


def test_what_was_learnt_is_read_across_cases_by_those_who_may_open_them() -> None:
    first, second = person(Role.SUPERVISOR), person(Role.ANALYST)
    person(Role.INVESTIGATOR)
    assert "Nothing has been written yet." in second.sign_in().get("/learning/").content.decode()
    for told in ("Ask for the log first", "Ring back within a day"):
        browser, case = opened(first)
        write(browser, case, Kind.LEARNING, learning=told, action="The control room")
    page = second.browser.get("/learning/").content.decode()
    assert page.index("Ring back within a day") < page.index("Ask for the log first") and page.count("The control room") == 2
    recuse(case.safe, first.holder, second.account, "too close")
    page = second.browser.get("/learning/").content.decode()
    assert "Ring back" not in page and "Ask for the log first" in page


def test_the_auditor_learns_that_something_can_be_opened_by_nobody() -> None:
    first, auditor = person(Role.INVESTIGATOR), person(Role.AUDITOR)
    browser, case = opened(first)
    assert "opened by nobody" not in auditor.sign_in().post("/trail/check/").content.decode()
    assert f'href="/entries/{case.pk}/looks/"' in browser.get(f"/cases/{case.pk}/").content.decode()
    recuse(case.safe, first.holder, first.account, "my sister")
    assert "1 entry or finding can be opened by nobody." in auditor.browser.post("/trail/check/").content.decode()
