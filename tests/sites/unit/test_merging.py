"""Merging: both are kept, one is shown as part of the other to who can open both, and nobody else notices."""

import contextlib
import re
from datetime import date

import pytest
from django.db import connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from boundaries.casework import visibility
from boundaries.casework.audit.verifying import verify
from boundaries.casework.collecting.collect import collect
from boundaries.casework.content.wraps import let_go
from boundaries.casework.models import Case, Entry, Merge, Reviewed, TrailLine, Wrap
from boundaries.casework.models.retention import DisposalReason
from boundaries.casework.register.entering import enter
from boundaries.casework.retention.disposing import carry_out, propose
from boundaries.casework.roles import Role
from boundaries.casework.standing import PartOfAnother, check_standing
from boundaries.handover.ids import new_id
from boundaries.handover.report import FollowUp
from tests.sites.unit.test_register import GRADED
from tests.sites.unit.unit_cases import open_case
from tests.sites.unit.unit_pages import cells, without_tokens
from tests.sites.unit.unit_people import Person, person
from tests.sites.unit.unit_reports import deliver, report

pytestmark = pytest.mark.django_db(transaction=True)
CONFIRMED = {"merge_why": "The same evening, told twice", "merge_confirmed": "yes"}


@pytest.fixture
def team() -> tuple[Person, Person, Person]:
    """Ian and Sue, and Ada Thorne, whom a reporter can keep out."""
    return person(Role.INVESTIGATOR, "ian vesey"), person(Role.SUPERVISOR, "sue good"), person(Role.SUPERVISOR, "ada thorne")


def merge(browser: Client, one: Entry, into: Entry, status: int = 302) -> str:
    """Merge one into the other on the page of the other, and give what was answered."""
    answer = browser.post(f"/entries/{into.pk}/merge/", {"merged": one.pk, **CONFIRMED})
    assert answer.status_code == status, answer.content.decode()
    return answer.content.decode()


def listed(browser: Client) -> list[str]:
    """The entries of the inbox, in order."""
    return re.findall(r'href="/entries/([a-z2-7]{26})/"', browser.get("/inbox/").content.decode())


def test_a_grade_of_what_is_merged_shows_on_the_whole_and_where_the_two_differ(team: tuple[Person, Person, Person]) -> None:
    ian, sue, ada = team
    one, into = enter(report(exclude="anyone called Thorne")), enter(report())
    browser, path = ian.sign_in(), f"/entries/{into.pk}/"
    low, high = {**GRADED, "source": "3", "information": "D"}, {**GRADED, "source": "1", "information": "A"}
    assert browser.post(f"/entries/{one.pk}/grade/", low).status_code == 302
    assert browser.post(f"/entries/{into.pk}/grade/", {**high, "urgent": "yes"}).status_code == 302
    merge(browser, one, into)
    page = sue.sign_in().get(path).content.decode()
    assert "Graded differently" in page and "was graded 3DP" in page and "1AP" in page
    assert "Graded 3DP" in page.partition("Merged into this:")[2].partition("</section>")[0]
    assert "3DP" not in ada.sign_in().get(path).content.decode(), "who cannot open the other learns nothing of it"
    assert browser.post(f"{path}grade/", {**low, "urgent": "no"}).status_code == 302
    assert "Graded differently" in browser.get(path).content.decode(), "one of them is urgent still"
    assert browser.post(f"{path}grade/", low).status_code == 302
    page = browser.get(path).content.decode()
    assert "Graded differently" not in page and "Graded too" in page


