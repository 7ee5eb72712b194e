"""The search index of an account: what is read into it, what is not, and that it goes with the key."""

from datetime import datetime

import pytest
from django.db import connection, transaction

from boundaries.casework.accounts import inviting, leaving
from boundaries.casework.accounts.boxes import opening_of
from boundaries.casework.collecting.entering import enter
from boundaries.casework.content import index
from boundaries.casework.content.admitting import give_access
from boundaries.casework.models import Account, IndexSegment, Pair, Wrap
from boundaries.casework.roles import Role
from tests.scans import finding, scan
from tests.sites.unit.test_search import found, told
from tests.sites.unit.unit_people import PASSWORD, Person, person
from tests.sites.unit.unit_reports import report
from tests.sites.unit.unit_scans import bring

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
