"""What sets a clock of a case, what nobody stops by themselves, and what the page of a case says first."""

import json
from datetime import date, datetime, timedelta

import pytest
import time_machine
from django.db import transaction
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st

from boundaries.casework.cases.following import misfits
from boundaries.casework.cases.keeping import records_of
from boundaries.casework.cases.kinds import Kind
from boundaries.casework.cases.records import CaseRecord
from boundaries.casework.cases.workflow import State
from boundaries.casework.content import open_safe
from boundaries.casework.models import Case
from boundaries.casework.referral.criteria import CRITERIA, GROUNDS, MANDATORY, NO_CRITERION
from boundaries.casework.register.entering import enter
from boundaries.casework.roles import Role
from boundaries.catalogue import load_catalogue
from boundaries.handover.report import Teller
from tests.sites.unit.cases.test_rules_of_a_case import BEFORE_REFERRAL, agreed, referred, running
from tests.sites.unit.test_cases import move, opened, write
from tests.sites.unit.unit_cases import answers, open_case
from tests.sites.unit.unit_pages import cells
from tests.sites.unit.unit_people import person
from tests.sites.unit.unit_reports import report

pytestmark = pytest.mark.django_db(transaction=True)


def test_a_case_that_is_investigated_without_a_referral_owes_updates_too() -> None:
    first, second = person(Role.INVESTIGATOR), person(Role.SUPERVISOR)
    browser, case = opened(first)
    for kind in BEFORE_REFERRAL:
        write(browser, case, kind)
    write(browser, case, Kind.REFERRAL_DECISION, decision="no", criterion="none")
    agreed(second, case)
    assert [move(browser, case, to) for to in (State.ASSESSED, State.DEVELOPING)] == [302, 302] and "Update" not in running(case)
    assert move(browser, case, State.INVESTIGATED) == 302
    assert running(case)["Update"].date() == date.today() + timedelta(28)
    write(browser, case, Kind.UPDATE, told_on=f"{date.today() - timedelta(10)}")
    assert running(case)["Update"].date() == date.today() + timedelta(18)


def test_nothing_closes_before_it_says_who_was_told_of_the_outcome_and_what_runs_on_is_shown_still() -> None:
    first, second = person(Role.INVESTIGATOR), person(Role.SUPERVISOR)
    browser, case = opened(first)
    for kind in BEFORE_REFERRAL:
        write(browser, case, kind, **({"at_risk": "no"} if kind is Kind.SAFEGUARDING else {}))
    write(browser, case, Kind.REFERRAL_DECISION, decision="no", criterion="none")
    agreed(second, case)
    assert move(browser, case, State.ASSESSED) == 302
    write(browser, case, Kind.OUTCOME, told="")
    assert "does not say who has been told" in browser.get(f"/cases/{case.pk}/").content.decode()
    assert move(browser, case, State.CLOSED) == 409
    write(browser, case, Kind.OUTCOME, told="She, by telephone on Monday; he, through the federation")
    write(browser, case, Kind.DETRIMENT, next_on=f"{date.today() + timedelta(30)}")
    assert move(browser, case, State.CLOSED) == 302
    due = cells(browser.get("/dashboard/").content.decode(), "Clocks of entries and cases")
    assert due["Detriment watch"] == ["0", "0", "1"] and f'href="/cases/{case.pk}/"' in browser.get("/").content.decode()
    assert "There is no open case" in browser.get("/dashboard/").content.decode()


def test_what_meets_no_criterion_is_not_referred() -> None:
    browser, case = opened(person(Role.INVESTIGATOR))
    told = answers(Kind.REFERRAL_DECISION, decision="yes", criterion="none")
    page = browser.post(f"/cases/{case.pk}/write/referral_decision/", told)
    assert page.status_code == 200 and "choose the one that it meets" in page.content.decode()
    assert not running(case) and Case.objects.get(pk=case.pk).decision_at is None


