"""Keys that are taken from who left or lost theirs, in parts: from the first moment they open nothing, and a crash leaves nothing half done."""

from collections.abc import Callable
from datetime import datetime

import pytest
from django.db import connection, transaction

from boundaries.casework import visibility
from boundaries.casework.audit.verifying import verify
from boundaries.casework.cases.allocating import holders_of
from boundaries.casework.cases.keeping import open_case
from boundaries.casework.collecting import timer
from boundaries.casework.content import open_safe, recuse, search, taking_away
from boundaries.casework.content.admitting import begin_giving, give_access
from boundaries.casework.content.recusal import losing
from boundaries.casework.content.safes import rotate
from boundaries.casework.content.source import ask, grant_source, open_source
from boundaries.casework.models import Account, Entry, Given, IndexSegment, LeftBehind, Safe, Share, TrailLine, Wrap
from boundaries.casework.register.entering import enter
from boundaries.casework.roles import Role
from boundaries.casework.staffing import inviting, leaving
from tests.sites.unit.unit_people import PASSPHRASE, PASSWORD, Person, person
from tests.sites.unit.unit_reports import CONTACT, report

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def _small_parts(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(taking_away, "PART", 2)
    monkeypatch.setattr(taking_away, "SEGMENTS", 1)
    monkeypatch.setattr(taking_away, "REST", 0)


def unit(entries: int) -> tuple[Person, Person, list[Entry]]:
    """A supervisor, an investigator who is going to leave, and entries with a source each, which both hold."""
    ann, ian = person(Role.SUPERVISOR, "ann supple"), person(Role.INVESTIGATOR, "ian vesey")
    person(Role.ANALYST, "ada list")
    return ann, ian, [enter(report(story="the harbour", contact=CONTACT)) for _ in range(entries)]


def killed(monkeypatch: pytest.MonkeyPatch, after: int, act: Callable[[], object]) -> None:
    """Do something that is killed when so many parts have gone."""
    real, parts = taking_away.take_part, []

    def some_then_nothing(account_id: str) -> int:
        if len(parts) == after:
            raise MemoryError
        parts.append(real(account_id))
        return parts[-1]

    with monkeypatch.context() as patched, pytest.raises(MemoryError):
        patched.setattr(taking_away, "take_part", some_then_nothing)
        act()


def acts(account: Account) -> list[tuple[str, str]]:
    """What the trail tells of an account's end."""
    rows = TrailLine.objects.filter(about=account.pk, act__in=("left", "keys_taken", "role_given")).order_by("sequence")
    return [(row.act, row.detail) for row in rows]


def by_the_same_again(ann: Person, ian: Person) -> None:
    """Whoever ended the account does so once more."""
    leaving.disable(ian.account, ann.account)


def by_the_timer(ann: Person, ian: Person) -> None:
    """The timer comes round."""
    timer.go_round()


def by_the_page(ann: Person, ian: Person) -> None:
    """A colleague posts the same page, opened before."""
    page = f"/people/{ian.account.pk}/change/"
    assert person(Role.ADMINISTRATOR).sign_in().post(page, {"what": "disable"}).status_code == 302


@pytest.mark.parametrize("way", [by_the_same_again, by_the_timer, by_the_page])
def test_a_leaver_opens_nothing_from_the_first_moment_and_whatever_is_left_in_a_crash_goes_later(
    monkeypatch: pytest.MonkeyPatch, way: Callable[[Person, Person], None]
) -> None:
    ann, ian, entries = unit(7)
    search(ian.holder, "harbour")
    browser, opening = ian.sign_in(), ian.holder
    assert browser.get("/inbox/").status_code == 200 and IndexSegment.objects.filter(account=ian.account).exists()
    killed(monkeypatch, 3, lambda: leaving.disable(ian.account, ann.account))
    assert Wrap.objects.filter(account=ian.account).count() == 3 and not IndexSegment.objects.filter(account=ian.account).exists()
    assert browser.get("/inbox/").status_code == 302, "his session has ended"
    said = {"name": ian.account.name, "password": PASSWORD, "code": ian.code()}
    assert browser.post("/sign-in/", said).status_code != 302
    now = Account.objects.get(pk=ian.account.pk)
    assert (bytes(now.opening_box), now.sealing_key, now.is_admitted, now.losing) == (b"", "", False, 7)
    assert acts(ian.account) == [("left", "")]
    late = enter(report())
    assert not Wrap.objects.filter(account=ian.account, safe=late.pk).exists()
    held = Safe.objects.filter(wraps__account=ian.account)[0]
    with transaction.atomic():
        rotate(held, open_safe(held, ann.holder))
    assert Wrap.objects.filter(account=ian.account).count() == 2, (
        "who renews a safe's keys meanwhile renews them for who is there"
    )

    way(ann, ian)
    assert not Wrap.objects.filter(account=ian.account).exists() and not Share.objects.filter(account=ian.account).exists()
    assert set(LeftBehind.objects.values_list("safe_id", flat=True)) == {one.pk for one in entries}
    assert Safe.objects.filter(is_stale=True).count() == 6, (
        "the one that was renewed is not, the others are at their next opening"
    )
    assert Account.objects.get(pk=ian.account.pk).losing is None
    assert acts(ian.account) == [("left", ""), ("keys_taken", '{"count":"7"}')] and verify().whole
    assert opening.account.pk == ian.account.pk and not visibility.entries(ian.account).exists()
    disabled_at = Account.objects.get(pk=ian.account.pk).disabled_at
    leaving.disable(ian.account, ann.account)
    assert Account.objects.get(pk=ian.account.pk).disabled_at == disabled_at and len(acts(ian.account)) == 2


def test_nobody_counts_a_key_that_waits_to_be_taken(monkeypatch: pytest.MonkeyPatch) -> None:
    ann, ian, entries = unit(3)
    with transaction.atomic():
        case = open_case(entries[0], ian.holder, is_covert=False, reason="serious")
    killed(monkeypatch, 0, lambda: leaving.disable(ian.account, ann.account))
    assert Wrap.objects.filter(account=ian.account).count() == 3
    case.refresh_from_db()
    assert case.allocated_to is None and ian.account not in holders_of(case)
    browser = ann.sign_in()
    page = browser.get(f"/entries/{entries[1].pk}/").content.decode()
    assert "Ada List" in page and "Ian Vesey" not in page, "he is nobody to be taken away any more"
    with transaction.atomic():
        assert losing(entries[1].safe) == []
    recuse(entries[1].safe, ann.holder, Account.objects.get(name="ada.list"), "a friend")
    (line,) = TrailLine.objects.filter(act="recused", about=entries[1].pk)
    assert "ada" in line.detail or Account.objects.get(name="ada.list").pk in line.detail

    new = person(Role.INVESTIGATOR, "nia new", admitted=False)
    give_access(new.account, ann.holder)
    wish = ask(entries[2].safe, new.holder, "to speak to her")
    grant_source(wish, ann.holder)
    assert b"07700" in open_source(entries[2].safe, new.holder)[0].plain
    holding = set(Share.objects.filter(safe=entries[2].pk).values_list("account__name", flat=True))
    assert holding == {"ann.supple", "ada.list", "nia.new"}, "its key is renewed, and not for him"

    Wrap.objects.filter(safe=entries[2].pk).exclude(account=ian.account).delete()
    told = person(Role.AUDITOR).sign_in().post("/trail/check/").content.decode()
    assert "2 entries or findings can be opened by nobody" in told, "the second went to the alternates, of whom there is none"
    told = browser.get(f"/people/{ian.account.pk}/").content.decode()
    assert "opens nothing any more" in told and " still locked with it" in told


def test_who_gets_a_key_anew_sees_nothing_half_and_is_given_all_of_it_again(monkeypatch: pytest.MonkeyPatch) -> None:
    ann, ian, entries = unit(7)
    token = leaving.reset(ian.account, with_key=True, by=ann.account).rstrip("/").rpartition("/")[2]
    link = inviting.invitation_of(token, datetime.now())
    assert link is not None
    prepared = inviting.prepare(link, PASSWORD, PASSPHRASE)
    killed(monkeypatch, 2, lambda: inviting.accept(link, prepared, 0))
    ian = Person(Account.objects.get(pk=ian.account.pk), prepared.secret)
    assert ian.account.losing == 7 and Wrap.objects.filter(account=ian.account).count() == 5
    browser = ian.sign_in()
    with monkeypatch.context() as patched:
        patched.setattr("boundaries.casework.guard._AT_ONCE_S", -1)
        answer = browser.get("/inbox/")
        assert answer.status_code == 409 and "still being cleared away" in answer.content.decode()
    assert "0 entries" in browser.get("/inbox/").content.decode()
    assert Account.objects.get(pk=ian.account.pk).losing is None and not Safe.objects.filter(is_stale=True).exists()
    assert give_access(ian.account, ann.holder) == 7
    assert {one.pk for one in visibility.entries(ian.account)} == {one.pk for one in entries}


def test_whoever_gives_access_takes_first_what_was_left(monkeypatch: pytest.MonkeyPatch) -> None:
    ann, ian, _ = unit(5)
    killed(monkeypatch, 1, lambda: leaving.give_role(ian.account, Role.ALTERNATE, ann.account))
    assert acts(ian.account)[0][0] == "role_given" and Wrap.objects.filter(account=ian.account).count() == 3
    begin_giving(person(Role.HEAD, "hal head", admitted=False).account, ann.holder)
    assert Account.objects.get(pk=ian.account.pk).losing == 5, "somebody else's giving is another matter"
    token = leaving.reset(ian.account, with_key=True, by=ann.account).rstrip("/").rpartition("/")[2]
    link = inviting.invitation_of(token, datetime.now())
    assert link is not None
    inviting.accept(link, inviting.prepare(link, PASSWORD, PASSPHRASE), 0)
    assert not Wrap.objects.filter(account=ian.account).exists()
    assert Safe.objects.filter(is_stale=True).count() == 5, "they are renewed: the other role may not see them"
    assert give_access(Account.objects.get(pk=ian.account.pk), ann.holder) == 0


def test_what_was_being_given_goes_as_well_and_no_part_is_as_long_as_the_whole(monkeypatch: pytest.MonkeyPatch) -> None:
    ann, ian, _ = unit(7)
    new = person(Role.INVESTIGATOR, "nia new", admitted=False)
    monkeypatch.setattr("boundaries.casework.content.admitting.BATCH", 5)
    begin_giving(new.account, ann.holder)
    with pytest.raises(MemoryError):
        monkeypatch.setattr("boundaries.casework.content.admitting.begin_handing_over", _fail)
        give_access(new.account, ann.holder)
    assert Given.objects.count() == 7
    leaving.disable(new.account, ann.account)
    assert not Given.objects.exists() and acts(new.account)[-1] == ("keys_taken", '{"count":"0"}')
    left: list[int] = []

    def count(execute: Callable[..., object], sql: str, *told: object) -> object:
        done = execute(sql, *told)
        if sql.startswith("DELETE FROM") and "casework_wrap" in sql:
            left.append(Wrap.objects.filter(account=ian.account).count())
        return done

    with connection.execute_wrapper(count):
        leaving.disable(ian.account, ann.account)
    assert left == [5, 3, 1, 0]


def _fail(*_: object) -> None:
    raise MemoryError
