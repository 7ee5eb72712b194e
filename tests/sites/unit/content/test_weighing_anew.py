"""What somebody may not open any more after a change goes in parts: nothing is shown until it has gone, and a crash leaves nothing half done."""

from collections.abc import Callable

import pytest

from boundaries.casework import visibility
from boundaries.casework.audit.verifying import verify
from boundaries.casework.collecting import timer
from boundaries.casework.content import recuse, weighing_anew
from boundaries.casework.content.admitting import begin_giving, go_on_giving
from boundaries.casework.models import Account, Entry, Given, Safe, TrailLine
from boundaries.casework.register.entering import enter
from boundaries.casework.roles import Role
from boundaries.casework.staffing import leaving
from boundaries.casework.staffing.parting import give_member_id
from boundaries.handover.people import NamedMember
from tests.sites.unit.unit_people import Person, person
from tests.sites.unit.unit_reports import report

pytestmark = pytest.mark.django_db(transaction=True)
SHOWN = ("/", "/inbox/", "/cases/", "/dashboard/", "/meeting/", "/review/", "/search/?q=x")


@pytest.fixture(autouse=True)
def _small_parts(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(weighing_anew, "PART", 3)
    monkeypatch.setattr(weighing_anew, "MOST_TAKEN", 2)
    monkeypatch.setattr(weighing_anew, "REST", 0)


def killed(monkeypatch: pytest.MonkeyPatch, after: int, act: Callable[[], object]) -> None:
    """Do something that is killed when so many parts have gone."""
    real, parts = weighing_anew.weigh_part, []

    def some_then_nothing(account_id: str) -> int | None:
        if len(parts) == after:
            raise MemoryError
        parts.append(account_id)
        return real(account_id)

    with monkeypatch.context() as patched, pytest.raises(MemoryError):
        patched.setattr(weighing_anew, "weigh_part", some_then_nothing)
        act()


def seen(someone: Person) -> set[str]:
    """The ids of the entries that someone holds the keys of."""
    return {one.pk for one in visibility.entries(someone.account)}


def now(someone: Person) -> Account:
    """Their account as it is."""
    return Account.objects.get(pk=someone.account.pk)


def told(someone: Person) -> list[tuple[str, str]]:
    """What the trail tells of the change of an account, from its beginning to its end."""
    rows = TrailLine.objects.filter(about=someone.account.pk, act__in=("member_id_given", "role_given", "weighed"))
    return [(row.act, row.detail) for row in rows.order_by("sequence")]


def by_the_timer(ian: Person) -> None:
    """The timer comes round."""
    timer.go_round()


def by_a_page_of_theirs(ian: Person) -> None:
    """They look again."""
    assert ian.browser.get("/inbox/").status_code == 200


def by_the_same_again(ian: Person) -> None:
    """Whoever said it says so once more."""
    give_member_id(ian.account, "2002", None)


@pytest.mark.parametrize("way", [by_the_timer, by_a_page_of_theirs, by_the_same_again])
def test_who_is_told_to_be_a_member_is_shown_nothing_until_what_is_about_them_has_gone(
    monkeypatch: pytest.MonkeyPatch, way: Callable[[Person], None]
) -> None:
    ann, ian = person(Role.SUPERVISOR, "ann supple"), person(Role.INVESTIGATOR, "ian vesey")
    person(Role.ANALYST, "ada list")
    about = [enter(report(members=(NamedMember(number="2002"),))) for _ in range(7)]
    others = {enter(report(members=(NamedMember(number=str(3000 + one)),))).pk for one in range(3)} | {enter(report()).pk}
    browser = ian.sign_in()
    killed(monkeypatch, 2, lambda: give_member_id(ian.account, "2002", ann.account))
    left = seen(ian) & {one.pk for one in about}
    assert 0 < len(left) < 7 and now(ian).weighed_to, "stopped in the middle"
    with monkeypatch.context() as patched:
        patched.setattr("boundaries.casework.guard.weigh", lambda *_: None)
        for page in SHOWN:
            answer = browser.get(page)
            assert answer.status_code == 409 and "looked through" in answer.content.decode(), page
        assert browser.get(f"/entries/{next(iter(left))}/").status_code == 409
        assert browser.get("/account/").status_code == 200, "what shows nothing of the work stays open"
    assert told(ian) == [("member_id_given", '{"had_one":"false"}')]

    way(ian)
    assert seen(ian) == others and now(ian).weighed_to is None
    assert all(one.is_stale for one in Safe.objects.filter(pk__in=[one.pk for one in about]))
    assert told(ian)[-1][0] == "weighed" and verify().whole
    if way is not by_the_same_again:
        assert told(ian)[-1] == ("weighed", '{"count":"7"}')
    late = enter(report(members=(NamedMember(number="2002"),)))
    assert late.pk not in seen(ian) and browser.get("/inbox/").status_code == 200


def test_a_role_that_loses_only_what_went_to_the_alternates_loses_it_in_parts(monkeypatch: pytest.MonkeyPatch) -> None:
    ann, hal, ian = person(Role.SUPERVISOR, "ann supple"), person(Role.HEAD, "hal head"), person(Role.INVESTIGATOR, "ian vesey")
    plain = enter(report())
    elsewhere = [enter(report()) for _ in range(5)]
    for one in elsewhere:
        for someone in (ian, ann):
            recuse(Safe.objects.get(pk=one.pk), hal.holder, someone.account, "a friend")
    assert all(Safe.objects.get(pk=one.pk).is_alternate for one in elsewhere) and len(seen(hal)) == 6
    killed(monkeypatch, 1, lambda: leaving.give_role(hal.account, Role.SUPERVISOR, ann.account))
    assert now(hal).role == "supervisor" and now(hal).weighed_to and 1 < len(seen(hal)) < 6
    timer.go_round()
    assert seen(hal) == {plain.pk} and now(hal).weighed_to is None and now(hal).is_admitted
    assert [act for act, _ in told(hal)] == ["role_given", "weighed"] and told(hal)[-1][1] == '{"count":"5"}'


def test_what_is_being_given_meanwhile_is_looked_at_anew() -> None:
    ann = person(Role.SUPERVISOR, "ann supple")
    person(Role.ANALYST, "ada list")
    kept_out = person(Role.INVESTIGATOR, "kit kept")
    new = person(Role.INVESTIGATOR, "nia new", member_id="2002", admitted=False)
    entries: list[Entry] = [enter(report()) for _ in range(3)]
    recuse(entries[0].safe, ann.holder, kept_out.account, "a friend")
    begin_giving(new.account, ann.holder)
    assert go_on_giving(new.account.pk, ann.holder, 0) is None and Given.objects.exclude(held=b"").count() == 3
    give_member_id(kept_out.account, "2002", ann.account)
    assert go_on_giving(new.account.pk, ann.holder) == 2
    assert seen(new) == {one.pk for one in entries[1:]}, "one person with who was taken away from the first"
