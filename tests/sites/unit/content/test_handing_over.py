"""Keys that go over in parts: no page shows half of a list, nothing is lost in a crash, and what changes in between counts."""

import time
from collections.abc import Callable

import pytest
from django.db import connection, transaction

from boundaries.casework import visibility
from boundaries.casework.audit.verifying import verify
from boundaries.casework.content import admitting, handing_over, open_safe, recuse
from boundaries.casework.content.admitting import begin_giving, give_access, go_on_giving, progress_of
from boundaries.casework.content.safes import rotate
from boundaries.casework.models import Account, Entry, Given, Giving, Safe, TrailLine, Wrap
from boundaries.casework.register.entering import enter
from boundaries.casework.roles import Role
from boundaries.casework.staffing import leaving
from tests.sites.unit.unit_people import Person, person
from tests.sites.unit.unit_reports import report

pytestmark = pytest.mark.django_db(transaction=True)
PAGES = ("/", "/inbox/", "/cases/", "/dashboard/", "/meeting/")


@pytest.fixture(autouse=True)
def _small_parts(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(handing_over, "PART", 2)
    monkeypatch.setattr(handing_over, "_AT_ONCE_S", -1)
    monkeypatch.setattr(admitting, "REST", 0)


def unit(entries: int) -> tuple[Person, Person, list[Entry]]:
    """A supervisor, someone new, and entries of which one is kept from them."""
    ann = person(Role.SUPERVISOR, "ann supple")
    person(Role.ANALYST, "ada list")
    new = person(Role.INVESTIGATOR, "nia new", admitted=False)
    enter(report(exclude="anyone called New"))
    return ann, new, [enter(report()) for _ in range(entries)]


def seen(someone: Person) -> set[str]:
    """The ids of the entries that someone holds the keys of."""
    return {one.pk for one in visibility.entries(someone.account)}


def in_the_middle(ann: Person, new: Person) -> None:
    """Begin, and let one part go over."""
    begin_giving(new.account, ann.holder)
    while not Wrap.objects.filter(account=new.account).exists():
        assert go_on_giving(new.account.pk, ann.holder, 0) is None


def test_no_page_shows_half_of_a_list_and_pages_themselves_go_on() -> None:
    ann, new, entries = unit(7)
    browser = new.sign_in()
    in_the_middle(ann, new)
    assert len(seen(new)) == 2 and Account.objects.get(pk=new.account.pk).is_taking_over
    for page, left in (("/inbox/", 3), ("/", 1)):
        answer = browser.get(page)
        told = answer.content.decode()
        assert answer.status_code == 409 and f"{left} key" in told and not any(one.pk[:8] in told for one in entries)
    progress = progress_of(new.account)
    assert progress is not None and progress.is_handing_over and (progress.done, progress.most) == (6, 7)
    assert "6 of 7 keys are there" in browser.get("/account/").content.decode()
    assert "7 entries" in browser.get("/inbox/").content.decode()
    assert seen(new) == {one.pk for one in entries} and not Giving.objects.exists() and not Given.objects.exists()
    (line,) = TrailLine.objects.filter(act="sealed", about=new.account.pk)
    assert '"count":"7"' in line.detail and verify().whole
    for page in PAGES:
        assert browser.get(page).status_code == 200


def test_what_is_left_in_the_middle_of_a_crash_is_there_and_anyone_who_gives_access_goes_on(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    ann, new, entries = unit(7)
    hal = person(Role.HEAD, "hal head")
    give_access(hal.account, ann.holder)
    real, parts = handing_over.hand_over_part, []

    def two_then_nothing(account_id: str) -> int:
        if len(parts) == 2:
            raise MemoryError
        parts.append(real(account_id))
        return parts[-1]

    monkeypatch.setattr(admitting, "hand_over_part", two_then_nothing)
    with pytest.raises(MemoryError):
        give_access(new.account, ann.holder)
    assert parts == [2, 2] and len(seen(new)) == 4
    assert Given.objects.exclude(held=b"").count() == 3, "what did not go over lies there"
    monkeypatch.setattr(admitting, "hand_over_part", real)
    late = enter(report())
    assert late.pk in seen(new), "whatever comes in meanwhile is sealed to them at once"
    assert give_access(Account.objects.get(pk=new.account.pk), hal.holder) == 7
    assert seen(new) == {late.pk, *(one.pk for one in entries)}
    assert not Account.objects.get(pk=new.account.pk).is_taking_over


def test_who_is_taken_away_in_the_middle_does_not_get_it() -> None:
    ann, new, entries = unit(7)
    in_the_middle(ann, new)
    waiting = [one for one in entries if one.pk not in seen(new)]
    recuse(waiting[0].safe, ann.holder, new.account, "a friend")
    recuse(next(one for one in entries if one.pk in seen(new)).safe, ann.holder, new.account, "a friend")
    go_on_giving(new.account.pk, ann.holder)
    assert len(seen(new)) == 5 and waiting[0].pk not in seen(new)


@pytest.mark.parametrize("is_unattended", [False, True])
def test_keys_that_are_renewed_before_and_after_an_account_is_admitted_are_counted(
    monkeypatch: pytest.MonkeyPatch, is_unattended: bool
) -> None:
    ann, new, entries = unit(5)
    real, renewed = handing_over.begin_handing_over, [one.safe for one in entries[:3]]

    def renew() -> None:
        with transaction.atomic():
            for safe in renewed:
                held = Safe.objects.select_for_update().get(pk=safe.pk)
                rotate(held, open_safe(held, ann.holder))

    def between_two_renewals(account_id: str, lacks_some: Callable[[Account], bool]) -> bool:
        if not renewals:
            renew()
        renewals.append(account_id)
        if not real(account_id, lacks_some):
            return False
        if is_unattended:
            Safe.objects.filter(pk__in=[safe.pk for safe in renewed]).update(is_stale=True)
        else:
            renew()
        return True

    renewals: list[str] = []
    monkeypatch.setattr(admitting, "begin_handing_over", between_two_renewals)
    assert give_access(new.account, ann.holder) == 5 == len(seen(new))
    assert '"count":"5"' in TrailLine.objects.get(act="sealed", about=new.account.pk).detail


def by_another_role(ann: Person, new: Person) -> None:
    """She becomes an analyst."""
    leaving.give_role(new.account, Role.ANALYST, ann.account)


def by_leaving(ann: Person, new: Person) -> None:
    """She leaves."""
    leaving.disable(new.account, ann.account)


@pytest.mark.parametrize("way", [by_another_role, by_leaving])
def test_who_is_no_longer_what_was_vouched_for_gets_no_more_and_is_not_shut_out(way: Callable[[Person, Person], None]) -> None:
    ann, new, _ = unit(7)
    in_the_middle(ann, new)
    way(ann, new)
    if way is by_another_role:
        assert new.sign_in().get("/inbox/").status_code == 200
    now = Account.objects.get(pk=new.account.pk)
    assert not now.is_taking_over and len(seen(new)) == (2 if way is by_another_role else 0)


def test_both_at_once_give_each_key_once() -> None:
    ann, new, entries = unit(7)
    browser = new.sign_in()
    in_the_middle(ann, new)
    while browser.get("/inbox/").status_code == 409:
        pass
    assert seen(new) == {one.pk for one in entries} and Wrap.objects.filter(account=new.account).count() == 7
    begin_giving(new.account, ann.holder)
    assert go_on_giving(new.account.pk, ann.holder) == 0


def test_a_giver_who_finds_that_the_account_took_the_last_ones_is_done(monkeypatch: pytest.MonkeyPatch) -> None:
    ann, new, entries = unit(5)
    real = handing_over.hand_over_part

    def and_then_a_page(account_id: str) -> int:
        some = real(account_id)
        while Account.objects.get(pk=account_id).is_taking_over:
            handing_over.take_over(Account.objects.get(pk=account_id))
        return some

    monkeypatch.setattr(admitting, "hand_over_part", and_then_a_page)
    assert give_access(new.account, ann.holder) == 2, "so many were this giver's"
    assert seen(new) == {one.pk for one in entries}


def test_no_part_is_as_long_as_the_whole(monkeypatch: pytest.MonkeyPatch) -> None:
    ann, new, _ = unit(9)
    asked: list[int] = []

    def count(execute: Callable[..., object], sql: str, *told: object) -> object:
        done = execute(sql, *told)
        if sql.startswith("INSERT INTO casework_wrap"):
            asked.append(Wrap.objects.filter(account=new.account).count())
        return done

    monkeypatch.setattr(admitting, "REST", 0.001)
    begun = time.monotonic()
    with connection.execute_wrapper(count):
        give_access(new.account, ann.holder)
    assert asked == [2, 4, 6, 8, 9] and time.monotonic() - begun < 60
