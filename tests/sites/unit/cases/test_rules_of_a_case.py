"""What a case holds its people to: referral again, decisions by two, an unbroken line of hand-overs, clocks, and covertness."""

import re
from collections.abc import Sequence
from datetime import date, datetime, timedelta

import pytest
import time_machine
from django.test import Client

from boundaries.casework.cases.kinds import Kind
from boundaries.casework.cases.workflow import State
from boundaries.casework.figures.clocks import clocks_of
from boundaries.casework.models import Account, Case, CaseMove
from boundaries.casework.roles import Role
from tests.sites.unit.test_cases import decision_of, move, opened, write
from tests.sites.unit.unit_cases import answers
from tests.sites.unit.unit_people import Person, person

pytestmark = pytest.mark.django_db(transaction=True)
BEFORE_REFERRAL = (Kind.SAFEGUARDING, Kind.ASSESSMENT, Kind.PRIORITY)


def agreed(by: Person, case: Case) -> None:
    """Let someone agree with the newest decision."""
    browser = by.browser if by.browser.cookies else by.sign_in()
    (path,) = decision_of(browser, case)
    assert browser.post(path, {"answer": "agree"}).status_code == 302


def referred(first: Person, second: Person) -> tuple[Client, Case]:
    """A case that was referred once."""
    browser, case = opened(first)
    for kind in BEFORE_REFERRAL:
        write(browser, case, kind)
    assert move(browser, case, State.ASSESSED) == 302
    write(browser, case, Kind.REFERRAL_DECISION, decision="yes")
    agreed(second, case)
    assert move(browser, case, State.REFERRED) == 409, "nothing was written that could have been sent"
    write(browser, case, Kind.REFERRAL)
    assert move(browser, case, State.REFERRED) == 302
    return browser, case


def running(case: Case) -> dict[str, datetime]:
    """The clocks that run."""
    return dict(clocks_of(Case.objects.get(pk=case.pk)))


@pytest.mark.parametrize("on_the_way", [(), (State.INVESTIGATED,), (State.INVESTIGATED, State.OUTCOME)])
def test_a_new_concern_is_referred_again_from_wherever_the_case_stands(on_the_way: Sequence[State]) -> None:
    first, second = person(Role.INVESTIGATOR), person(Role.SUPERVISOR)
    browser, case = referred(first, second)
    assert "Referral" not in running(case)
    write(browser, case, Kind.OUTCOME, outcome="other")
    for state in on_the_way:
        assert move(browser, case, state) == 302
    assert move(browser, case, State.REFERRED) == 409, "the decision of the first referral does not carry a second one"
    write(browser, case, Kind.REFERRAL_DECISION, decision="yes", rationale="A second woman has come forward")
    assert running(case)["Referral"] == datetime(2026, 11, 25, 23, 59), "even where it was clear before the first referral"
    assert move(browser, case, State.REFERRED) == 409
    agreed(second, case)
    assert move(browser, case, State.REFERRED) == 409, "what was sent the first time is not what is new"
    write(browser, case, Kind.REFERRAL, allegation="A second woman")
    assert move(browser, case, State.REFERRED) == 302
    assert "Referral" not in running(case)
    assert [one.due_at for one in CaseMove.objects.filter(to_state="referred")] == [datetime(2026, 11, 25, 23, 59)] * 2
    page = browser.get(f"/yearly-return/?year={date.today().year}").content.decode()
    assert "withheld" in page.partition("Referrals")[2], "both are counted, and two are few"


def test_nothing_closes_that_it_was_decided_to_refer_nor_on_one_persons_word() -> None:
    first, second = person(Role.INVESTIGATOR), person(Role.SUPERVISOR)
    browser, case = opened(first)
    for kind in (*BEFORE_REFERRAL, Kind.OUTCOME):
        write(browser, case, kind, **({"at_risk": "no"} if kind is Kind.SAFEGUARDING else {}))
    assert move(browser, case, State.ASSESSED) == 302
    write(browser, case, Kind.REFERRAL_DECISION, decision="no", criterion="none")
    assert move(browser, case, State.CLOSED) == 409
    write(browser, case, Kind.REFERRAL_DECISION, decision="yes")
    agreed(second, case)
    page = browser.get(f"/cases/{case.pk}/").content.decode()
    assert "A referral is owed: refer it first" in page
    assert move(browser, case, State.CLOSED) == 409


