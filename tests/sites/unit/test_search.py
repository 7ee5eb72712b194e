"""The search and its index: what it finds, what it must not, and what becomes of it when someone loses an entry."""

import random
import threading
from collections.abc import Callable
from datetime import date, datetime

import pytest
from django.db import transaction
from django.db.models import ProtectedError

from boundaries.casework.accounts import leaving
from boundaries.casework.cases.keeping import add_record, open_case
from boundaries.casework.cases.kinds import Kind
from boundaries.casework.collecting.collect import collect
from boundaries.casework.collecting.entering import enter
from boundaries.casework.content import Compartment, Piece, index, name_members, open_safe, put, reading_ahead, recuse, search
from boundaries.casework.content.compartments import index_key
from boundaries.casework.content.facts import READY
from boundaries.casework.content.index import counted, entries_said, forget_older, refresh
from boundaries.casework.content.marks import marks_of
from boundaries.casework.content.rosters import RosterLine, take_in
from boundaries.casework.models import Entry, IndexSegment, Pair, Safe, SegmentFacts, Wrap
from boundaries.casework.register.grading import add_grade
from boundaries.casework.register.linking import Relation, link
from boundaries.casework.retention.erasing import erase_entry
from boundaries.casework.roles import Role
from boundaries.handover.ids import new_id
from boundaries.handover.padding import SealError
from boundaries.handover.people import NamedMember
from boundaries.handover.report import FollowUp
from boundaries.handover.symmetric import unlock
from tests.scans import finding, scan
from tests.sites.unit.unit_cases import answers
from tests.sites.unit.unit_people import PASSPHRASE, Person, person
from tests.sites.unit.unit_reports import deliver, report
from tests.sites.unit.unit_scans import bring

pytestmark = pytest.mark.django_db(transaction=True)


def found(someone: Person, words: str) -> set[str]:
    """The ids that a search gives, all being read."""
    hits = search(someone.holder, words)
    assert hits.unread == 0
    return set(hits.ids)


def told(someone: Person) -> str:
    """All that someone's index says and has counted as it lies there, nothing being read first."""
    said = [one.decode() for one in entries_said(someone.holder)]
    return " ".join([*said, *(held for column in (*READY, "facts") for held in counted(someone.holder, column))])


def note(entry: Entry, by: Person, text: str) -> None:
    """Add a note as the page does."""
    with transaction.atomic():
        put(entry.safe, open_safe(entry.safe, by.holder), [Piece(Compartment.NOTES, "note", text.encode(), datetime.now())])


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


def test_a_search_reads_for_a_while_and_says_what_it_has_not_read(monkeypatch: pytest.MonkeyPatch) -> None:
    ann = person(Role.SUPERVISOR)
    browser = ann.sign_in()
    for _ in range(5):
        enter(report(story="the harbour"))
    monkeypatch.setattr(index, "BATCH", 2)
    assert refresh(ann.holder, 0) == 3
    monkeypatch.setattr(index, "SECONDS", 0)
    page = browser.post("/search/", {"words": "harbour"}).content.decode()
    assert "4 entries found" in page and "1 entry is still being opened for you" in page
    assert "still being opened" not in browser.post("/search/", {"words": "harbour"}).content.decode()


def test_reading_ahead_ends_when_the_key_is_locked(monkeypatch: pytest.MonkeyPatch) -> None:
    ann = person(Role.SUPERVISOR)
    browser = ann.sign_in()
    for _ in range(6):
        enter(report(story="the harbour"))
    monkeypatch.setattr(index, "BATCH", 1)
    monkeypatch.setattr(reading_ahead, "_AT_ONCE", 0)
    sleeps = []

    def rest(seconds: float) -> None:
        sleeps.append(seconds)
        if len(sleeps) == 2:
            browser.post("/lock/")

    monkeypatch.setattr(reading_ahead.time, "sleep", rest)
    session = browser.session
    reading_ahead.go_on(ann.holder, type(session), session.session_key)
    assert told(ann).count("harbour") == 2
    browser.post("/sign-out/")
    reading_ahead.go_on(ann.holder, type(session), session.session_key)
    assert told(ann).count("harbour") == 2


def test_reading_ahead_reads_all_where_nobody_stops_it(monkeypatch: pytest.MonkeyPatch) -> None:
    ann = person(Role.SUPERVISOR)
    browser = ann.sign_in()
    for _ in range(3):
        enter(report(story="the harbour"))
    monkeypatch.setattr(reading_ahead, "_AT_ONCE", 0)
    reading_ahead.go_on(ann.holder, type(browser.session), browser.session.session_key)
    assert told(ann).count("harbour") == 3


def test_whatever_happens_the_index_finds_what_opening_everything_would(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(index, "SECONDS", 60)
    monkeypatch.setattr(index, "FULL", 3)
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


def test_the_inbox_begins_to_read_ahead_once_after_each_unlocking(monkeypatch: pytest.MonkeyPatch) -> None:
    begun: list[str] = []
    monkeypatch.setattr(reading_ahead, "MANY", 1)
    monkeypatch.setattr(reading_ahead, "_read_all", lambda holder, kind, key: (begun.append(key), reading_ahead._busy.clear()))
    ann = person(Role.SUPERVISOR)
    enter(report(story="the harbour"))
    browser = ann.sign_in()
    counts = []
    for step in ("look", "look", "lock"):
        if step == "lock":
            browser.post("/lock/")
            browser.get("/inbox/")
            browser.post("/unlock/", {"passphrase": PASSPHRASE})
        browser.get("/inbox/")
        for thread in threading.enumerate():
            if thread.name == "reading ahead":
                thread.join()
        counts.append(len(begun))
    assert counts == [1, 1, 2]
