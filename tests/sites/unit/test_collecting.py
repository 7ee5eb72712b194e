"""What comes in: taken once, lost never, held where its reporter wishes, followed up and answered."""

import os
import signal
import subprocess
import sys
from datetime import date
from pathlib import Path

import pytest
from django.conf import settings
from django.db import connection

from boundaries.casework.collecting import collect as collecting
from boundaries.casework.collecting.collect import collect
from boundaries.casework.collecting.holding import held_counts
from boundaries.casework.collecting.replying import reply, send_outgoing
from boundaries.casework.content import Compartment, open_safe, read
from boundaries.casework.content.attachments import blob_path, read_attachment
from boundaries.casework.content.places import places
from boundaries.casework.models import Entry, Held, Outgoing, Safe, Sealed, Taken
from boundaries.casework.pages.telling import messages_in
from boundaries.casework.roles import Role
from boundaries.errors import BoundariesError
from boundaries.handover.blobs import BlobWriter, read_blob
from boundaries.handover.drop import Inbound, Kind
from boundaries.handover.ids import new_id
from boundaries.handover.keys import load_index_key
from boundaries.handover.matching import hold, shares_for
from boundaries.handover.people import NamedMember
from boundaries.handover.replies import Outbound
from boundaries.handover.report import Attachment, FollowUp, HeldReport, Report
from tests.sites.unit.unit_people import Person, person
from tests.sites.unit.unit_reports import CONTACT, deliver, empty_drop, report

pytestmark = pytest.mark.django_db(transaction=True)
TODAY = date(2026, 11, 25)


@pytest.fixture(autouse=True)
def an_empty_drop() -> None:
    """Nothing waits from another test."""
    empty_drop()


@pytest.fixture
def ann() -> Person:
    """A supervisor with a key, and a colleague, so that a unit is there."""
    person(Role.INVESTIGATOR, "ian vesey")
    return person(Role.SUPERVISOR, "ann supple")


def plain(someone: Person, compartment: Compartment = Compartment.THREAD) -> list[bytes]:
    """What someone reads in the one entry that is there."""
    safe = Safe.objects.get()
    return [piece.plain for piece in read(safe, open_safe(safe, someone.holder), compartment)]


def waiting() -> list[str]:
    """What waits in the drop."""
    return Inbound(places().drop_in).waiting()


def test_a_report_is_taken_once_though_it_is_found_twice(ann: Person) -> None:
    told = report()
    envelope_id = deliver(told)
    lying = (places().drop_in / envelope_id).read_bytes()
    assert (collect().taken, waiting()) == (1, [])
    (places().drop_in / envelope_id).write_bytes(lying)
    assert (collect().taken, waiting()) == (1, [])
    assert Entry.objects.count() == Taken.objects.count() == 1


def test_nothing_is_taken_before_someone_has_a_key() -> None:
    person(Role.ADMINISTRATOR)
    deliver(report())
    assert collect().taken == 0
    assert len(waiting()) == 1


def test_what_cannot_be_opened_stays_and_does_not_stop_the_rest(ann: Person) -> None:
    Inbound(places().drop_in).deliver("a" * 26, Kind.REPORT, b"\x01 nonsense")
    (places().drop_in / ("b" * 26)).write_bytes(b"not even an envelope")
    deliver(report())
    done = collect()
    assert (done.taken, done.waiting) == (1, 2)
    assert len(waiting()) == 2


def test_a_fault_in_the_middle_loses_nothing(ann: Person, monkeypatch: pytest.MonkeyPatch) -> None:
    deliver(report())

    def fails(held: bytes, opening: object) -> None:
        register(held, opening)
        raise BoundariesError("the disk is full")

    register = collecting.REGISTERS[Kind.REPORT]
    monkeypatch.setattr(collecting, "REGISTERS", {Kind.REPORT: fails})
    assert collect().taken == 0
    assert not Entry.objects.exists() and not Taken.objects.exists() and len(waiting()) == 1
    monkeypatch.undo()
    assert collect().taken == 1
    assert Entry.objects.count() == 1


def test_attachments_come_along_still_sealed(ann: Person) -> None:
    with BlobWriter(places().blobs / new_id()) as writer:
        writer.write(b"a picture of the letter")
        blob = writer.finish()
    kept = Attachment(blob_id=blob.blob_id, key=blob.key, size=blob.size, sha256=blob.sha256, name="letter.txt")
    deliver(report(attachments=(kept,)), [places().blobs / blob.blob_id])
    collect()
    found = [read_attachment(one) for one in plain(ann, Compartment.ATTACHMENTS)]
    assert found == [kept]
    assert b"".join(read_blob(blob_path(blob.blob_id), kept.key)) == b"a picture of the letter"
    assert b"letter" not in blob_path(blob.blob_id).read_bytes()


