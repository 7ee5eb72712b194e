"""The search and its index: what it finds, what it must not, and what becomes of it when someone loses an entry."""

import random
from datetime import date

import pytest
from django.db import transaction

from boundaries.casework.cases.keeping import add_record, open_case
from boundaries.casework.cases.kinds import Kind
from boundaries.casework.collecting.collect import collect
from boundaries.casework.content import index, recuse, search, segments
from boundaries.casework.content.compartments import index_key
from boundaries.casework.content.facts import READY
from boundaries.casework.content.index import counted, forget_older, refresh
from boundaries.casework.models import Entry, IndexSegment, Pair, SegmentFacts
from boundaries.casework.register.entering import enter
from boundaries.casework.register.grading import add_grade
from boundaries.casework.register.linking import Relation, link
from boundaries.casework.roles import Role
from boundaries.handover.ids import new_id
from boundaries.handover.padding import SealError
from boundaries.handover.people import NamedMember
from boundaries.handover.report import FollowUp
from boundaries.handover.symmetric import unlock
from tests.scans import finding, scan
from tests.sites.unit.unit_cases import answers
from tests.sites.unit.unit_people import person
from tests.sites.unit.unit_reports import deliver, report
from tests.sites.unit.unit_scans import bring
from tests.sites.unit.unit_searching import found, note, told

pytestmark = pytest.mark.django_db(transaction=True)


def test_gradings_and_records_of_a_case_are_searched_and_forms_and_ids_are_not() -> None:
    ann, ian = person(Role.SUPERVISOR), person(Role.INVESTIGATOR, "ian vesey")
    person(Role.ANALYST)
    entry, other = enter(report(story="the harbour")), enter(report(story="the wall", exclude="Vesey"))
    with transaction.atomic():
        add_grade(entry, ann.holder, {"source": "2", "sanitised": "A member was seen at a Lighthouse"})
        case = open_case(entry, ann.holder, is_covert=False, reason="Two accounts that agree")
        add_record(case, ann.holder, Kind.TASK, answers(Kind.TASK, task="Ask the ferryman"))
        link(entry, other, ann.holder, Relation.RELATED, "the same quay")
    for words in ("lighthouse", "ferryman agree", "harbour lighthouse"):
        assert entry.pk in found(ann, words), words
    for words in ("sanitised", "values", ann.account.pk, other.pk, entry.pk, "related"):
        assert found(ann, words) == set(), words
    assert found(ian, "quay") == found(ann, "quay") == set(), "why it is linked tells of what not everyone may know of"
    assert found(ian, other.pk) == set()


def test_who_a_finding_names_is_not_found_where_names_are_masked() -> None:
    ada = person(Role.ANALYST)
    bring(scan(finding()))
    browser = ada.sign_in()
    pair = Pair.objects.get()
    browser.post(f"/review/{pair.pk}/verdict/", {"verdict": "concern", "reason": "No ordinary reason was found"})
    assert found(ada, "ordinary reason") == {pair.pk}
    assert found(ada, "M-Quist") == found(ada, "P-Lund") == set()


def test_what_comes_later_is_found_as_well() -> None:
    ann = person(Role.SUPERVISOR)
    kept = report(story="the harbour")
    entry = enter(kept)
    assert found(ann, "harbour") == {entry.pk} and found(ann, "ferry") == set()
    note(entry, ann, "A ferry")
    assert found(ann, "harbour ferry") == {entry.pk}
    assert IndexSegment.objects.count() == 1


def test_the_newest_stand_first() -> None:
    ann = person(Role.SUPERVISOR)
    made = [enter(report(story="the harbour")).pk for _ in range(5)]
    assert list(search(ann.holder, "harbour").ids) == made[::-1]


