"""Sealed content: who has keys, what rotates, what two people open together, and what escrow recovers."""

from datetime import datetime, timedelta

import pytest
import time_machine
from django.db import transaction

from boundaries.casework import visibility
from boundaries.casework.content import Compartment, NoKey, Piece, Superseded, open_safe, put, read, recuse, search
from boundaries.casework.content.admitting import give_access
from boundaries.casework.content.compartments import SafeKeys, wrap_bound
from boundaries.casework.content.rosters import RosterLine, take_in
from boundaries.casework.content.source import NotGranted, ask, grant_source, open_source
from boundaries.casework.models import Account, Entry, Grant, Safe, Sealed, Share, TrailLine, Wrap
from boundaries.casework.register.entering import enter
from boundaries.casework.roles import HANDLERS, Role
from boundaries.casework.staffing import leaving
from boundaries.handover.padding import SealError
from boundaries.handover.people import NamedMember
from boundaries.handover.sealing import unseal
from tests.sites.unit.unit_people import Person, person
from tests.sites.unit.unit_reports import CONTACT, report

pytestmark = pytest.mark.django_db(transaction=True)


def holders(entry: Entry) -> set[str]:
    """The names of those who hold the keys."""
    return set(Account.objects.filter(wraps__safe=entry.safe).values_list("display_name", flat=True))


def team() -> tuple[Person, Person, Person]:
    """A supervisor, an investigator and an analyst."""
    return person(Role.SUPERVISOR, "ann supple"), person(Role.INVESTIGATOR, "ian vesey"), person(Role.ANALYST, "ada list")


def story(entry: Entry, someone: Person) -> str:
    """What someone reads in an entry's thread."""
    safe = Safe.objects.get(pk=entry.pk)
    return " ".join(piece.plain.decode() for piece in read(safe, open_safe(safe, someone.holder), Compartment.THREAD))


def test_every_handler_reads_what_names_nobody_of_the_unit() -> None:
    everyone = [person(role) for role in Role]
    entry = enter(report(story="the story"))
    for someone in everyone:
        if someone.account.as_role in HANDLERS:
            assert "the story" in story(entry, someone)
        else:
            assert not Wrap.objects.filter(account=someone.account).exists()


def test_the_database_holds_nothing_of_what_was_told() -> None:
    team()
    enter(report(story="unmistakable words", contact=CONTACT))
    assert set(Sealed.objects.values_list("compartment", flat=True)) >= {"thread", "source"}
    for row in Sealed.objects.all():
        assert b"unmistakable" not in bytes(row.held) and b"07700" not in bytes(row.held)


def test_a_piece_opens_only_where_it_was_put() -> None:
    ann, *_ = team()
    first, second = enter(report()), enter(report())
    row = Sealed.objects.get(safe=first.safe, compartment="thread")
    keys = open_safe(first.safe, ann.holder)
    for change in ({"kind": "reply"}, {"compartment": "notes"}, {"sealed_id": "a" * 26}):
        Sealed.objects.filter(pk=row.pk).update(**change)
        with pytest.raises(SealError):
            read(first.safe, keys, Compartment(change.get("compartment", "thread")))
        Sealed.objects.filter(safe=first.safe).update(kind="report", compartment="thread", sealed_id=row.pk)
    Sealed.objects.filter(pk=row.pk).update(safe=second.safe)
    with pytest.raises(SealError):
        read(second.safe, open_safe(second.safe, ann.holder), Compartment.THREAD)


def test_recusal_takes_key_and_row_and_renews() -> None:
    ann, ian, ada = team()
    entry = enter(report(story="the story"))
    before = open_safe(entry.safe, ian.holder)
    recuse(entry.safe, ann.holder, ian.account, "knows her brother")
    safe = Safe.objects.get(pk=entry.pk)
    assert not visibility.entries(ian.account).exists()
    with pytest.raises(NoKey):
        open_safe(safe, ian.holder)
    with pytest.raises(SealError):
        read(safe, before, Compartment.THREAD)
    with pytest.raises(Superseded), transaction.atomic():
        put(safe, before, [Piece(Compartment.NOTES, "note", b"a", datetime.now())])
    assert "the story" in story(entry, ada)
    notes = read(safe, open_safe(safe, ann.holder), Compartment.NOTES)
    assert [piece.plain for piece in notes] == [b"knows her brother"]
    give_access(ian.account, ann.holder)
    assert not Wrap.objects.filter(account=ian.account).exists()


