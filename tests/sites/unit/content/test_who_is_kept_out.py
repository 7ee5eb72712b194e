"""Who is kept out stays out: with every account, after leaving and coming back, when named later, and when joining later."""

from datetime import date

import pytest
from django.db import transaction

from boundaries.casework import visibility
from boundaries.casework.collecting.follow_ups import add_follow_up
from boundaries.casework.content import Compartment, open_safe, read, recuse
from boundaries.casework.content.admitting import give_access
from boundaries.casework.content.places import places
from boundaries.casework.content.recovery import recover_for
from boundaries.casework.content.rosters import RosterLine, take_in
from boundaries.casework.content.source import ask
from boundaries.casework.models import Account, DisposalReason, Entry, Exclusion, Reviewed, Safe, TrailLine, Wrap
from boundaries.casework.policies import may_grant, may_vouch
from boundaries.casework.register.entering import enter
from boundaries.casework.retention import disposing
from boundaries.casework.roles import Role
from boundaries.casework.staffing import leaving
from boundaries.errors import BoundariesError
from boundaries.handover.ids import new_id
from boundaries.handover.people import NamedMember
from boundaries.handover.report import FollowUp
from tests.scans import finding, scan
from tests.sites.unit.unit_people import Person, person
from tests.sites.unit.unit_reports import CONTACT, report
from tests.sites.unit.unit_scans import bring

pytestmark = pytest.mark.django_db(transaction=True)


def holders(entry: Entry) -> set[str]:
    """The names of those who hold the keys."""
    return set(Account.objects.filter(wraps__safe=entry.safe).values_list("display_name", flat=True))


def unit() -> tuple[Person, Person, Person, Person]:
    """Four handlers."""
    return (
        person(Role.SUPERVISOR, "ann supple"), person(Role.INVESTIGATOR, "ian vesey"),
        person(Role.ANALYST, "ada list"), person(Role.HEAD, "eve else"),
    )  # fmt: skip


def add_later(entry: Entry, text: str) -> None:
    """Let a reporter add something."""
    added = FollowUp(follow_up_id=new_id(), lookup_id=new_id(), received_on=date(2026, 11, 25), text=text)
    with transaction.atomic():
        add_follow_up(entry, added)


def test_who_is_named_in_what_a_reporter_adds_later_loses_it_before_reading_it() -> None:
    ann, ian, *_ = unit()
    entry = enter(report())
    assert "Ian Vesey" in holders(entry)
    add_later(entry, "I should have said: it was Ian Vesey who came to my door")
    assert "Ian Vesey" not in holders(entry)
    assert not visibility.entries(ian.account).exists()
    thread = read(entry.safe, open_safe(entry.safe, ann.holder), Compartment.THREAD)
    assert any(b"came to my door" in piece.plain for piece in thread)
    assert not Safe.objects.get().is_stale, "and the keys were renewed when a colleague opened it"
    assert TrailLine.objects.filter(act="recused", about=entry.pk).count() == 1


@pytest.mark.parametrize("way", ["vouched for", "recovered"])
def test_a_reporters_words_keep_out_who_joins_after_they_were_said(way: str) -> None:
    ann, *_ = unit()
    wished, told, plain = (
        enter(report(exclude="nobody called Thorne")),
        enter(report(story="then Nia Thorne rang")),
        enter(report()),
    )
    added = enter(report())
    add_later(added, "Nia Thorne rang me again")
    new = person(Role.INVESTIGATOR, "nia thorne", admitted=False)
    if way == "vouched for":
        assert give_access(new.account, ann.holder) == 1
    else:
        sheets = sorted(places().escrow.glob("identity-*.txt"))
        assert recover_for(new.account, [sheet.read_text().strip() for sheet in sheets[:2]], "nobody is left") == 1
    assert [one.pk for one in visibility.entries(new.account)] == [plain.pk]
    assert set(Exclusion.objects.filter(account=new.account).values_list("safe", flat=True)) == {wished.pk, told.pk, added.pk}


def test_who_was_recused_is_kept_out_with_every_account_and_after_coming_back() -> None:
    ann, *_ = unit()
    both = [person(Role.INVESTIGATOR, "ivo dale", member_id="D1"), person(Role.ANALYST, "ivo k dale", member_id="d1")]
    entry = enter(report())
    assert {"Ivo Dale", "Ivo K Dale"} <= holders(entry)
    recuse(entry.safe, ann.holder, both[0].account, "his cousin")
    assert not {"Ivo Dale", "Ivo K Dale"} & holders(entry)
    leaving.disable(both[0].account, None)
    back = person(Role.SUPERVISOR, "ivo dale again", member_id="D1", admitted=False)
    give_access(back.account, ann.holder)
    assert not Wrap.objects.filter(account=back.account).exists()


