"""What comes in or is renewed in the very moment in which somebody is admitted is given to them, by one side or the other."""

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from django.db import connection, transaction

from boundaries.casework import visibility
from boundaries.casework.content import admitting, handing_over, open_safe, safes
from boundaries.casework.content.admitting import give_access
from boundaries.casework.content.safes import rotate
from boundaries.casework.models import Account, Entry, Safe
from boundaries.casework.register.entering import enter
from boundaries.casework.roles import Role
from boundaries.casework.staffing.parting import give_member_id
from boundaries.handover.people import NamedMember
from tests.sites.unit.unit_people import Person, person
from tests.sites.unit.unit_reports import report

pytestmark = pytest.mark.django_db(transaction=True)
RUNS = 20
_WAITING = "SELECT count(*) FROM pg_locks JOIN pg_stat_activity USING (pid) WHERE NOT granted AND datname = current_database()"
"""Whoever waits in this database: other tests run beside these in theirs."""


def leader() -> Person:
    """A supervisor of a unit of two."""
    person(Role.ANALYST, "ada list")
    ann = person(Role.SUPERVISOR, "ann supple")
    assert ann.holder.opening is not None, "opened here, so that no thread does"
    return ann


def seen(someone: Person) -> set[str]:
    """The ids of the entries that someone holds the keys of."""
    return {one.pk for one in visibility.entries(someone.account)}


def in_a_thread(act: Callable[[], Any]) -> threading.Thread:
    """Begin something on a connection of its own."""

    def run() -> None:
        try:
            act()
        finally:
            connection.close()

    thread = threading.Thread(target=run)
    thread.start()
    return thread


@contextmanager
def halted(monkeypatch: pytest.MonkeyPatch, name: str) -> Iterator[tuple[threading.Event, threading.Event]]:
    """Let whoever has read who may have keys stop there: the first event says that they have, the second lets them go on."""
    real, has_read, may_go_on = getattr(safes, name), threading.Event(), threading.Event()

    def slow(*told: Any, **more: Any) -> Any:
        found = real(*told, **more)
        has_read.set()
        assert may_go_on.wait(20)
        return found

    with monkeypatch.context() as patched:
        patched.setattr(safes, name, slow)
        yield has_read, may_go_on


def wait_for(thread: threading.Thread) -> None:
    """Wait until a thread is done or waits for a lock."""
    until = time.monotonic() + 10
    while thread.is_alive() and time.monotonic() < until:
        with connection.cursor() as cursor:
            cursor.execute(_WAITING)
            if cursor.fetchone() != (0,):
                return
        time.sleep(0.005)


def only_on_postgresql() -> None:
    """Skip where two cannot write at once."""
    if connection.vendor != "postgresql":
        pytest.skip("on SQLite one transaction writes at a time; the run on PostgreSQL has this")


def meanwhile(monkeypatch: pytest.MonkeyPatch, name: str, first: Callable[[], Any], second: Callable[[], Any]) -> None:
    """Do something, stop it once it has read who may have keys, and let it go on when something else is done or waits for it."""

    def at_once() -> None:
        with transaction.atomic():
            first()

    with halted(monkeypatch, name) as (has_read, may_go_on):
        one = in_a_thread(at_once)
        assert has_read.wait(10)
        other = in_a_thread(second)
        wait_for(other)
        may_go_on.set()
        one.join(20)
        other.join(20)


def test_what_is_being_entered_while_somebody_is_admitted_reaches_them(monkeypatch: pytest.MonkeyPatch) -> None:
    only_on_postgresql()
    ann = leader()
    for run in range(RUNS):
        new = person(Role.INVESTIGATOR, f"nia new{run}", admitted=False)
        meanwhile(monkeypatch, "eligible_for", lambda: enter(report()), lambda new=new: give_access(new.account, ann.holder))
        assert Entry.objects.count() == run + 1 == len(seen(new)) == len(seen(ann))


def test_what_is_being_renewed_while_somebody_is_admitted_reaches_them(monkeypatch: pytest.MonkeyPatch) -> None:
    only_on_postgresql()
    ann, entry = leader(), enter(report())

    def renew() -> None:
        held = Safe.objects.select_for_update().get(pk=entry.pk)
        rotate(held, open_safe(held, ann.holder))

    for run in range(RUNS):
        new = person(Role.INVESTIGATOR, f"nia new{run}", admitted=False)
        meanwhile(monkeypatch, "eligible", renew, lambda new=new: give_access(new.account, ann.holder))
        assert seen(new) == {entry.pk} and open_safe(Safe.objects.get(pk=entry.pk), new.holder).generation == run + 2


def test_what_is_being_entered_while_somebody_is_told_to_be_its_subject_is_taken_from_them(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    only_on_postgresql()
    ann = leader()
    for run in range(RUNS):
        ian, number = person(Role.INVESTIGATOR, f"ian vesey{run}"), str(2000 + run)
        meanwhile(
            monkeypatch, "eligible_for", lambda number=number: enter(report(members=(NamedMember(number=number),))),
            lambda ian=ian, number=number: give_member_id(ian.account, number, ann.account),
        )  # fmt: skip
        assert len(seen(ann)) == run + 1 and not seen(ian)


def test_what_came_after_the_last_look_is_made_before_anybody_is_admitted(monkeypatch: pytest.MonkeyPatch) -> None:
    """Also where whoever gives is killed at once, and the account's own page ends it."""
    ann, new, entry = leader(), person(Role.INVESTIGATOR, "nia new", admitted=False), enter(report())
    real, late = handing_over.begin_handing_over, list[Entry]()

    def after_something_came(account_id: str, lacks_some: Callable[[Account], bool]) -> bool:
        if not late:
            late.append(enter(report()))
        if real(account_id, lacks_some):
            raise MemoryError
        return False

    monkeypatch.setattr(admitting, "begin_handing_over", after_something_came)
    with pytest.raises(MemoryError):
        give_access(new.account, ann.holder)
    assert Account.objects.get(pk=new.account.pk).is_taking_over
    assert new.sign_in().get("/inbox/").status_code == 200
    assert seen(new) == {entry.pk, late[0].pk}