def test_an_old_wrap_does_not_open_a_renewed_safe() -> None:
    ann, ian, _ = team()
    entry = enter(report())
    kept = Wrap.objects.get(safe=entry.safe, account=ian.account)
    recuse(entry.safe, ann.holder, ian.account, "a friend")
    kept.pk = None
    kept.save()
    with pytest.raises(SealError):
        open_safe(Safe.objects.get(pk=entry.pk), ian.holder)


def test_someone_may_recuse_himself() -> None:
    _, ian, _ = team()
    entry = enter(report())
    recuse(entry.safe, ian.holder, ian.account, "it is my sister")
    assert holders(entry) == {"Ann Supple", "Ada List"}


def roster() -> int:
    """The chief over the head's line: chief, ann, ian; bob beside, declared by ada."""
    return take_in(
        [
            RosterLine("1", "", NamedMember(name="Carol Crane", number="1")),
            RosterLine("100", "1", NamedMember(name="Ann Supple", number="100")),
            RosterLine("200", "100", NamedMember(name="Ian Vesey", number="200")),
            RosterLine("300", "1", NamedMember(name="Ada List", number="300"), associates=("400",)),
            RosterLine("400", "200", NamedMember(name="Bob Beat", number="400")),
            RosterLine("500", "", NamedMember(name="Olaf Outside", number="500")),
        ]
    )


@pytest.mark.parametrize(
    ("named", "reading"),
    [
        ("Olaf Outside", {"Ann Supple", "Ian Vesey", "Ada List", "Eve Else"}),
        ("PC Bob Beat", {"Eve Else", "Fay Further"}),
        ("Ian Vesey", {"Ada List", "Eve Else"}),
        ("Carol Crane", {"Eve Else", "Fay Further"}),
    ],
)
def test_the_subject_his_line_and_associates_never_get_a_key(named: str, reading: set[str]) -> None:
    person(Role.SUPERVISOR, "ann supple", member_id="100")
    person(Role.INVESTIGATOR, "ian vesey", member_id="200")
    person(Role.ANALYST, "ada list", member_id="300")
    person(Role.HEAD, "eve else")
    person(Role.ALTERNATE, "fay further")
    roster()
    entry = enter(report(members=(NamedMember(name=named),)))
    assert holders(entry) == reading


def test_a_roster_that_comes_later_takes_away() -> None:
    ann = person(Role.SUPERVISOR, "ann supple", member_id="100")
    ian = person(Role.INVESTIGATOR, "ian vesey", member_id="200")
    ada, eve = person(Role.ANALYST, "ada list", member_id="300"), person(Role.HEAD, "eve else")
    entry = enter(report(members=(NamedMember(name="Bob Beat"),), story="the story"))
    assert holders(entry) == {"Ann Supple", "Ian Vesey", "Ada List", "Eve Else"}
    assert roster() == 3
    assert holders(entry) == {"Eve Else"}
    assert Safe.objects.get().is_stale
    renewed = open_safe(entry.safe, eve.holder)
    assert "the story" in story(entry, eve)
    assert not Safe.objects.get().is_stale
    assert (Safe.objects.get().generation, renewed.generation) == (2, 2)
    for someone in (ann, ian, ada):
        assert not visibility.entries(someone.account).exists()


def test_a_reporter_can_keep_one_colleague_out_without_his_line() -> None:
    person(Role.SUPERVISOR, "ann supple", member_id="100")
    person(Role.INVESTIGATOR, "ian vesey", member_id="200")
    person(Role.ANALYST, "ada list", member_id="300")
    roster()
    assert holders(enter(report(exclude_members=(NamedMember(name="Ian Vesey"),)))) == {"Ann Supple", "Ada List"}
    assert holders(enter(report(exclude="not DS Vesey please"))) == {"Ann Supple", "Ada List"}
    assert holders(enter(report(story="then Ian Vesey rang me"))) == {"Ann Supple", "Ada List"}
    assert holders(enter(report(story="a list of things"))) == {"Ann Supple", "Ian Vesey", "Ada List"}


def test_where_too_few_remain_the_alternate_route_is_taken() -> None:
    ann, ian = person(Role.SUPERVISOR, "ann supple"), person(Role.INVESTIGATOR, "ian vesey")
    person(Role.ALTERNATE, "fay further")
    entry = enter(report())
    assert holders(entry) == {"Ann Supple", "Ian Vesey"}
    recuse(entry.safe, ann.holder, ian.account, "too close")
    assert holders(entry) == {"Fay Further"}
    assert TrailLine.objects.filter(act="routed_elsewhere", about=entry.pk).exists()