def test_two_accounts_of_one_person_do_not_count_as_two_handlers() -> None:
    ann, ian = person(Role.SUPERVISOR, "ann supple", member_id="A1"), person(Role.INVESTIGATOR, "ian vesey")
    person(Role.HEAD, "ann b supple", member_id="A1")
    person(Role.ALTERNATE, "fay further")
    entry = enter(report())
    recuse(entry.safe, ann.holder, ian.account, "too close")
    assert holders(entry) == {"Ann B Supple", "Fay Further"}, "one person alone is too few: the alternates get it"


def roster() -> None:
    """Ian supervises Bob; his account does not say that he is member 200."""
    take_in(
        [
            RosterLine("200", "", NamedMember(name="Ian Vesey", number="200")),
            RosterLine("400", "200", NamedMember(name="Bob Beat", number="400")),
        ]
    )


def test_an_account_without_a_members_id_is_known_by_its_name_on_the_roster() -> None:
    _, ian, *_ = unit()
    roster()
    entry = enter(report(members=(NamedMember(name="Bob Beat"),)))
    assert "Ian Vesey" not in holders(entry), "he supervises the subject"
    bring(scan(finding(member="200")))
    ian.sign_in()
    assert not visibility.pairs(ian.account).exists(), "the finding is about himself"


def test_a_member_who_is_named_later_loses_it_with_their_line_whoever_names_them() -> None:
    ann, ian, ada, _ = unit()
    roster()
    entry = enter(report())
    browser, path = ada.sign_in(), f"/entries/{entry.pk}/name-member/"
    page = browser.post(path, {"member_name": "Beat"}).content.decode()
    assert "Write a first name and surname" in page and "Confirm that you have checked who it is" in page
    told = {"member_name": "PC Bob Beat", "member_confirmed": "yes"}
    assert browser.post(path, told)["Location"] == f"/entries/{entry.pk}/"
    assert holders(entry) == {"Ann Supple", "Ada List", "Eve Else"}
    assert "Ada List named: PC Bob Beat" in browser.get(f"/entries/{entry.pk}/").content.decode()
    assert enter(report(members=(NamedMember(number="400"),))).pk[:8] in browser.get(f"/entries/{entry.pk}/").content.decode()
    own = ann.sign_in().post(path, {"member_name": "Ann Supple", "member_confirmed": "yes"})
    assert own["Location"] == "/inbox/" and "Ann Supple" not in holders(entry)
    assert ian.sign_in().post(path, told).status_code == 404


def test_a_head_who_is_one_no_longer_loses_what_went_to_the_alternates() -> None:
    ann, ian = person(Role.SUPERVISOR, "ann supple"), person(Role.INVESTIGATOR, "ian vesey")
    head, _ = person(Role.HEAD, "eve else"), person(Role.ALTERNATE, "fay further")
    both, entry = enter(report()), enter(report())
    recuse(entry.safe, head.holder, ann.account, "too close")
    recuse(entry.safe, head.holder, ian.account, "too close")
    assert holders(entry) == {"Eve Else", "Fay Further"}
    leaving.give_role(head.account, Role.INVESTIGATOR, None)
    assert holders(entry) == {"Fay Further"}
    assert "Eve Else" in holders(both)


def test_what_takes_two_takes_two_persons() -> None:
    first, again = person(Role.INVESTIGATOR, "ivo dale", member_id="D1"), person(Role.HEAD, "ivo k dale", member_id="D1")
    other = person(Role.SUPERVISOR)
    entry = enter(report(contact=CONTACT))
    grant = ask(entry.safe, first.holder, "to reach her")
    assert (may_grant(grant, again.account), may_grant(grant, other.account)) == (False, True)
    proposal = disposing.propose(Reviewed.objects.get(), DisposalReason.ORDERED, first.account)
    with pytest.raises(BoundariesError, match="takes a second person"):
        disposing.carry_out(proposal, again.holder)
    assert not may_vouch(first.account, again.account)
    browser = again.sign_in()
    for path, told in (("change/", {"what": "role", "role": "supervisor"}), ("reset/", {"what": "key"}), ("give-access/", {})):
        assert browser.post(f"/people/{first.account.pk}/{path}", told).status_code == 404, path


def test_who_audits_the_unit_does_not_work_in_it() -> None:
    first, auditor = person(Role.INVESTIGATOR, "ivo dale", member_id="D1"), person(Role.AUDITOR, "aud hill", member_id="H1")
    head = person(Role.HEAD)
    browser = head.sign_in()
    told = {"name": "i.d", "display_name": "Ivo K Dale", "role": "auditor", "member_id": "d1"}
    assert "end their other account" in browser.post("/people/invite/", told).content.decode()
    assert browser.post(f"/people/{auditor.account.pk}/change/", {"what": "role", "role": "analyst"}).status_code == 302
    with pytest.raises(BoundariesError, match="does not work in it"):
        person(Role.AUDITOR, "aud b hill", member_id="H1")
    leaving.disable(first.account, None)
    assert "One-time link" in browser.post("/people/invite/", told).content.decode()


