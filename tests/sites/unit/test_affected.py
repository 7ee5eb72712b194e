"""Whom a report names as affected is looked for in what one may open, and no mark of them is kept."""

import pytest

from boundaries.casework.models import SubjectMark
from boundaries.casework.register.entering import enter
from boundaries.handover.people import NamedPerson
from tests.sites.unit.test_register import linked, page, unit
from tests.sites.unit.unit_reports import report

pytestmark = pytest.mark.django_db(transaction=True)


def test_whom_a_report_says_it_affects_is_found_elsewhere_and_linked() -> None:
    head, analyst = unit()
    cy = NamedPerson(name="Cy O'Dell", age_group="adult")
    first, unnamed = enter(report(people=(cy, NamedPerson(circumstances="he sleeps rough")))), enter(report())
    told, hidden = enter(report(story="Then Cy O'Dell rang me")), enter(report(people=(cy,), exclude="not Thorne"))
    browser, words = analyst.sign_in(), "Cy O&#39;Dell"
    shown = page(browser, first)
    assert shown.count("Look for") == 1 and f'name="words" value="{words}"' in shown
    assert "Look for" not in page(browser, unnamed)
    found = {
        one: browser.post("/search/", {"words": "Cy O'Dell"}).content.decode().count(one.pk[:8]) for one in (told, first, hidden)
    }
    assert found[told] and found[first] and not found[hidden]
    assert not SubjectMark.objects.filter(safe__in=[first.pk, told.pk]).exists(), "no mark is kept of who is affected"
    assert linked(browser, first, told.pk, relation="same_person") == 302
    assert all("They concern the same person affected" in page(browser, one) for one in (first, told))
    assert "Look for" in page(head.sign_in(), hidden)
