"""Access that is given a part at a time: all at once to whoever gets it, going on after a crash, and weighed anew where something changed."""

import threading
from collections.abc import Callable
from datetime import datetime
from types import SimpleNamespace

import pytest
from django.contrib.sessions.backends.base import SessionBase

from boundaries.casework import visibility
from boundaries.casework.accounts.attendance import Holder
from boundaries.casework.content import Compartment, admitting, giving_beside, name_members, open_safe, read, recuse, search
from boundaries.casework.content.admitting import begin_giving, give_access, go_on_giving, progress_of
from boundaries.casework.content.marks import marks_of
from boundaries.casework.models import Account, Entry, Exclusion, Given, TrailLine, Wrap
from boundaries.casework.register.entering import enter
from boundaries.casework.roles import Role
from boundaries.casework.staffing import inviting, leaving
from boundaries.errors import BoundariesError
from boundaries.handover.people import NamedMember
from tests.sites.unit.unit_people import PASSPHRASE, PASSWORD, Person, person
from tests.sites.unit.unit_reports import report

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def _small_parts(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(admitting, "BATCH", 2)


def unit(entries: int) -> tuple[Person, Person, list[Entry]]:
    """A supervisor, someone new, and entries."""
    ann = person(Role.SUPERVISOR, "ann supple")
    person(Role.ANALYST, "ada list")
    new = person(Role.INVESTIGATOR, "nia new", admitted=False)
    return ann, new, [enter(report(story="the harbour")) for _ in range(entries)]


def seen(someone: Person) -> set[str]:
    """The ids of the entries that someone sees."""
    return {one.pk for one in visibility.entries(Account.objects.get(pk=someone.account.pk))}


def test_nothing_is_seen_until_all_is_there() -> None:
    ann, new, entries = unit(5)
    begin_giving(new.account, ann.holder)
    for done in (2, 4):
        assert go_on_giving(new.account.pk, ann.holder, 0) is None
        progress = progress_of(new.account)
        assert progress is not None and (progress.done, progress.most) == (done, 5)
        assert seen(new) == set() and not Wrap.objects.filter(account=new.account).exists()
        assert not Account.objects.get(pk=new.account.pk).is_admitted
        assert search(new.holder, "harbour").ids == ()
    late = enter(report(story="the harbour"))
    assert seen(new) == set()
    assert go_on_giving(new.account.pk, ann.holder) == 6
    assert seen(new) == {late.pk, *(one.pk for one in entries)} == set(search(new.holder, "harbour").ids)
    assert Account.objects.get(pk=new.account.pk).is_admitted and progress_of(new.account) is None
    assert not Given.objects.exists()
    acts = list(TrailLine.objects.filter(about=new.account.pk, actor=ann.account.pk).order_by("sequence"))
    assert [(one.act, one.detail) for one in acts] == [("vouched", ""), ("sealed", '{"count":"6"}')]


def test_whoever_has_access_already_goes_on_seeing_it_while_more_is_given(monkeypatch: pytest.MonkeyPatch) -> None:
    ann, new, entries = unit(3)
    give_access(new.account, ann.holder)
    Wrap.objects.filter(account=new.account, safe__in=[one.pk for one in entries[:2]]).delete()
    begin_giving(Account.objects.get(pk=new.account.pk), ann.holder)
    monkeypatch.setattr(admitting, "BATCH", 1)
    assert go_on_giving(new.account.pk, ann.holder, 0) is None
    assert seen(new) == {entries[2].pk}
    came = enter(report())
    assert seen(new) == {entries[2].pk, came.pk}
    assert go_on_giving(new.account.pk, ann.holder) == 2
    assert seen(new) == {came.pk, *(one.pk for one in entries)}


def test_after_a_crash_it_goes_on_where_it_was(monkeypatch: pytest.MonkeyPatch) -> None:
    ann, new, entries = unit(5)
    made: list[str] = []

    def three_then_nothing(*told: object) -> Wrap:
        if len(made) == 3:
            raise MemoryError
        made.append("")
        return real(*told)  # type: ignore[arg-type]

    real = admitting.wrap_for
    begin_giving(new.account, ann.holder)
    monkeypatch.setattr(admitting, "wrap_for", three_then_nothing)
    with pytest.raises(MemoryError):
        go_on_giving(new.account.pk, ann.holder)
    assert Given.objects.count() == 2, "what was made in a part that was not finished is not there"
    assert seen(new) == set()
    monkeypatch.setattr(admitting, "wrap_for", real)
    begin_giving(new.account, ann.holder)
    assert Given.objects.count() == 2
    assert go_on_giving(new.account.pk, ann.holder) == 5
    for one in entries:
        assert read(one.safe, open_safe(one.safe, new.holder), Compartment.THREAD)


def test_what_changes_in_between_is_weighed_anew() -> None:
    ian = person(Role.INVESTIGATOR, "ian vesey")
    ann, new, entries = unit(4)
    begin_giving(new.account, ann.holder)
    while Given.objects.count() < 4:
        assert go_on_giving(new.account.pk, ann.holder, 0) is None
    recused, named, turned, _ = entries
    recuse(recused.safe, ann.holder, new.account, "a friend too")
    name_members(named.safe, marks_of(NamedMember(name="Nia New")), ann.holder, "It names her")
    recuse(turned.safe, ann.holder, ian.account, "his cousin")
    assert Given.objects.filter(is_stale=False).count() == 1, "what is renewed or names someone is looked at again"
    assert go_on_giving(new.account.pk, ann.holder) == 2
    assert seen(new) == {turned.pk, entries[3].pk}
    assert read(turned.safe, open_safe(Entry.objects.get(pk=turned.pk).safe, new.holder), Compartment.THREAD)


def test_what_a_reporter_said_keeps_out_also_here() -> None:
    ann, new, entries = unit(3)
    told = enter(report(story="then Nia New rang"))
    assert give_access(new.account, ann.holder) == 3
    assert seen(new) == {one.pk for one in entries}
    assert Exclusion.objects.filter(account=new.account).get().safe_id == told.pk


def by_a_new_key(ann: Person, new: Person) -> None:
    """She makes another key."""
    token = leaving.reset(new.account, with_key=True, by=ann.account).rstrip("/").rpartition("/")[2]
    link = inviting.invitation_of(token, datetime.now())
    assert link is not None
    inviting.accept(link, inviting.prepare(link, PASSWORD, PASSPHRASE), 0)


def by_another_role(ann: Person, new: Person) -> None:
    """She becomes the head's alternate, who gets something else."""
    Account.objects.filter(pk=new.account.pk).update(role=Role.ALTERNATE)


def by_leaving(ann: Person, new: Person) -> None:
    """She leaves."""
    leaving.disable(new.account, ann.account)


@pytest.mark.parametrize("way", [by_a_new_key, by_another_role, by_leaving])
def test_who_is_no_longer_what_was_vouched_for_gets_nothing(way: Callable[[Person, Person], None]) -> None:
    ann, new, _ = unit(4)
    begin_giving(new.account, ann.holder)
    assert go_on_giving(new.account.pk, ann.holder, 0) is None
    way(ann, new)
    with pytest.raises(BoundariesError, match="nobody is giving access"):
        go_on_giving(new.account.pk, ann.holder)
    now = Account.objects.get(pk=new.account.pk)
    assert seen(new) == set() and not now.is_admitted and progress_of(now) is None
    if way is by_leaving:
        with pytest.raises(BoundariesError, match="changed in the meantime"):
            begin_giving(new.account, ann.holder)
    else:
        assert give_access(now, ann.holder) == len(seen(new)) == (4 if way is by_a_new_key else 0)


def test_two_who_vouch_by_turns_give_each_key_once() -> None:
    ann, new, _ = unit(9)
    hal = person(Role.HEAD, "hal head")
    give_access(hal.account, ann.holder)
    begin_giving(new.account, ann.holder)
    assert go_on_giving(new.account.pk, ann.holder, 0) is None
    begin_giving(new.account, hal.holder)
    assert go_on_giving(new.account.pk, hal.holder, 0) is None
    assert Given.objects.count() == 4
    assert go_on_giving(new.account.pk, ann.holder) == len(seen(new)) == 9
    with pytest.raises(BoundariesError, match="nobody is giving access"):
        go_on_giving(new.account.pk, hal.holder)


def test_the_page_says_how_far_it_is_and_goes_on_by_itself(monkeypatch: pytest.MonkeyPatch) -> None:
    ann, new, _ = unit(7)
    monkeypatch.setattr("boundaries.casework.pages.people.AT_ONCE", 0)
    monkeypatch.setattr(giving_beside, "_AT_ONCE", 0)
    held = threading.Event()

    go_on = giving_beside.go_on

    def go_on_when_let(account_id: str, holder: Holder, kind: type[SessionBase], session_key: str) -> None:
        assert held.wait(60), "it waits for the pages: both at once lock each other out of a database that is in memory"
        go_on(account_id, holder, kind, session_key)

    monkeypatch.setattr(giving_beside, "go_on", go_on_when_let)
    monkeypatch.setattr(giving_beside, "_REST", 0.001)
    browser = ann.sign_in()
    page = browser.post(f"/people/{new.account.pk}/give-access/").content.decode()
    assert "of 7 keys looked at." in page and "they see none of these" in page and "It goes on while your key is unlocked" in page
    again = browser.post(f"/people/{new.account.pk}/give-access/").content.decode()
    assert "It goes on while" in again, "a second press begins nothing more"
    assert sum(thread.name == "giving access" for thread in threading.enumerate()) == 1
    held.set()
    for thread in threading.enumerate():
        if thread.name == "giving access":
            thread.join()
    page = browser.get(f"/people/{new.account.pk}/").content.decode()
    assert "looked at" not in page and len(seen(new)) == 7


def test_it_stands_still_once_the_key_is_locked_and_a_press_takes_it_up(monkeypatch: pytest.MonkeyPatch) -> None:
    ann, new, _ = unit(7)
    monkeypatch.setattr(giving_beside, "_AT_ONCE", 0)
    browser = ann.sign_in()
    # Only what gives beside the work rests like this: whatever else sleeps in this process must lock nothing.
    monkeypatch.setattr(giving_beside, "time", SimpleNamespace(sleep=lambda _: browser.post("/lock/")))
    begin_giving(new.account, ann.holder)
    giving_beside.go_on(new.account.pk, ann.holder, type(browser.session), browser.session.session_key)
    assert 0 < Given.objects.count() < 7 and seen(new) == set()
    told = new.sign_in().get("/account/").content.decode()
    assert "of 7 keys looked at. Until all are there you see none of these" in told
    assert "0 entries" in new.browser.get("/inbox/").content.decode()
    browser.post("/unlock/", {"passphrase": PASSPHRASE})
    page = browser.get(f"/people/{new.account.pk}/").content.decode()
    assert "It stands still" in page and "Vouch for the key and go on" in page
    page = browser.post(f"/people/{new.account.pk}/give-access/").content.decode()
    assert "Keys of 7 entries given." in page and len(seen(new)) == 7
