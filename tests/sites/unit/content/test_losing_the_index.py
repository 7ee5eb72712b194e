"""Whoever loses an entry loses at once what their index says of it, and so does everyone at a disposal."""

from collections.abc import Callable

import pytest
from django.db import transaction
from django.db.models import ProtectedError

from boundaries.casework.content import name_members, recuse
from boundaries.casework.content.marks import marks_of
from boundaries.casework.content.rosters import RosterLine, take_in
from boundaries.casework.models import Entry, IndexSegment, Safe, Wrap
from boundaries.casework.register.entering import enter
from boundaries.casework.retention.erasing import erase_entry
from boundaries.casework.roles import Role
from boundaries.casework.staffing import leaving
from boundaries.handover.people import NamedMember
from tests.sites.unit.unit_people import Person, person
from tests.sites.unit.unit_reports import report
from tests.sites.unit.unit_searching import found, told

pytestmark = pytest.mark.django_db(transaction=True)


def by_recusal(entry: Entry, ann: Person, ian: Person) -> None:
    """A supervisor takes a colleague away."""
    recuse(entry.safe, ann.holder, ian.account, "a friend")


def by_himself(entry: Entry, ann: Person, ian: Person) -> None:
    """Someone steps back."""
    recuse(entry.safe, ian.holder, ian.account, "a friend of mine")


def by_name(entry: Entry, ann: Person, ian: Person) -> None:
    """The entry turns out to name him."""
    name_members(entry.safe, marks_of(NamedMember(name="Ian Vesey")), ann.holder, "It names him")


def by_roster(entry: Entry, ann: Person, ian: Person) -> None:
    """He comes to supervise whom the entry names."""
    line = RosterLine("7", "200", NamedMember(name="Olaf Outside", number="7"))
    assert take_in([RosterLine("200", "", NamedMember(name="Ian Vesey", number="200")), line]) == 1


def by_leaving(entry: Entry, ann: Person, ian: Person) -> None:
    """He leaves."""
    leaving.disable(ian.account, None)


@pytest.mark.parametrize("way", [by_recusal, by_himself, by_name, by_roster, by_leaving])
def test_whoever_loses_an_entry_loses_at_once_what_their_index_holds_of_it(way: Callable[[Entry, Person, Person], None]) -> None:
    ann, ian = person(Role.SUPERVISOR, "ann supple"), person(Role.INVESTIGATOR, "ian vesey", member_id="200")
    person(Role.ANALYST)
    entry = enter(report(story="the harbour", members=(NamedMember(name="Olaf Outside", number="7"),)))
    beside = enter(report(story="the harbour wall"))
    assert found(ian, "harbour") == found(ann, "harbour") == {entry.pk, beside.pk}
    holding = set(IndexSegment.objects.filter(account=ian.account).values_list("pk", flat=True))
    way(Entry.objects.get(pk=entry.pk), ann, ian)
    assert not IndexSegment.objects.filter(pk__in=holding).exists()
    assert entry.pk not in told(ian)
    if way is not by_leaving:
        assert found(ian, "harbour") == {beside.pk}
    assert entry.pk not in told(ian)
    assert found(ann, "harbour") == {entry.pk, beside.pk}


def test_a_disposal_leaves_nothing_behind() -> None:
    ann = person(Role.SUPERVISOR)
    entry, beside = enter(report(story="the harbour")), enter(report(story="the harbour wall"))
    assert found(ann, "harbour") == {entry.pk, beside.pk}
    with transaction.atomic():
        erase_entry(entry.pk, ann.holder)
    assert told(ann).strip() == ""
    assert found(ann, "harbour") == {beside.pk}


def test_the_database_refuses_to_forget_a_wrap_while_an_index_remembers_it() -> None:
    ann = person(Role.SUPERVISOR)
    entry = enter(report(story="the harbour"))
    assert found(ann, "harbour") == {entry.pk}
    entry.delete()
    for rows in (Wrap.objects.all(), Safe.objects.all()):
        with pytest.raises(ProtectedError):
            rows.delete()