def test_a_leaver_loses_everything_and_what_he_had_is_renewed() -> None:
    ann, ian, ada = team()
    entry = enter(report())
    old = open_safe(entry.safe, ian.holder)
    leaving.disable(ian.account, ann.account)
    gone = Account.objects.get(pk=ian.account.pk)
    assert (gone.sealing_key, bytes(gone.opening_box), bytes(gone.sign_in_box)) == ("", b"", b"")
    assert holders(entry) == {"Ann Supple", "Ada List"}
    story(entry, ada)
    with pytest.raises(SealError):
        read(Safe.objects.get(), old, Compartment.THREAD)


def test_a_key_that_nobody_vouched_for_is_given_nothing() -> None:
    ann, *_ = team()
    new = person(Role.INVESTIGATOR, "nia new", admitted=False)
    entry = enter(report(story="the story"))
    assert "Nia New" not in holders(entry)
    assert give_access(new.account, ann.holder) == 1
    assert "the story" in story(entry, new)
    assert "Nia New" in holders(enter(report()))


def test_a_source_opens_only_to_two() -> None:
    ann, ian, ada = team()
    entry = enter(report(contact=CONTACT))
    with pytest.raises(NotGranted):
        open_source(entry.safe, ian.holder)
    grant = ask(entry.safe, ian.holder, "to ask whether she is safe")
    with pytest.raises(NotGranted):
        grant_source(grant, ian.holder)
    with pytest.raises(NotGranted):
        grant_source(grant, ada.holder)
    own = ask(entry.safe, ann.holder, "for myself")
    with pytest.raises(NotGranted):
        grant_source(own, ann.holder)
    grant_source(grant, ann.holder)
    (piece,) = open_source(entry.safe, ian.holder)
    assert b"07700 900123" in piece.plain
    with pytest.raises(NotGranted):
        open_source(entry.safe, ann.holder)
    with time_machine.travel(datetime.now() + timedelta(minutes=61), tick=True), pytest.raises(NotGranted):
        open_source(entry.safe, ian.holder)
    assert bytes(Grant.objects.get(pk=grant.pk).share) == b""


def test_a_source_is_renewed_once_someone_lost_his_share() -> None:
    ann, ian, ada = team()
    entry = enter(report(contact=CONTACT))
    old = bytes(Sealed.objects.get(compartment="source").held)
    recuse(entry.safe, ann.holder, ada.account, "too close")
    assert Share.objects.count() == 2 and Safe.objects.get().is_source_stale
    grant = ask(entry.safe, ian.holder, "to ask")
    grant_source(grant, ann.holder)
    assert b"07700" in open_source(entry.safe, ian.holder)[0].plain
    assert not Safe.objects.get().is_source_stale
    assert bytes(Sealed.objects.get(compartment="source").held) != old
    assert b"07700" in open_source(entry.safe, ian.holder)[0].plain


def test_who_joined_later_sees_a_source_once_granted_and_never_before() -> None:
    ann = person(Role.SUPERVISOR, "ann supple")
    entry = enter(report(contact=CONTACT))
    new = person(Role.INVESTIGATOR, "nia new", admitted=False)
    give_access(new.account, ann.holder)
    grant = ask(entry.safe, new.holder, "to reach her")
    with pytest.raises(NotGranted):
        open_source(entry.safe, new.holder)
    grant_source(grant, ann.holder)
    assert b"07700" in open_source(entry.safe, new.holder)[0].plain
    assert Share.objects.count() == 2
    assert b"07700" in open_source(entry.safe, new.holder)[0].plain


def test_search_finds_only_what_one_may_open() -> None:
    ann, ian, ada = team()
    seen, hidden = enter(report(story="the Harbour wall")), enter(report(story="harbour lights", exclude="Vesey"))
    assert set(search(ann.holder, "harbour").ids) == {seen.pk, hidden.pk}
    assert search(ian.holder, "harbour").ids == (seen.pk,)
    assert search(ann.holder, "HARBOUR wall").ids == (seen.pk,)
    assert search(ann.holder, "report version").ids == ()
    quoted = enter(report(story='she said "never again" and left'))
    assert search(ann.holder, '"never again"').ids == (quoted.pk,)
    assert Wrap.objects.get(safe=seen.safe, account=ann.account).form == "locked"
    assert set(search(ann.holder, "harbour").ids) == {seen.pk, hidden.pk}
    wrap = Wrap.objects.get(safe=seen.safe, account=ada.account)
    with pytest.raises(SealError):
        unseal(bytes(wrap.held), ann.holder.opening, wrap_bound(seen.pk, ada.account.pk, 1))


def test_the_keys_of_a_safe_are_read_back_as_they_were() -> None:
    keys = SafeKeys.new("a" * 26, 1)
    assert SafeKeys.from_bytes(keys.to_bytes(), "a" * 26, 1) == keys
    assert len({keys.key(name) for name in keys.seeds}) == 3