def test_only_the_newest_decision_can_be_agreed_with() -> None:
    first, second = person(Role.INVESTIGATOR), person(Role.SUPERVISOR)
    browser, case = opened(first)
    write(browser, case, Kind.REFERRAL_DECISION, decision="no", criterion="none")
    (old,) = decision_of(second.sign_in(), case)
    write(browser, case, Kind.REFERRAL_DECISION, decision="yes")
    assert second.browser.post(old, {"answer": "agree"}).status_code == 409
    (new,) = decision_of(second.browser, case)
    assert new != old


def test_a_second_account_of_the_same_person_is_not_a_second_person() -> None:
    first = person(Role.INVESTIGATOR, "ines marsh", member_id="M7")
    again, other = person(Role.SUPERVISOR, "ines marsh-hill", member_id="m7"), person(Role.HEAD)
    browser, case = opened(first)
    write(browser, case, Kind.REFERRAL_DECISION, decision="yes")
    (path,) = decision_of(other.sign_in(), case)
    assert decision_of(again.sign_in(), case) == []
    assert again.browser.post(path, {"answer": "agree"}).status_code == 409
    Account.objects.filter(pk=first.account.pk).update(role=Role.HEAD)
    assert browser.post(path, {"answer": "agree"}).status_code == 409, "another role does not make another person"


@pytest.mark.parametrize("kind", [Kind.ASSESSMENT, Kind.REFERRAL_DECISION, Kind.OUTCOME])
def test_who_assessed_decided_or_wrote_the_outcome_does_not_review_it_though_a_colleague_closed_it(kind: Kind) -> None:
    closer, author, third = person(Role.INVESTIGATOR), person(Role.SUPERVISOR), person(Role.HEAD)
    browser, case = opened(closer)
    author.sign_in()
    for one in (*BEFORE_REFERRAL, Kind.OUTCOME, Kind.REFERRAL_DECISION):
        told = {"decision": "no", "criterion": "none"} if one is Kind.REFERRAL_DECISION else {}
        told |= {"at_risk": "no"} if one is Kind.SAFEGUARDING else {}
        write(author.browser if one is kind else browser, case, one, **told)
    agreed(third, case)
    assert move(browser, case, State.ASSESSED) == 302
    assert move(browser, case, State.CLOSED) == 302
    assert move(browser, case, State.REVIEWED) == 409
    assert move(author.browser, case, State.REVIEWED) == 409
    assert move(third.browser, case, State.REVIEWED) == 302


def test_updates_fall_due_again_in_a_case_that_is_opened_again() -> None:
    first, second = person(Role.INVESTIGATOR), person(Role.SUPERVISOR)
    browser, case = referred(first, second)
    for kind in (Kind.OUTCOME, Kind.LEARNING, Kind.SAFEGUARDING):
        write(browser, case, kind, **({"at_risk": "no"} if kind is Kind.SAFEGUARDING else {}))
    for state in (State.OUTCOME, State.CLOSED):
        assert move(browser, case, state) == 302
    assert Case.objects.get().update_by_on is None
    assert move(browser, case, State.DEVELOPING) == 302
    assert Case.objects.get().update_by_on == date.today() + timedelta(28)


def faults(browser: Client, case: Case, kind: Kind, **told: str) -> list[str]:
    """What is wrong with a record that is not taken."""
    answer = browser.post(f"/cases/{case.pk}/write/{kind.value}/", answers(kind, **told))
    assert answer.status_code == 200
    page = answer.content.decode()
    return [re.sub(r"<[^>]+>|Error:", "", one).strip() for one in re.findall(r'error-message"[^>]*>(.*?)</p>', page, re.DOTALL)]