def test_a_follow_up_joins_its_entry_and_a_withdrawn_contact_is_shown_no_more(ann: Person) -> None:
    told = report(contact=CONTACT)
    early = FollowUp(follow_up_id=new_id(), lookup_id=told.lookup_id, received_on=TODAY, text="and again today")
    deliver(early)
    assert collect().taken == 0
    deliver(told)
    collect()
    collect()
    assert any(b"and again today" in piece for piece in plain(ann))
    safe = Safe.objects.get()
    assert [one.text for one in messages_in(read(safe, open_safe(safe, ann.holder), Compartment.THREAD))] == ["and again today"]
    assert not Sealed.objects.filter(is_withdrawn=True).exists()
    deliver(FollowUp(follow_up_id=new_id(), lookup_id=told.lookup_id, received_on=TODAY, withdraw_contact=True))
    collect()
    assert Sealed.objects.get(compartment="source").is_withdrawn


def test_a_reply_survives_a_crash_before_it_is_left_in_the_drop(ann: Person, monkeypatch: pytest.MonkeyPatch) -> None:
    deliver(report())
    collect()
    entry = Entry.objects.get()

    def dies(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(Outbound, "put_reply", dies)
    with pytest.raises(KeyboardInterrupt):
        reply(entry, ann.holder, "thank you", asks=False)
    monkeypatch.undo()
    assert Outgoing.objects.count() == 1
    assert send_outgoing() == 1 and send_outgoing() == 0
    assert len(Outbound(places().drop_out).replies(entry.lookup_id)) == 1


def held(name: str, story: str, release: bytes = b"") -> HeldReport:
    """A report that its reporter wants held until someone else names the same member."""
    told = report(story=story, members=(NamedMember(name=name),))
    made = shares_for(NamedMember(name=name), load_index_key(places()), told.lookup_id)
    content = hold(told.to_bytes(), {share.tag: secret for share, secret in made}, told.report_id, release)
    return HeldReport(
        report_id=told.report_id, route=told.route, received_on=TODAY, lookup_id=told.lookup_id, content=content,
        shares=tuple(share for share, _ in made),
    )  # fmt: skip


def test_held_reports_open_each_other_and_until_then_only_numbers_are_known(ann: Person) -> None:
    deliver(held("PC 1234 Arthur Smith", "the first"))
    deliver(held("PC 77 Bert Other", "someone else"))
    collect()
    assert not Entry.objects.exists()
    assert (held_counts().reports, held_counts().tags) == (2, 4)
    deliver(held("A. Smith 1234", "the second"))
    collect()
    assert Entry.objects.count() == 2
    assert held_counts().reports == Held.objects.count() == 1
    stories = [Report.from_bytes(piece.plain).story for safe in Safe.objects.all()
               for piece in read(safe, open_safe(safe, ann.holder), Compartment.THREAD)]  # fmt: skip
    assert sorted(stories) == ["the first", "the second"]
    deliver(held("constable 1234", "the third"))
    collect()
    assert Entry.objects.count() == 3


def test_a_report_that_is_not_held_opens_those_that_are(ann: Person) -> None:
    deliver(held("PC 1234 Smith", "the first"))
    collect()
    open_one = report(story="an open one", members=(NamedMember(number="1234"),))
    made = shares_for(open_one.members[0], load_index_key(places()), open_one.lookup_id)
    deliver(report(**{**vars(open_one), "shares": tuple(share for share, _ in made)}))
    collect()
    assert Entry.objects.count() == 2


def test_a_reporter_can_end_the_hold(ann: Person) -> None:
    waits = held("PC 1234 Smith", "the first", release=b"r" * 32)
    deliver(waits)
    collect()
    freed = FollowUp(follow_up_id=new_id(), lookup_id=waits.lookup_id, received_on=TODAY, text="do read it", release=b"r" * 32)
    deliver(freed)
    collect()
    assert Entry.objects.count() == 1 and not Held.objects.exists()
    assert len(plain(ann)) == 2


KILLED = """
import os, signal
from boundaries.sites.running import prepare
prepare("unit")
from boundaries.casework.collecting import collect as collecting
from boundaries.handover.drop import Inbound
if os.environ["POINT"] == "before":
    collecting.Taken.objects.create = lambda **_: os.kill(os.getpid(), signal.SIGKILL)
else:
    Inbound.remove = lambda *_: os.kill(os.getpid(), signal.SIGKILL)
collecting.collect()
"""


@pytest.mark.parametrize(("point", "entries_then"), [("before", 0), ("after", 1)])
def test_a_killed_collector_loses_nothing_and_takes_nothing_twice(
    ann: Person, tmp_path: Path, point: str, entries_then: int
) -> None:
    """The process is killed for real, against a database that both can reach."""
    database = settings.DATABASES["default"]
    if connection.vendor == "sqlite" and "memory" in str(database["NAME"]):
        pytest.skip("another process cannot reach a database in memory; the run on PostgreSQL has this")
    deliver(report())
    environment = {**os.environ, "POINT": point, "BOUNDARIES_UNIT_DATABASE": address_of(database)}
    done = subprocess.run([sys.executable, "-c", KILLED], env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == -signal.SIGKILL, done.stderr
    assert Entry.objects.count() == entries_then and len(waiting()) == 1
    collect()
    assert Entry.objects.count() == 1 and waiting() == []


def address_of(database: dict[str, object]) -> str:
    """The address of the test's own PostgreSQL database."""
    host = f"{database['HOST']}:{database['PORT']}" if database["PORT"] else str(database["HOST"])
    return f"postgresql://{database['USER']}:{database['PASSWORD']}@{host}/{connection.settings_dict['NAME']}"