@pytest.mark.parametrize("criterion", sorted(MANDATORY))
def test_what_meets_a_criterion_is_not_decided_against(criterion: str) -> None:
    browser, case = opened(person(Role.INVESTIGATOR))
    told = answers(Kind.REFERRAL_DECISION, decision="no", criterion=criterion, considered="public_interest")
    page = browser.post(f"/cases/{case.pk}/write/referral_decision/", told)
    assert page.status_code == 200 and "must be referred" in page.content.decode()
    assert Case.objects.get(pk=case.pk).decision_at is None, "no record says that it is met and not referred"
    told |= {"criterion": NO_CRITERION, "considered": criterion}
    assert browser.post(f"/cases/{case.pk}/write/referral_decision/", told).status_code == 302
    page = browser.get(f"/cases/{case.pk}/")
    assert "Which criteria were considered and are not met?" in page.content.decode()
    assert CRITERIA[criterion] in page.content.decode()


def test_who_decides_against_a_voluntary_referral_still_says_what_was_considered() -> None:
    browser, case = opened(person(Role.INVESTIGATOR))
    told = answers(Kind.REFERRAL_DECISION, decision="no", criterion="public_interest", considered="")
    page = browser.post(f"/cases/{case.pk}/write/referral_decision/", told)
    assert page.status_code == 200 and "Choose what was considered and is not met" in page.content.decode()
    write(browser, case, Kind.REFERRAL_DECISION, decision="no", criterion="public_interest", considered="abuse_of_position")


def test_what_an_assessment_finds_is_not_passed_over_by_a_decision_not_to_refer() -> None:
    browser, case = opened(person(Role.INVESTIGATOR))
    limbs(browser, case, "yes")
    told = answers(Kind.REFERRAL_DECISION, decision="no", considered="serious_corruption")
    page = browser.post(f"/cases/{case.pk}/write/referral_decision/", told)
    assert page.status_code == 200 and "The assessment finds every part of the definition" in page.content.decode()
    assert Case.objects.get(pk=case.pk).decision_at is None and running(case)
    write(browser, case, Kind.REFERRAL_DECISION, decision="no")


@given(
    decision=st.sampled_from(("yes", "no")),
    criterion=st.sampled_from(sorted(CRITERIA)),
    considered=st.sets(st.sampled_from(sorted(CRITERIA.keys() - {NO_CRITERION}))),
    found=st.sampled_from(("yes", "no")),
)
def test_no_decision_that_is_taken_contradicts_itself_or_the_assessment(
    decision: str, criterion: str, considered: set[str], found: str
) -> None:
    limbs_of = {limb.id: found for limb in load_catalogue().definition.limbs}
    before = CaseRecord("a", Kind.ASSESSMENT, limbs_of, "b", datetime(2026, 11, 25))
    told = {"decision": decision, "criterion": criterion, "considered": " ".join(sorted(considered))}
    if misfits(Kind.REFERRAL_DECISION, told, [before]):
        return
    assert criterion not in considered
    assert (criterion in MANDATORY) <= (decision == "yes")
    if decision == "no":
        assert considered and (found == "no" or GROUNDS.of_definition in considered)
    else:
        assert criterion != NO_CRITERION


def limbs(browser: Client, case: Case, answer: str) -> None:
    """Assess a case with one answer to each part of the definition but the first, which is found."""
    first, *others = (limb.id for limb in load_catalogue().definition.limbs)
    write(browser, case, Kind.ASSESSMENT, **{first: "yes"}, **dict.fromkeys(others, answer))


def test_the_clock_runs_from_an_assessment_that_finds_all_of_the_definition_and_one_person_does_not_stop_it() -> None:
    first, second = person(Role.INVESTIGATOR), person(Role.SUPERVISOR)
    browser, case = opened(first)
    limbs(browser, case, "not_known")
    assert "Referral" not in running(case)
    limbs(browser, case, "yes")
    assert running(case)["Referral"].date() == date.today() + timedelta(1)
    with time_machine.travel(datetime.now() + timedelta(days=1), tick=True):
        later = second.sign_in()
        limbs(later, case, "yes")
        limbs(later, case, "no")
        assert running(case)["Referral"].date() == date.today(), (
            "neither a correction nor another opinion moves what the law sets"
        )
        write(later, case, Kind.REFERRAL_DECISION, decision="no", criterion="none")
        assert "Referral" in running(case)
    browser = first.sign_in()
    agreed(first, case)
    assert "Referral" not in running(case)
    limbs(browser, case, "yes")
    assert "Referral" in running(case), "what is found again is decided again"
    write(browser, case, Kind.REFERRAL_DECISION, decision="yes", first_clear_at="2026-11-20T09:00")
    assert running(case)["Referral"] == datetime(2026, 11, 21, 23, 59), "it was clear before it was assessed"


