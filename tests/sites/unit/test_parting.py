"""Saying later whose an account is: one person or two, and nobody escapes anything by it."""

from datetime import datetime, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from boundaries.casework.accounts.persons import accounts_of_person, is_same_person
from boundaries.casework.accounts.reasons import Reason
from boundaries.casework.audit.verifying import verify
from boundaries.casework.cases.kinds import Kind
from boundaries.casework.content import eligible, recuse
from boundaries.casework.content.admitting import give_access
from boundaries.casework.content.source import ask
from boundaries.casework.models import Account, Entry, Exclusion, Grant, Parting, Reviewed, Safe, TrailLine, Wrap
from boundaries.casework.models.retention import DisposalReason
from boundaries.casework.policies import may_change, may_dispose, may_grant, may_reset, may_vouch
from boundaries.casework.register.entering import enter
from boundaries.casework.retention.disposing import propose
from boundaries.casework.roles import Role
from boundaries.casework.staffing import inviting
from boundaries.casework.staffing.parting import give_member_id, join, part
from boundaries.errors import BoundariesError
from boundaries.handover.people import NamedMember
from tests.sites.unit.unit_cases import answers, open_case
from tests.sites.unit.unit_people import Person, person
from tests.sites.unit.unit_reports import CONTACT, report

pytestmark = pytest.mark.django_db(transaction=True)


def again(account: Account, **told: object) -> Account:
    """An account as it is now, with what a test lets it be."""
    Account.objects.filter(pk=account.pk).update(**told)
    return Account.objects.get(pk=account.pk)


def two_smiths(first: Role = Role.INVESTIGATOR, second: Role = Role.SUPERVISOR) -> tuple[Person, Person, Person]:
    """Ann, and two John Smiths who were taken for one person since neither said an id, as of old."""
    ann, one, other = person(Role.SUPERVISOR, "ann supple"), person(first, "john smith"), person(second, "jo other")
    person(Role.ANALYST, "ada list")
    other.account = again(other.account, display_name="John Smith")
    assert is_same_person(one.account, other.account)
    return ann, one, other


def holders(entry: Entry) -> set[str]:
    """The ids of those who hold an entry's keys."""
    return set(Wrap.objects.filter(safe=entry.pk).values_list("account_id", flat=True))


def may_have(entry: Entry) -> set[str]:
    """The ids of those who could be given them."""
    return {one.pk for one in eligible(Safe.objects.get(pk=entry.pk)).accounts}


def test_who_is_told_apart_stays_out_of_what_the_other_was_kept_out_of_and_sees_what_comes() -> None:
    ann, one, other = two_smiths()
    recused, own_case = enter(report()), enter(report(members=(NamedMember(number="2002"),)))
    other.account = again(other.account, member_id="2002")
    recuse(recused.safe, ann.holder, one.account, "his cousin")
    before = {entry.pk: may_have(entry) for entry in (recused, own_case)}
    assert all({one.account.pk, other.account.pk}.isdisjoint(found) for found in before.values())
    assert part(again(one.account), "A1", ann.account, Reason.COMPARED) == 2
    one.account, other.account = again(one.account), again(other.account)
    assert not is_same_person(one.account, other.account) and accounts_of_person(one.account) == {one.account.pk}
    assert {entry.pk: may_have(entry) for entry in (recused, own_case)} == before, "neither gains anything that there was"
    later = enter(report(members=(NamedMember(number="2002"),)))
    assert one.account.pk in holders(later) and other.account.pk not in holders(later)
    told = TrailLine.objects.get(act="person_parted")
    assert told.actor == ann.account.pk and '"reason":"compared"' in told.detail and '"were":"one"' in told.detail
    assert verify().whole


