"""A decision that waits for a second person: told to whoever could be one, spoken to with a reason, and to nobody who could not."""

import re

import pytest

from boundaries.casework.cases.kinds import Kind
from boundaries.casework.models import Case
from boundaries.casework.register.entering import enter
from boundaries.casework.roles import Role
from tests.sites.unit.unit_cases import answers, open_case
from tests.sites.unit.unit_people import Person, person
from tests.sites.unit.unit_reports import report

pytestmark = pytest.mark.django_db(transaction=True)
WAITS = "Waits for a second person"


def decided(ines: Person, decision: str = "yes") -> Case:
    """A case in which somebody has decided whether to refer."""
    browser = ines.sign_in()
    case = open_case(browser, enter(report()))
    told = answers(Kind.REFERRAL_DECISION, decision=decision)
    assert browser.post(f"/cases/{case.pk}/write/referral_decision/", told).status_code == 302
    return case


def pressed(someone: Person, case: Case) -> list[str]:
    """Where the buttons of a case's page send a second word."""
    return re.findall(rf'action="(/cases/{case.pk}/agree/\w+/)"', someone.browser.get(f"/cases/{case.pk}/").content.decode())


def test_whoever_could_be_the_second_person_is_told_on_the_first_page_and_its_author_is_not() -> None:
    ines, sam, amy = person(Role.INVESTIGATOR), person(Role.SUPERVISOR), person(Role.ANALYST)
    case = decided(ines)
    for one in (sam, amy):
        one.sign_in()
    assert WAITS in sam.browser.get("/").content.decode()
    assert f'href="/cases/{case.pk}/"' in sam.browser.get("/").content.decode()
    assert WAITS not in ines.browser.get("/").content.decode() + amy.browser.get("/").content.decode()
    assert "Second word" in ines.browser.get("/cases/").content.decode()
    assert WAITS in ines.browser.get(f"/cases/{case.pk}/").content.decode()
    assert len(pressed(sam, case)) == 1 and pressed(ines, case) == pressed(amy, case) == []
    page = amy.browser.get(f"/cases/{case.pk}/").content.decode()
    assert "/move/" not in page and "/pack/" not in page, "an analyst is offered nothing that is not there for them"


def test_who_is_kept_out_is_not_told_that_a_decision_waits() -> None:
    ines, sam = person(Role.INVESTIGATOR), person(Role.SUPERVISOR)
    case = decided(ines)
    sam.sign_in()
    sam.browser.post(f"/entries/{case.pk}/recuse-self/", {"own_reason": "A friend"})
    assert WAITS not in sam.browser.get("/").content.decode()


def test_who_does_not_agree_says_why_and_it_stands_beside_the_decision() -> None:
    ines, sam = person(Role.INVESTIGATOR), person(Role.SUPERVISOR)
    case = decided(ines)
    sam.sign_in()
    (path,) = pressed(sam, case)
    page = sam.browser.post(path, {"answer": "no", "second_word": " "}).content.decode()
    assert "Say why you do not agree" in page and not case.decided.exists()
    assert sam.browser.post(path, {"answer": "no", "second_word": "x" * 2001}).status_code == 200 and not case.decided.exists()
    assert sam.browser.post(path, {"answer": "no", "second_word": "The second limb is not shown"}).status_code == 302
    for address in (f"/cases/{case.pk}/", f"/cases/{case.pk}/timeline/", f"/entries/{case.pk}/"):
        assert "Not agreed: The second limb is not shown" in ines.browser.get(address).content.decode(), address
    case.refresh_from_db()
    assert case.decision_at is case.decision_by is None and WAITS not in sam.browser.get("/").content.decode()
    assert WAITS not in ines.browser.get(f"/cases/{case.pk}/").content.decode()
    assert decided_again(ines, case).decision_by == ines.account


def decided_again(ines: Person, case: Case) -> Case:
    """The case once it was decided once more."""
    ines.browser.post(f"/cases/{case.pk}/write/referral_decision/", answers(Kind.REFERRAL_DECISION))
    return Case.objects.get(pk=case.pk)


def test_who_agrees_may_say_something_to_it_and_need_not() -> None:
    ines, sam = person(Role.INVESTIGATOR), person(Role.SUPERVISOR)
    case = decided(ines, "no")
    sam.sign_in()
    assert sam.browser.post(pressed(sam, case)[0], {"answer": "agree", "second_word": "Seen the notebook"}).status_code == 302
    assert "Agreed: Seen the notebook" in ines.browser.get(f"/cases/{case.pk}/").content.decode()
    case.refresh_from_db()
    assert not case.is_referral_owed and case.decision_at is None
    decided_again(ines, case)
    assert sam.browser.post(pressed(sam, case)[0], {"answer": "agree"}).status_code == 302
    case.refresh_from_db()
    assert case.is_referral_owed and case.decision_at is None


def test_a_long_record_is_written_on_from_the_newest_and_a_decision_is_not() -> None:
    ines = person(Role.INVESTIGATOR)
    case = decided(ines)
    told = answers(Kind.ASSESSMENT) | {"purpose_why": "Messages at night", "vulnerabilities": ["alcohol", "drugs"]}
    path = f"/cases/{case.pk}/write/assessment/"
    assert "Filled in from" not in ines.browser.get(path).content.decode()
    assert ines.browser.post(path, told).status_code == 302
    page = ines.browser.get(path).content.decode()
    assert "Messages at night" in page and "Filled in from the record of" in page
    assert page.count(" checked") == 4 + 1 + 2, "four limbs, the urgency and two vulnerabilities"
    assert "Filled in from" not in ines.browser.get(f"/cases/{case.pk}/write/referral_decision/").content.decode()
    assert "the newest counts" in page
    assert "the newest counts" not in ines.browser.get(f"/cases/{case.pk}/write/task/").content.decode()