def test_an_exhibit_is_handed_on_by_who_has_it_and_not_before_they_had_it() -> None:
    browser, case = opened(person(Role.INVESTIGATOR))
    gap = {"reference": "AB/1", "from_whom": "PC Ash", "to_whom": "DC Elm", "handed_at": "2026-11-24T11:00"}
    assert faults(browser, case, Kind.CONTINUITY, **gap) == ["There is no exhibit of this reference"]
    write(browser, case, Kind.EXHIBIT, reference="AB/1", seized_by="PC Ash", seized_at="2026-11-24T10:00")
    assert faults(browser, case, Kind.EXHIBIT, reference=" ab/1 ") == ["There is an exhibit of this reference already"]
    assert faults(browser, case, Kind.CONTINUITY, **gap | {"handed_at": "2026-11-24T09:00"}) == [
        "PC Ash had it only from 24 November 2026 10:00 on"
    ]
    write(browser, case, Kind.CONTINUITY, **gap)
    told = faults(browser, case, Kind.CONTINUITY, **gap | {"handed_at": "2026-11-24T12:00", "to_whom": "the store"})
    assert told == ["As far as is recorded DC Elm has it: write that hand-over first"]
    write(
        browser, case, Kind.CONTINUITY, **gap | {"from_whom": "dc  elm", "to_whom": "the store", "handed_at": "2026-11-24T12:00"}
    )


def test_what_has_not_happened_yet_is_not_recorded_as_done_and_sets_no_clock() -> None:
    browser, case = opened(person(Role.INVESTIGATOR))
    for ahead in ("2062-01-01T10:00", "9999-12-31T23:59"):
        told = faults(browser, case, Kind.REFERRAL_DECISION, first_clear_at=ahead)
        assert told == ["This has not happened yet: enter when it did"]
        assert faults(browser, case, Kind.UPDATE, told_on=ahead[:10]) == told
        assert faults(browser, case, Kind.OUTCOME, decided_on=ahead[:10]) == told
    assert running(case) == {}


def test_tasks_the_detriment_watch_and_welfare_have_clocks_until_they_are_over() -> None:
    browser, case = opened(person(Role.INVESTIGATOR))
    write(browser, case, Kind.TASK, due_on="2026-12-09")
    write(browser, case, Kind.TASK, due_on="2026-12-02")
    write(browser, case, Kind.DETRIMENT, next_on="2026-12-20")
    write(browser, case, Kind.WELFARE, whose="affected", next_on="2026-12-01")
    write(browser, case, Kind.WELFARE, whose="member", next_on="2026-12-05")
    days = {what: at.date() for what, at in running(case).items()}
    assert days == {"Task": date(2026, 12, 2), "Detriment watch": date(2026, 12, 20), "Welfare": date(2026, 12, 1)}
    assert "Task 2 (open)" in browser.get(f"/cases/{case.pk}/").content.decode()
    assert faults(browser, case, Kind.TASK_DONE, task="3") == ["Write the number of an open task: 1, 2"]
    write(browser, case, Kind.TASK_DONE, task="2")
    assert running(case)["Task"].date() == date(2026, 12, 9)
    write(browser, case, Kind.TASK_DONE, task="1")
    assert faults(browser, case, Kind.TASK_DONE, task="1") == ["No task is open"]
    write(browser, case, Kind.DETRIMENT, next_on="")
    write(browser, case, Kind.WELFARE, whose="affected", next_on="")
    assert {what: at.date() for what, at in running(case).items()} == {"Welfare": date(2026, 12, 5)}


def test_a_case_becomes_covert_later_and_every_page_of_it_says_so_until_it_is_no_more() -> None:
    warned = "Do nothing that the member or the line could notice"
    browser, case = opened(person(Role.INVESTIGATOR))
    pages = [f"/cases/{case.pk}/", f"/cases/{case.pk}/write/update/", f"/entries/{case.pk}/", f"/entries/{case.pk}/export/"]
    assert not any(warned in browser.get(page).content.decode() for page in pages)
    write(browser, case, Kind.COVERT, covert="yes")
    assert [page for page in pages if warned not in browser.get(page).content.decode()] == []
    write(browser, case, Kind.COVERT, covert="no")
    assert not any(warned in browser.get(page).content.decode() for page in pages)


def test_an_outcome_is_to_be_told_within_five_working_days_over_christmas() -> None:
    with time_machine.travel(datetime(2026, 12, 24, 12), tick=True):
        browser, case = opened(person(Role.INVESTIGATOR))
        write(browser, case, Kind.OUTCOME, decided_on="2026-12-24", told="")
        assert Case.objects.get().outcome_by_on == date(2027, 1, 5)
        write(browser, case, Kind.OUTCOME, decided_on="2026-12-24", told="Both, by letter")
        assert Case.objects.get().outcome_by_on is None