def test_what_was_done_while_they_were_one_needs_a_third_person_and_what_comes_later_does_not() -> None:
    ann, one, other = two_smiths()
    entry, late = enter(report(contact=CONTACT)), enter(report(contact=CONTACT))
    case = open_case(one.sign_in(), entry)
    told = answers(Kind.REFERRAL_DECISION)
    assert one.browser.post(f"/cases/{case.pk}/write/{Kind.REFERRAL_DECISION.value}/", told).status_code == 302
    wish = ask(entry.safe, one.holder, "to reach her")
    proposal = propose(Reviewed.objects.get(pk=late.pk), DisposalReason.ORDERED, one.account)
    part(one.account, "A1", ann.account, Reason.MISTAKE)
    one.account, other.account = again(one.account), again(other.account)
    assert not may_grant(wish, other.account) and may_grant(wish, ann.account)
    assert not may_dispose(proposal, other.account) and may_dispose(proposal, ann.account)
    assert not may_vouch(one.account, other.account) and not may_reset(one.account, other.account)
    assert not may_change(one.account, again(other.account, role="head"))
    again(other.account, role="supervisor")
    browser = other.sign_in()
    assert "to reach her" not in browser.get("/source-requests/").content.decode()
    assert "to reach her" in ann.sign_in().get("/source-requests/").content.decode()
    page = browser.get(f"/cases/{case.pk}/").content.decode()
    assert "agree/" not in page and "agree/" in ann.browser.get(f"/cases/{case.pk}/").content.decode()
    later = ask(late.safe, one.holder, "once more")
    assert may_grant(later, other.account) and "once more" in browser.get("/source-requests/").content.decode()
    Parting.objects.update(parted_at=datetime.now() - timedelta(days=1))
    assert may_grant(Grant.objects.get(pk=wish.pk), other.account), "parted before it was asked"


def test_who_becomes_one_loses_what_either_is_kept_out_of_and_approves_nothing_of_their_own() -> None:
    ann, one, _ = two_smiths()
    jane = person(Role.SUPERVISOR, "jane jones", member_id="J9")
    recused, plain = enter(report(contact=CONTACT)), enter(report())
    recuse(recused.safe, ann.holder, jane.account, "her cousin")
    wish = ask(plain.safe, one.holder, "to reach her")
    assert one.account.pk in holders(recused) and may_grant(wish, jane.account)
    one.account = again(one.account)
    taken = join(one.account, jane.account, ann.account, Reason.NEW_NAME)
    one.account = again(one.account)
    assert taken and one.account.member_id == "J9" and is_same_person(one.account, jane.account)
    assert one.account.pk not in holders(recused) and {one.account.pk, jane.account.pk} <= holders(plain)
    assert not may_grant(Grant.objects.get(pk=wish.pk), jane.account)
    told = TrailLine.objects.get(act="person_joined")
    assert '"reason":"new_name"' in told.detail and jane.account.pk in told.detail


def test_telling_apart_and_back_leaves_nobody_with_more_than_before() -> None:
    ann, one, other = two_smiths()
    recused = enter(report())
    recuse(recused.safe, ann.holder, one.account, "his cousin")
    for _ in range(2):
        part(again(other.account), "2002", ann.account, Reason.COMPARED)
        give_member_id(again(other.account), "", ann.account)
        join(again(other.account), again(one.account), ann.account, Reason.MISTAKE)
        assert is_same_person(again(one.account), again(other.account))
        give_access(again(other.account), ann.holder)
        assert not {one.account.pk, other.account.pk} & holders(recused)


def test_an_id_that_is_given_or_changed_lets_nobody_out_either() -> None:
    ann, _, other = two_smiths()
    other.account = again(other.account, member_id="2002")
    carl = person(Role.ANALYST, "carl quist", member_id="2002")
    recused = enter(report())
    recuse(recused.safe, ann.holder, carl.account, "his cousin")
    give_member_id(other.account, "B3", ann.account)
    assert not is_same_person(again(other.account), carl.account)
    assert other.account.pk not in may_have(recused) and Exclusion.objects.filter(account=other.account, safe=recused.pk).exists()


