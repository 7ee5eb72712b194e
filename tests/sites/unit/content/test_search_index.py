"""The search index of an account: what is read into it, what is not, and that it goes with the key."""

from datetime import datetime
from itertools import count
from types import SimpleNamespace

import pytest
from django.db import connection, transaction

from boundaries.casework.accounts.boxes import opening_of
from boundaries.casework.content import Compartment, Piece, index, open_safe, put, search, segments
from boundaries.casework.content.admitting import give_access
from boundaries.casework.models import Account, IndexSegment, Pair, SegmentFacts, Wrap
from boundaries.casework.register.entering import enter
from boundaries.casework.roles import Role
from boundaries.casework.staffing import inviting, leaving
from tests.scans import finding, scan
from tests.sites.unit.unit_people import PASSWORD, Person, person
from tests.sites.unit.unit_reports import report
from tests.sites.unit.unit_scans import bring
from tests.sites.unit.unit_searching import found, told

pytestmark = pytest.mark.django_db(transaction=True)


def test_a_new_key_takes_the_index_of_the_old_one_away() -> None:
    ann, ian = person(Role.SUPERVISOR), person(Role.INVESTIGATOR, "ian vesey")
    entry = enter(report(story="the harbour"))
    assert found(ian, "harbour") == found(ann, "harbour") == {entry.pk}
    token = leaving.reset(ian.account, with_key=True, by=ann.account).rstrip("/").rpartition("/")[2]
    assert told(ian).count("harbour") == 1, "the link alone changes nothing"
    link_of = inviting.invitation_of(token, datetime.now())
    assert link_of is not None
    inviting.accept(link_of, inviting.prepare(link_of, PASSWORD, "another phrase of five words"), 0)
    assert not IndexSegment.objects.filter(account=ian.account).exists() and not Wrap.objects.filter(account=ian.account).exists()
    again = Person(Account.objects.get(pk=ian.account.pk), "", opening=None)
    again.opening = opening_of(again.account, "another phrase of five words")
    assert again.opening is not None and found(again, "harbour") == set()
    give_access(again.account, ann.holder)
    assert found(again, "harbour") == found(ann, "harbour") == {entry.pk}


def test_a_pair_is_looked_at_once_and_not_counted_as_an_entry() -> None:
    ada = person(Role.ANALYST)
    bring(scan(finding()))
    assert Wrap.objects.get(safe=Pair.objects.get().pk).is_indexed is False
    assert index.to_read(ada.account).count() == 0
    assert found(ada, "anything") == set()
    assert Wrap.objects.get(safe=Pair.objects.get().pk).is_indexed is True and not IndexSegment.objects.exists()


def test_an_index_of_another_version_is_let_go_of_a_part_at_a_time_and_searched_until_then(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    ann = person(Role.SUPERVISOR)
    monkeypatch.setattr(segments, "FULL", 2)
    monkeypatch.setattr(index, "BATCH", 2)
    monkeypatch.setattr(index, "_FORGOTTEN", 1)
    entries = [enter(report(story="the harbour")) for _ in range(7)]
    assert len(found(ann, "harbour")) == 7 and IndexSegment.objects.count() == 4
    SegmentFacts.objects.update(form=0)
    monkeypatch.setattr(index, "SECONDS", 0)
    hits = search(ann.holder, "harbour")
    assert set(hits.ids) == {one.pk for one in entries} and 4 <= hits.unread <= 6, "the older ones are searched as they stand"
    assert SegmentFacts.objects.count() == 1
    last = IndexSegment.objects.filter(counted=None).order_by("pk").last()
    assert last is not None
    older = last.indexed.all()[0].wrap.safe
    with transaction.atomic():
        put(older, open_safe(older, ann.holder), [Piece(Compartment.NOTES, "note", b"a ferry", datetime.now())])
    unread = [hits.unread]
    while unread[-1]:
        unread.append(search(ann.holder, "ferry").unread)
    assert unread[1:] == sorted(unread[1:], reverse=True) and len(unread) > 3
    assert found(ann, "ferry") == {older.pk}
    assert found(ann, "harbour") == {one.pk for one in entries}
    assert not IndexSegment.objects.filter(counted=None).exists()


@pytest.mark.parametrize("seconds", [0, 4, 8, 12, 16, 20])
def test_what_is_left_is_told_as_it_is_however_much_was_read(seconds: int, monkeypatch: pytest.MonkeyPatch) -> None:
    ann = person(Role.SUPERVISOR)
    bring(scan(finding()))
    for _ in range(7):
        enter(report(story="the harbour"))
    monkeypatch.setattr(index, "BATCH", 2)
    ticks = count()
    # A clock of its own: how often a database's driver looks at the machine's is not told here.
    monkeypatch.setattr(index, "time", SimpleNamespace(monotonic=lambda: float(next(ticks))))
    before = index.to_read(ann.account).count()
    left = index.refresh(ann.holder, seconds)
    assert left == index.to_read(ann.account).count() < before
    assert (left == before - 2) == (seconds < 5), "more time reads more"
    assert index.refresh(ann.holder) == 0


def test_what_is_not_read_yet_is_found_by_its_own_index() -> None:
    ann = person(Role.SUPERVISOR)
    for _ in range(30):
        enter(report(story="the harbour"))
    assert found(ann, "harbour")
    enter(report(story="the harbour"))
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("ANALYZE")
        if connection.vendor == "postgresql":  # a small table is read whole, whatever indexes it has
            cursor.execute("SET LOCAL enable_seqscan = off")
        asked = index.to_read(ann.account).order_by("-pk").values_list("pk", flat=True)[: index.BATCH]
        assert "wraps_to_read" in asked.explain()
        # Counted while all was still to be read, SQLite took the account's own index, and read every wrap of it.
        ways = connection.introspection.get_constraints(cursor, Wrap._meta.db_table).values()
        assert ["account_id"] not in [way["columns"] for way in ways if way["index"]]