def test_it_leaves_the_inbox_and_shows_on_the_other_with_what_comes_later_until_it_is_undone(
    team: tuple[Person, Person, Person],
) -> None:
    ian, sue, _ = team
    told = report(story="He came to the door", received_on=date.today())
    one, into = enter(told), enter(report(story="My neighbour's visitor", received_on=date.today()))
    browser, path = ian.sign_in(), f"/entries/{into.pk}/"
    sue.sign_in()
    merge(browser, one, into)
    for someone in (ian, sue):
        assert listed(someone.browser) == [into.pk]
        assert "1 entry" in someone.browser.get("/inbox/").content.decode()
        month = cells(someone.browser.get("/dashboard/").content.decode(), "Entries by month and route")[f"{date.today():%B %Y}"]
        assert month == ["1", "1"]
        page = someone.browser.get(path).content.decode()
        assert "Merged into this:" in page and "He came to the door" in page and "The same evening, told twice" in page
        assert "This is shown as part of" in someone.browser.get(f"/entries/{one.pk}/").content.decode()
    assert not Entry.objects.filter(is_unread=True).exists(), "whoever looked at the one looked at the other"
    more = FollowUp(follow_up_id=new_id(), lookup_id=told.lookup_id, received_on=date.today(), text="He came again on Sunday")
    deliver(more)
    collect()
    assert ">new<" in re.sub(r"\s", "", sue.browser.get("/inbox/").content.decode())
    assert "He came again on Sunday" in sue.browser.get(path).content.decode()
    assert ">new<" not in re.sub(r"\s", "", ian.browser.get("/inbox/").content.decode())
    (link_id,) = Merge.objects.values_list("pk", flat=True)
    undo = f"{path}merges/{link_id}/undo/"
    assert "Say why they are not one" in browser.post(undo, {}).content.decode() and Merge.objects.exists()
    assert browser.post(undo, {f"undo_{link_id}": "Two doors"}).status_code == 302
    assert sorted(listed(browser)) == sorted([one.pk, into.pk]) and not Merge.objects.exists()
    page = browser.get(path).content.decode()
    assert "Merged into this:" not in page and "Two doors" in page
    assert browser.post(undo, {f"undo_{link_id}": "Again"}).status_code == 404
    assert verify().whole
    assert (
        TrailLine.objects.filter(act="linked").count() == 2 and not TrailLine.objects.filter(detail__contains="evening").exists()
    )


def test_who_may_open_one_of_the_two_only_sees_what_they_saw_before(team: tuple[Person, Person, Person]) -> None:
    ian, _, ada = team
    shared, hidden = enter(report(story="A plain matter")), enter(report(story="Another", exclude="anyone called Thorne"))
    ada.sign_in()
    pages = ("/", "/inbox/", "/dashboard/", f"/entries/{shared.pk}/", f"/entries/{hidden.pk}/", "/yearly-return/?year=2026")
    for one, into in ((shared, hidden), (hidden, shared)):
        ada.browser.get(f"/entries/{shared.pk}/")
        before = [without_tokens(ada.browser.get(page).content) for page in pages]
        merge(ian.sign_in(), one, into)
        assert listed(ian.browser) == [into.pk]
        assert [without_tokens(ada.browser.get(page).content) for page in pages] == before
        tried = {"merged": shared.pk, **CONFIRMED}
        assert ada.browser.post(f"/entries/{hidden.pk}/merge/", tried).status_code == 404
        refused = ada.browser.post(f"/entries/{shared.pk}/merge/", {"merged": hidden.pk, **CONFIRMED}).content.decode()
        nothing = ada.browser.post(f"/entries/{shared.pk}/merge/", {"merged": new_id(), **CONFIRMED}).content.decode()
        assert "There is no such entry" in refused and "There is no such entry" in nothing
        (link_id,) = Merge.objects.values_list("pk", flat=True)
        undo = {f"undo_{link_id}": "x"}
        assert ada.browser.post(f"/entries/{shared.pk}/merges/{link_id}/undo/", undo).status_code == 404
        assert ian.browser.post(f"/entries/{into.pk}/merges/{link_id}/undo/", undo).status_code == 302


def test_it_needs_both_read_a_reason_and_another_entry(team: tuple[Person, Person, Person]) -> None:
    ian, _, _ = team
    one, into = enter(report()), enter(report())
    browser, path = ian.sign_in(), f"/entries/{into.pk}/merge/"
    for told, fault in (
        ({"merged": one.pk, "merge_why": " ", "merge_confirmed": "yes"}, "Say why they are one"),
        ({"merged": one.pk, "merge_why": "x"}, "Confirm that you have read both"),
        ({"merged": into.pk, **CONFIRMED}, "This is the entry itself"),
        ({"merged": "", **CONFIRMED}, "Write the other entry"),
    ):
        page = browser.post(path, told).content.decode()
        assert "There is a problem" in page and fault in page
    assert not Merge.objects.exists()
    ana = person(Role.ANALYST)
    assert "Merge another into this" not in ana.sign_in().get(f"/entries/{into.pk}/").content.decode()