def test_what_cannot_be_said_is_refused_and_changes_nothing() -> None:
    ann, one, other = two_smiths()
    jane, jim = person(Role.ANALYST, "jane jones", member_id="J9"), person(Role.ANALYST, "jim jonas", member_id="J8")
    kim = person(Role.ANALYST, "kim kay")
    before = list(Account.objects.values_list("pk", "member_id", "person"))
    for say, fault in (
        (lambda: part(one.account, "", ann.account, Reason.MISTAKE), "nothing tells these two apart"),
        (lambda: part(jane.account, "J7", ann.account, Reason.MISTAKE), "no other account"),
        (lambda: join(one.account, other.account, ann.account, Reason.MISTAKE), "already"),
        (lambda: join(jane.account, jim.account, ann.account, Reason.MISTAKE), "different members"),
        (lambda: join(kim.account, one.account, ann.account, Reason.NEW_NAME), "neither says"),
    ):
        with pytest.raises(BoundariesError, match=fault):
            say()
    auditor = inviting.invite("aud", "Aud Itor", Role.AUDITOR, "X1", None)[0]
    with pytest.raises(BoundariesError, match="does not work in it"):
        join(kim.account, auditor, ann.account, Reason.NEW_NAME)
    assert list(Account.objects.exclude(pk=auditor.pk).values_list("pk", "member_id", "person")) == before
    assert not Parting.objects.exists() and not TrailLine.objects.filter(act__startswith="person_").exists()


def test_the_page_says_it_with_a_reason_for_others_and_never_for_oneself() -> None:
    ann, one, other = two_smiths()
    hal, jane = person(Role.HEAD, "hal head"), person(Role.ANALYST, "jane jones", member_id="J9")
    browser, path = hal.sign_in(), f"/people/{one.account.pk}/"
    page = browser.get(path).content.decode()
    assert "Taken for one person with: jo.other." in page and "Whose account is it?" in page
    page = browser.post(path + "whose/", {}).content.decode()
    assert "There is a problem" in page and "Say whether" in page and "Give the reason" in page
    page = browser.post(path + "whose/", {"whose": "same", "whose_reason": "mistake", "other": "nobody"}).content.decode()
    assert "Choose the other account" in page
    page = browser.post(path + "whose/", {"whose": "another", "whose_reason": "mistake"}).content.decode()
    assert "Nothing tells these two apart" in page and 'id="other_id-error"' in page
    said = {"whose": "another", "whose_reason": "compared", "other_id": "A1"}
    assert browser.post(path + "whose/", said).status_code == 302
    assert "No other account is taken" in browser.get(path).content.decode()
    path = f"/people/{jane.account.pk}/"
    assert (
        browser.post(path + "whose/", {"whose": "same", "whose_reason": "new_name", "other": other.account.pk}).status_code == 302
    )
    assert is_same_person(again(jane.account), again(other.account))
    own = {"whose": "same", "whose_reason": "mistake", "other": jane.account.pk}
    assert browser.post(f"/people/{hal.account.pk}/whose/", own).status_code == 404
    page = browser.post(path + "whose/", {**own, "other": hal.account.pk}).content.decode()
    assert "Choose the other account" in page, "nor makes anybody else's account their own"
    assert ann.sign_in().post(path + "whose/", own).status_code == 404
    told = person(Role.AUDITOR, "aud itor").sign_in().get("/anomalies/").content.decode()
    assert "Two accounts of one person were told apart" in told


def test_the_page_of_an_account_asks_as_often_however_many_there_are() -> None:
    _, one, _ = two_smiths()
    browser, counts = person(Role.HEAD, "hal head").sign_in(), []
    for number in range(3):
        person(Role.SUPERVISOR, f"leader {number}")
        browser.get(f"/people/{one.account.pk}/")
        with CaptureQueriesContext(connection) as queries:
            browser.get(f"/people/{one.account.pk}/")
        counts.append(len(queries))
    assert len(set(counts)) == 1, counts
