"""Two who work on one case at once: no clock is lost, nothing is decided twice, and what was typed comes through a renewal of the keys."""

import re
from datetime import UTC, date, datetime, timedelta

import pytest
import time_machine
from django.db import transaction

from boundaries.casework.cases.keeping import add_record, open_case, records_of, standing_record
from boundaries.casework.cases.kinds import Kind
from boundaries.casework.cases.moving import agree
from boundaries.casework.content import open_safe
from boundaries.casework.models import Case, Entry
from boundaries.casework.register.entering import enter
from boundaries.casework.roles import Role
from tests.sites.unit.unit_cases import answers
from tests.sites.unit.unit_people import Person, person
from tests.sites.unit.unit_reports import report

pytestmark = pytest.mark.django_db(transaction=True)


def opened() -> tuple[Person, Person, Case]:
    """Two colleagues and a case."""
    first, second = person(Role.INVESTIGATOR), person(Role.SUPERVISOR)
    with transaction.atomic():
        case = open_case(enter(report()), first.holder, is_covert=False, reason="serious")
    return first, second, case


def add(case: Case, by: Person, kind: Kind, **told: str) -> None:
    """Add a record, which must be taken."""
    with transaction.atomic():
        assert add_record(case, by.holder, kind, answers(kind, **told)) == {}


def test_a_record_of_a_colleague_who_opened_the_page_earlier_takes_back_no_clock() -> None:
    first, second, case = opened()
    as_the_second_saw_it = Case.objects.get(pk=case.pk)
    add(case, first, Kind.REFERRAL_DECISION, decision="yes")
    add(as_the_second_saw_it, second, Kind.DECISION)
    now = Case.objects.get(pk=case.pk)
    assert now.is_referral_owed and now.refer_by_at is not None and now.first_clear_at is not None
    as_the_first_saw_it = Case.objects.get(pk=case.pk)
    add(now, second, Kind.OVERSIGHT, review_on="2027-01-04")
    add(as_the_first_saw_it, first, Kind.UPDATE)
    now = Case.objects.get(pk=case.pk)
    assert (now.review_on, now.update_by_on) == (date(2027, 1, 4), date(2026, 11, 24) + timedelta(28))


def test_a_case_is_opened_once_though_two_ask_for_it() -> None:
    first, second, case = opened()
    entry = Entry.objects.get(pk=case.pk)
    with transaction.atomic():
        again = open_case(entry, second.holder, is_covert=True, reason="I was slower")
    assert (again.pk, again.allocated_to, again.is_covert) == (case.pk, first.account, False)
    assert Case.objects.get().moves.count() == 1


def test_everything_that_two_people_wrote_by_turns_stands() -> None:
    first, second, case = opened()
    for number in range(6):
        add(case, (first, second)[number % 2], Kind.DECISION, decision=f"step {number}")
    with transaction.atomic():
        records = records_of(case, open_safe(case.safe, first.holder))
    assert [one.values["decision"] for one in records] == [f"step {number}" for number in range(6)]


@pytest.mark.parametrize("kind", [Kind.ASSESSMENT, Kind.PRIORITY, Kind.REFERRAL_DECISION])
def test_nobody_writes_over_what_a_colleague_wrote_meanwhile_without_having_seen_it(kind: Kind) -> None:
    first, second, case = opened()
    path = f"/cases/{case.pk}/write/{kind}/"
    forms = [one.sign_in().get(path).content.decode() for one in (first, second)]
    on = [re.findall(r'name="on" value="(\w*)"', form)[0] for form in forms]
    assert on == ["", ""]
    assert first.browser.post(path, answers(kind) | {"on": ""}).status_code == 302
    late = second.browser.post(path, answers(kind, rationale="not seen") | {"on": ""})
    assert late.status_code == 200 and "Another was written since you began" in late.content.decode()
    with transaction.atomic():
        assert [one.by for one in records_of(case, open_safe(case.safe, first.holder))] == [first.account.pk]
    (seen,) = re.findall(r'name="on" value="(\w+)"', late.content.decode())
    faulty = second.browser.post(path, {"on": seen}).content.decode()
    assert re.findall(r'name="on" value="(\w+)"', faulty) == [seen], "another fault does not make anybody see what is newer"
    assert second.browser.post(path, answers(kind) | {"on": seen}).status_code == 302
    assert second.browser.post(path, answers(kind) | {"on": seen}).status_code == 200, "nor is the same sent twice"


def test_records_that_stand_beside_each_other_are_written_at_once() -> None:
    first, second, case = opened()
    for one in (first, second):
        assert one.sign_in().post(f"/cases/{case.pk}/write/task/", answers(Kind.TASK) | {"on": ""}).status_code == 302


@pytest.mark.parametrize(("at", "back"), [("2026-10-25T00:50", 40), ("2026-11-25T12:00", -5)])
def test_what_is_written_after_the_clock_went_back_counts_all_the_same(at: str, back: int) -> None:
    """In the night in which an hour comes twice, and where a clock that was fast is set right."""
    with time_machine.travel(datetime.fromisoformat(at).replace(tzinfo=UTC), tick=False) as clock:
        first, second, case = opened()
        browser = first.sign_in()
        grade = {"source": "2", "information": "C", "handling": "P", "categories": ["other"], "urgent": "no"}
        add(case, first, Kind.SAFEGUARDING, at_risk="yes")
        assert browser.post(f"/entries/{case.pk}/grade/", grade).status_code == 302
        add(case, first, Kind.REFERRAL_DECISION, decision="yes")
        clock.shift(timedelta(minutes=back))
        add(case, second, Kind.SAFEGUARDING, at_risk="no")
        add(case, second, Kind.REFERRAL_DECISION, decision="no")
        browser = first.sign_in()
        assert browser.post(f"/entries/{case.pk}/grade/", grade | {"source": "3"}).status_code == 302
        with transaction.atomic():
            records = records_of(case, open_safe(case.safe, first.holder))
        assert [one.values["at_risk"] for one in records if one.kind is Kind.SAFEGUARDING] == ["yes", "no"]
        newest = [one for one in records if one.kind is Kind.REFERRAL_DECISION][-1]
        assert newest.values["decision"] == "no" and standing_record(case, Kind.REFERRAL_DECISION) == newest.sealed_id
        with transaction.atomic():
            assert agree(case, newest.sealed_id, first.holder, is_agreed=True, why="It is not met")
            (agreed,) = [one for one in records_of(case, open_safe(case.safe, first.holder)) if one.decided]
        assert agreed.second_word == "Agreed: It is not met" and agreed.sealed_id == newest.sealed_id
        assert max(one.made_at for one in records) < datetime.now() + timedelta(hours=1)
        entry = browser.get(f"/entries/{case.pk}/").content.decode()
        assert entry.index("3CP") < entry.index("2CP") if "2CP" in entry else "3CP" in entry