def test_its_state_can_forbid_it(team: tuple[Person, Person, Person]) -> None:
    ian, _, _ = team
    browser = ian.sign_in()
    one, into, third = (enter(report()) for _ in range(3))
    merge(browser, one, into)
    assert "merged already" in merge(browser, one, third, 409)
    assert "merged already" in merge(browser, into, third, 409), "what has something merged into it is not merged further"
    assert "merged already" in merge(browser, third, one, 409)
    own = enter(report())
    open_case(browser, own)
    assert "a case of its own" in merge(browser, own, third, 409)
    covert = open_case(browser, enter(report()))
    covert.is_covert = True
    covert.save()
    assert "covert" in merge(browser, third, Entry.objects.get(pk=covert.pk), 409)
    browser.post(f"/entries/{third.pk}/close/", {"close_reason": "nothing follows"})
    closed = Entry.objects.get(pk=third.pk)
    if closed.state != "closed":  # the first look opens it
        browser.get(f"/entries/{third.pk}/")
        browser.post(f"/entries/{third.pk}/close/", {"close_reason": "nothing follows"})
    fresh = enter(report())
    assert "is closed" in merge(browser, fresh, third, 409)
    propose(Reviewed.objects.get(pk=fresh.pk), DisposalReason.ORDERED, ian.account)
    assert "proposed for disposal" in merge(browser, fresh, own, 409)


def test_what_is_decided_of_an_entry_is_decided_of_the_one_that_it_is_part_of(team: tuple[Person, Person, Person]) -> None:
    ian, _, ada = team
    one, into = enter(report()), enter(report(exclude="anyone called Thorne"))
    other, browser, path = enter(report()), ian.sign_in(), f"/entries/{one.pk}/"
    merge(browser, one, into)
    linked = {"relation": "related", "why": "x", "confirmed": "yes"}
    acts: list[tuple[str, dict[str, str]]] = [
        (path + "case/", {}),
        (path + "grade/", {}),
        (path + "link/", {"other": other.pk, **linked}),
        (f"/entries/{other.pk}/link/", {"other": one.pk, **linked}),
        (path + "close/", {"close_reason": "over"}),
        (path + "merge/", {"merged": other.pk, **CONFIRMED}),
        (f"/entries/{other.pk}/merge/", {"merged": one.pk, **CONFIRMED}),
    ]
    for address, told in acts:
        answer = browser.post(address, told)
        page = answer.content.decode()
        assert answer.status_code == 409 and f"shown as part of {into.pk[:8]}" in page, address
        assert f'href="/entries/{into.pk}/"' in page, "the words lead to the one that stays"
    assert browser.get(path + "grade/").status_code == 409
    assert not Case.objects.exists() and Entry.objects.get(pk=one.pk).state != "closed"
    page = browser.get(path).content.decode()
    offered = re.findall(r'action="/entries/[^/]+/([^"]*)"', page)
    assert not {"case/", "link/", "close/", "merge/"} & set(offered) and "/grade/" not in page and "links are added" in page
    assert ada.sign_in().get(path).status_code == 200 and ada.browser.post(path + "case/", {}).status_code == 302, (
        "who may not open the other sees one that stands by itself"
    )
    assert browser.post(path + "case/", {}).status_code == 302, "there is a case now, and he is led to it"
    open_case(browser, into)
    assert Case.objects.count() == 2


def test_what_was_merged_into_something_that_is_disposed_of_stands_by_itself_again(team: tuple[Person, Person, Person]) -> None:
    ian, sue, _ = team
    one, into = enter(report()), enter(report())
    merge(ian.sign_in(), one, into)
    carry_out(propose(Reviewed.objects.get(pk=into.pk), DisposalReason.ORDERED, ian.account), sue.holder)
    assert listed(ian.browser) == [one.pk] and not Merge.objects.exists()