def test_the_index_is_readable_to_nobody_else() -> None:
    ann, ian = person(Role.SUPERVISOR), person(Role.INVESTIGATOR)
    enter(report(story="unmistakable words"))
    assert found(ann, "unmistakable") and not IndexSegment.objects.filter(account=ian.account).exists()
    segment = IndexSegment.objects.get()
    facts = SegmentFacts.objects.values_list("facts", *READY).get(segment=segment)
    assert b"unmistakable" not in bytes(segment.held) + b"".join(map(bytes, facts))
    bound = f"index:{ann.account.pk}/{segment.pk}/held"
    assert b"unmistakable" in unlock(bytes(segment.held), index_key(ann.holder.opening), bound)
    with pytest.raises(SealError):
        unlock(bytes(segment.held), index_key(ian.holder.opening), bound)
    IndexSegment.objects.update(account=ian.account)
    with pytest.raises(SealError):
        search(ian.holder, "words")


def test_an_index_of_another_version_is_read_afresh() -> None:
    ann = person(Role.SUPERVISOR)
    kept, other = enter(report(story="the harbour")), enter(report(story="the harbour wall"))
    for change in (lambda: SegmentFacts.objects.update(form=0), SegmentFacts.objects.all().delete):
        assert found(ann, "harbour") == {kept.pk, other.pk}
        (old,) = IndexSegment.objects.values_list("pk", flat=True)
        change()
        assert found(ann, "harbour") == {kept.pk, other.pk}
        assert old not in IndexSegment.objects.values_list("pk", flat=True)
    assert IndexSegment.objects.count() == SegmentFacts.objects.count() == 1
    forget_older(ann.account)
    assert found(ann, "harbour wall") == {other.pk}, "what this version wrote stays"


def test_what_is_counted_opens_under_its_own_name_only() -> None:
    ann = person(Role.SUPERVISOR)
    enter(report(members=(NamedMember(number="4471"),)))
    refresh(ann.holder)
    row = SegmentFacts.objects.get()
    for column in READY:
        SegmentFacts.objects.update(**{column: row.facts})
        with pytest.raises(SealError):
            list(counted(ann.holder, column))


def test_whatever_happens_the_index_finds_what_opening_everything_would(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(index, "SECONDS", 60)
    monkeypatch.setattr(segments, "FULL", 3)
    monkeypatch.setattr(index, "BATCH", 2)
    chance = random.Random(5)
    ann, ian = person(Role.SUPERVISOR), person(Role.INVESTIGATOR)
    person(Role.ANALYST)
    holds: dict[str, set[str]] = {}
    lost: set[str] = set()
    for step in range(40):
        entries = [one for one in Entry.objects.order_by("pk") if one.pk not in lost]
        match chance.choice(("enter", "note", "note", "recuse", "look")):
            case "enter":
                holds[enter(report(story=f"word{step}")).pk] = {f"word{step}"}
            case "note" if entries:
                one = chance.choice(entries)
                note(one, ann, f"word{step}")
                holds[one.pk].add(f"word{step}")
            case "recuse" if len(entries) > 2:
                one = chance.choice(entries)
                recuse(one.safe, ann.holder, ian.account, "friend")
                lost.add(one.pk)
            case _:
                pass
        word = f"word{chance.randrange(step + 1)}"
        wanted = {entry for entry, words in holds.items() if any(word in one for one in words)}
        assert found(ian, word) == wanted - lost
        assert found(ann, word) == wanted
        assert not any(entry in told(ian) for entry in lost)
    assert len(holds) > 4 and lost
    assert all(segment.entries <= 3 for segment in IndexSegment.objects.all())


def test_what_a_reporter_adds_is_found() -> None:
    ann = person(Role.SUPERVISOR)
    first = report(story="the harbour")
    deliver(first)
    collect()
    entry = Entry.objects.get()
    assert found(ann, "harbour") == {entry.pk} and found(ann, "ferry") == set()
    deliver(FollowUp(follow_up_id=new_id(), lookup_id=first.lookup_id, received_on=date(2026, 11, 25), text="And on the ferry"))
    collect()
    assert found(ann, "harbour ferry") == {entry.pk}
