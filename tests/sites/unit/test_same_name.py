"""Two persons of one name: never silently one, neither among the accounts nor on an agenda."""

import re
from datetime import date, timedelta

import pytest

from boundaries.casework.accounts.persons import ANOTHER, SameName, accounts_of_person, count_persons, is_same_person
from boundaries.casework.content import recuse
from boundaries.casework.content.rosters import RosterLine, take_in
from boundaries.casework.models import Account, Wrap
from boundaries.casework.register.entering import enter
from boundaries.casework.roles import Role
from boundaries.casework.staffing import inviting
from boundaries.errors import BoundariesError
from boundaries.handover.people import NamedMember
from tests.sites.unit.unit_cases import open_case
from tests.sites.unit.unit_people import Person, person
from tests.sites.unit.unit_reports import report

pytestmark = pytest.mark.django_db(transaction=True)
FORM = {"display_name": "john smith", "role": "investigator"}


def invited(name: str, member_id: str = "", same_as: str = "") -> Account:
    """One more John Smith."""
    return inviting.invite(name, "John Smith", Role.INVESTIGATOR, member_id, None, same_as)[0]


@pytest.mark.parametrize(("first", "second"), [("", ""), ("A1", ""), ("", "B2")])
def test_whoever_bears_a_name_that_no_id_tells_apart_is_asked_about(first: str, second: str) -> None:
    one = invited("j.smith", first)
    with pytest.raises(SameName, match="somebody of this name"):
        invited("john.s", second)
    with pytest.raises(SameName):
        invited("john.s", second, "no such account")
    assert Account.objects.count() == 1
    same = invited("john.s", second, one.pk)
    assert is_same_person(one, same) and accounts_of_person(one) == {one.pk, same.pk} and count_persons([one, same]) == 1
    assert same.member_id == (second or first)


def test_two_ids_tell_apart_without_a_question() -> None:
    one, other = invited("j.smith", "A1"), invited("john.s", "B2")
    assert not is_same_person(one, other) and accounts_of_person(one) == {one.pk} and count_persons([one, other]) == 2


def test_another_of_the_name_needs_an_id_and_is_another_from_then_on() -> None:
    one = invited("j.smith")
    with pytest.raises(SameName, match="somebody of this name") as error:
        invited("john.s", "", ANOTHER)
    assert error.value.where == "member_id"
    other = invited("john.s", "B2", ANOTHER)
    assert not is_same_person(one, other) and accounts_of_person(one) == {one.pk} and accounts_of_person(other) == {other.pk}
    assert count_persons([one, other]) == 2
    with pytest.raises(SameName):
        invited("js")
    again = invited("js", "", other.pk)
    assert is_same_person(other, again) and not is_same_person(one, again)
    assert accounts_of_person(again) == {other.pk, again.pk} == accounts_of_person(other)


def test_who_is_taken_away_takes_nobody_of_the_same_name_along() -> None:
    ann = person(Role.SUPERVISOR, "ann supple")
    person(Role.ANALYST, "ada list")
    one = person(Role.INVESTIGATOR, "john smith")
    account, address = inviting.invite("john.s", "John Smith", Role.INVESTIGATOR, "B2", None, ANOTHER)
    other = Person(account, "")
    Account.objects.filter(pk=account.pk).update(state="active", is_admitted=True, sealing_key=one.account.sealing_key)
    entry = enter(report())
    recuse(entry.safe, ann.holder, one.account, "his cousin")
    holding = set(Wrap.objects.filter(safe=entry.pk).values_list("account_id", flat=True))
    assert other.account.pk in holding and one.account.pk not in holding and address


def test_the_page_asks_and_says_whose_accounts_these_are() -> None:
    one = invited("j.smith", "A1")
    browser = person(Role.ADMINISTRATOR).sign_in()
    page = browser.post("/people/invite/", {**FORM, "name": "john.s"}).content.decode()
    assert "Who of this name is it?" in page and "A1" in page and "There is a problem" in page and "date of birth" in page
    page = browser.post("/people/invite/", {**FORM, "name": "john.s", "same_as": ANOTHER}).content.decode()
    assert "Give the id or number" in page and Account.objects.filter(display_name__iexact="john smith").count() == 1
    page = browser.post("/people/invite/", {**FORM, "name": "john.s", "same_as": one.pk}).content.decode()
    assert "/invitation/" in page
    page = browser.get(f"/people/{one.pk}/").content.decode()
    assert "Other accounts of this person" in page and "john.s" in page


def test_who_audits_may_be_another_of_the_same_name_but_not_the_same() -> None:
    one = invited("j.smith")
    with pytest.raises(BoundariesError, match="does not work in it"):
        inviting.invite("john.s", "John Smith", Role.AUDITOR, "B2", None, one.pk)
    made, _ = inviting.invite("john.s", "John Smith", Role.AUDITOR, "B2", None, ANOTHER)
    assert made.as_role is Role.AUDITOR


@pytest.mark.parametrize("on_roster", [False, True])
def test_an_agenda_says_where_a_name_alone_joins(on_roster: bool) -> None:
    if on_roster:
        take_in([RosterLine("M-1", named=NamedMember(name="John Smith", number="4471"))])
    browser = person(Role.HEAD).sign_in()
    days = {"on": date.today().isoformat(), "since": (date.today() - timedelta(7)).isoformat()}
    told = "A name alone joins some of this"
    open_case(browser, enter(report(members=(NamedMember(name="John Smith"),))))
    assert told not in browser.get("/meeting/", days).content.decode(), "there is nothing to be joined"
    enter(report(members=(NamedMember(name="Smith, John"),)))
    page = browser.get("/meeting/", days).content.decode()
    assert told in page and len(re.findall("<h2[^>]*>Member ", page)) == 1
    enter(report(members=(NamedMember(number="4471"),)))
    open_case(browser, enter(report(members=(NamedMember(number="4471"),))))
    page = browser.get("/meeting/", days).content.decode()
    assert (page.count(told), len(re.findall("<h2[^>]*>Member ", page))) == ((1, 1) if on_roster else (1, 2))