def test_who_hands_out_a_link_does_not_vouch_for_the_key_it_made_where_a_colleague_can() -> None:
    head = person(Role.HEAD, "eve else")
    browser = head.sign_in()
    invited = {"name": "n.new", "display_name": "Nia New", "role": "investigator", "member_id": ""}
    address = browser.post("/people/invite/", invited).content.decode()
    assert "/invitation/" in address
    new = Account.objects.get(name="n.new")
    Account.objects.filter(pk=new.pk).update(state="active", sealing_key=head.account.sealing_key)
    new.refresh_from_db()
    assert may_vouch(new, head.account), "nobody else is there yet"
    second = person(Role.SUPERVISOR, "ann supple")
    assert not may_vouch(new, head.account) and may_vouch(new, second.account)
    page = browser.get(f"/people/{new.pk}/").content.decode()
    assert "does not vouch for the key it made" in page
    assert browser.post(f"/people/{new.pk}/give-access/").status_code == 404


def test_a_key_that_was_changed_after_it_was_compared_is_not_vouched_for() -> None:
    ann, *_ = unit()
    new, other = person(Role.INVESTIGATOR, "nia new", admitted=False), person(Role.ANALYST, "olga other")
    page = ann.sign_in().get(f"/people/{new.account.pk}/").content.decode()
    shown = page.partition('name="fingerprint" value="')[2].partition('"')[0]
    Account.objects.filter(pk=new.account.pk).update(sealing_key=other.account.sealing_key)
    answer = ann.browser.post(f"/people/{new.account.pk}/give-access/", {"fingerprint": shown})
    assert answer.status_code == 409
    with pytest.raises(BoundariesError, match="changed in the meantime"):
        give_access(new.account, ann.holder)
    assert not Account.objects.get(pk=new.account.pk).is_admitted


@pytest.mark.parametrize("page", ["/inbox/", "/review/", "/cases/", "/dashboard/", "/retention/", "/held/", "/intelligence/"])
def test_whoever_takes_an_account_over_by_a_new_password_learns_not_even_what_is_there(page: str) -> None:
    head = person(Role.HEAD)
    entry = enter(report())
    answer = head.sign_in(unlock=False).get(page)
    assert (answer.status_code, answer["Location"]) == (302, f"/unlock/?next={page.replace('/', '%2F')}")
    assert entry.pk[:8].encode() not in answer.content


def test_whoever_is_told_to_be_a_member_loses_at_once_what_is_about_them_their_line_or_their_other_account() -> None:
    ann, *_ = unit()
    take_in(
        [RosterLine("200", "", NamedMember(name="Ivo Vane", number="200")), RosterLine("77", "200", NamedMember(number="77"))]
    )
    ivo = person(Role.INVESTIGATOR, "i v", admitted=True)
    other = person(Role.ANALYST, "ivo the other", member_id="200")
    plain, about = enter(report()), enter(report(members=(NamedMember(number="200"),)))
    line, recused = enter(report(members=(NamedMember(number="77"),))), enter(report())
    recuse(recused.safe, ann.holder, other.account, "his cousin")
    assert all("I V" in holders(one) for one in (plain, about, line, recused))
    admin = person(Role.ADMINISTRATOR).sign_in()
    page = f"/people/{ivo.account.pk}/"
    assert "known by their name alone" in admin.get(page).content.decode()
    assert admin.post(page + "change/", {"what": "member_id", "member_id": " 200 "}).status_code == 302
    assert {
        name: "I V" in holders(one) for name, one in (("plain", plain), ("about", about), ("line", line), ("recused", recused))
    } == {"plain": True, "about": False, "line": False, "recused": False}
    assert Account.objects.get(pk=ivo.account.pk).member_id == "200" and "200" in admin.get(page).content.decode()
    assert all(Safe.objects.get(pk=one.pk).is_stale for one in (about, line, recused))
    (told,) = TrailLine.objects.filter(act="member_id_given", about=ivo.account.pk)
    weighed = TrailLine.objects.filter(act="weighed").values_list("detail", flat=True)
    assert told.detail == '{"had_one":"false"}' and sorted(weighed) == ['{"count":"0"}', '{"count":"3"}']
    assert enter(report(members=(NamedMember(number="200"),))).pk not in {one.pk for one in visibility.entries(ivo.account)}


def test_nobody_says_of_themselves_which_member_they_are_nor_makes_an_auditor_work_here() -> None:
    admin = person(Role.ADMINISTRATOR)
    page = f"/people/{admin.account.pk}/change/"
    assert admin.sign_in().post(page, {"what": "member_id", "member_id": "5"}).status_code == 404
    auditor, ivo = person(Role.AUDITOR, member_id="200"), person(Role.INVESTIGATOR, "ivo vane")
    answer = admin.browser.post(f"/people/{ivo.account.pk}/change/", {"what": "member_id", "member_id": "200"})
    assert answer.status_code == 409 and Account.objects.get(pk=ivo.account.pk).member_id == "" and auditor.account.member_id