def test_correcting_an_assessment_after_two_people_decided_or_after_the_referral_starts_no_clock() -> None:
    first, second = person(Role.INVESTIGATOR), person(Role.SUPERVISOR)
    browser, case = opened(first)
    limbs(browser, case, "yes")
    write(browser, case, Kind.REFERRAL_DECISION, decision="no", criterion="none")
    agreed(second, case)
    limbs(browser, case, "yes")
    assert "Referral" not in running(case)
    _, other = referred(first, second)
    limbs(browser, other, "no")
    limbs(browser, other, "yes")
    assert "Referral" not in running(other)


def test_the_page_of_a_case_says_first_whether_someone_is_at_risk() -> None:
    browser, case = opened(person(Role.INVESTIGATOR))
    for told, said in (
        (None, "nobody has written yet whether someone is at risk"),
        ("not_known", "not known yet whether someone is at risk"),
        ("yes", "Someone is or may be at risk"),
        ("no", ""),
    ):
        if told:
            write(browser, case, Kind.SAFEGUARDING, at_risk=told, who="Her children at home")
        page = browser.get(f"/cases/{case.pk}/").content.decode()
        first = page.partition("Write into the case")[0]
        assert said in first and ("Her children at home" in first) == (told == "yes")
        assert ("govuk-inset-text" in first) == bool(said)


@pytest.mark.parametrize("teller", Teller)
def test_a_colleague_who_told_is_asked_about_detriment_whoever_forgets_it(teller: Teller) -> None:
    browser, entry = person(Role.INVESTIGATOR).sign_in(), enter(report(teller=teller))
    case = open_case(browser, entry)
    is_watched = teller is Teller.COLLEAGUE
    assert running(case).get("Detriment watch", datetime.max).date() == (date.today() + timedelta(28) if is_watched else date.max)
    write(browser, case, Kind.DETRIMENT, next_on="")
    assert "Detriment watch" not in running(case), "over once someone says so"


@pytest.mark.parametrize(("at_first", "later", "is_covert"), [("no", "yes", True), ("no", "no", False), ("yes", "no", True)])
def test_the_pack_says_covert_where_the_case_or_the_referral_does(at_first: str, later: str, is_covert: bool) -> None:
    first, second = person(Role.INVESTIGATOR), person(Role.SUPERVISOR)
    browser, case = opened(first)
    write(browser, case, Kind.REFERRAL_DECISION, decision="yes")
    agreed(second, case)
    write(browser, case, Kind.REFERRAL, covert=at_first)
    write(browser, case, Kind.COVERT, covert=later)
    assert json.loads(browser.post(f"/cases/{case.pk}/pack/", {"form": "json"}).content)["covert"] is is_covert


@pytest.mark.parametrize(("kind", "name"), [(Kind.REFERRAL_DECISION, "first_clear_at"), (Kind.OVERSIGHT, "review_on")])
@pytest.mark.parametrize("year", ["0026", "1926"])
def test_a_mistyped_year_starts_no_clock(kind: Kind, name: str, year: str) -> None:
    browser, case = opened(person(Role.INVESTIGATOR))
    day = f"{year}-11-24" + ("T10:30" if kind is Kind.REFERRAL_DECISION else "")
    page = browser.post(f"/cases/{case.pk}/write/{kind}/", answers(kind, **{name: day}))
    assert page.status_code == 200 and "Check the year" in page.content.decode() and not running(case)
    page = browser.post(f"/cases/{case.pk}/write/task/", answers(Kind.TASK, due_on="9999-12-31"))
    assert page.status_code == 200 and "Check the year" in page.content.decode() and not running(case)


def test_a_day_is_kept_in_one_writing_however_it_was_sent() -> None:
    first = person(Role.INVESTIGATOR)
    browser, case = opened(first)
    for told in ("2026-11-24", "20261124", "2026-W48-2"):
        write(browser, case, Kind.MEETING_DECISION, meeting_on=told)
    with transaction.atomic():
        records = records_of(case, open_safe(case.safe, first.holder))
    assert [one.values["meeting_on"] for one in records] == ["2026-11-24"] * 3