def test_the_page_asks_as_often_for_one_as_for_three(team: tuple[Person, Person, Person]) -> None:
    ian, _, _ = team
    browser, into = ian.sign_in(), enter(report())
    counts = []
    for _ in range(3):
        merge(browser, enter(report()), into)
        for page in ("/inbox/", f"/entries/{into.pk}/"):
            browser.get(page)
            with CaptureQueriesContext(connection) as queries:
                browser.get(page)
            counts.append((page, len(queries)))
    assert len(set(counts)) == 2, counts


PLACES = range(4)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    held=st.lists(st.sets(st.sampled_from(PLACES)), min_size=2, max_size=2),
    merges=st.sets(st.tuples(st.sampled_from(PLACES), st.sampled_from(PLACES)).filter(lambda two: two[0] != two[1]), max_size=6),
)
def test_however_things_are_merged_nobody_loses_sight_of_anything_or_gains_any(
    team: tuple[Person, Person, Person], held: list[set[int]], merges: set[tuple[int, int]]
) -> None:
    """Also chains and rings, as people who cannot see each other's entries could make them together."""
    while Entry.objects.count() < len(PLACES):
        enter(report())
    ids = list(Entry.objects.order_by("pk").values_list("pk", flat=True))
    with transaction.atomic():
        let_go(Wrap.objects.all())
    Merge.objects.all().delete()
    Merge.objects.bulk_create(
        Merge(merge_id=new_id(), merged_id=ids[one], into_id=ids[into], merged_at="2026-11-25 10:00") for one, into in merges
    )
    for someone, places in zip(team, held, strict=False):
        Wrap.objects.bulk_create(Wrap(safe_id=ids[place], account=someone.account, held=b"x") for place in places)
        mine = {ids[place] for place in places}
        own = set(visibility.own_entries(someone.account).values_list("pk", flat=True))
        shown = {one.pk for pk in own for one in visibility.merged(someone.account, Entry.objects.get(pk=pk))}
        assert own <= mine and own | shown == mine, "what one can open stands in the inbox or on the page of what stands there"
        seen = {(ids[one], ids[into]) for one, into in merges if ids[one] in mine and ids[into] in mine}
        assert mine - own <= {one for one, _ in seen}, "what is merged into something unseen stands by itself"
        whole = {into for _, into in seen} - {one for one, _ in seen}
        parts = {(one, into) for one, into in seen if into in whole}
        assert own == mine - {one for one, _ in parts}, "the lists follow the rule"
        assert set(visibility.merges(someone.account).values_list("merged", "into")) == parts, "and so do the figures"
        for pk in ids:
            entry = Entry.objects.get(pk=pk)
            assert {one.pk for one in visibility.merged(someone.account, entry)} == {one for one, into in seen if into == pk}
            assert {one.pk for one in visibility.merged_into(someone.account, entry)} == {into for one, into in seen if one == pk}
            assert {one.pk for one in visibility.part_of(someone.account, entry)} == {into for one, into in parts if one == pk}
            with contextlib.suppress(PartOfAnother):
                check_standing(someone.account, entry, "Look there.")
                assert pk not in {one for one, _ in parts}, "what is decided of an entry is decided where the lists have it"
                continue
            assert pk in mine - own


def test_what_is_merged_into_something_that_is_merged_further_can_be_closed_where_the_inbox_has_it(
    team: tuple[Person, Person, Person],
) -> None:
    ian, sue, ada = team
    first, between, last = enter(report(exclude="anyone called Thorne")), enter(report()), enter(report())
    merge(ian.sign_in(), first, between)
    merge(ada.sign_in(), between, last)
    assert sorted(listed(sue.sign_in())) == sorted([first.pk, last.pk]), "a chain hides nothing"
    page = sue.browser.get(f"/entries/{first.pk}/").content.decode()
    assert "This is shown as part of" not in page
    assert sue.browser.post(f"/entries/{first.pk}/close/", {"close_reason": "Told already"}).status_code == 302
    assert sue.browser.post(f"/entries/{between.pk}/close/", {"close_reason": "Told already"}).status_code == 409
