"""A recusal seals the files anew as well: the key that someone had of a file opens nothing that is kept."""

import resource
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from django.db import transaction

from boundaries.casework.content import Compartment, open_safe, read, recuse
from boundaries.casework.content.attachments import blob_path, read_attachment
from boundaries.casework.content.places import places
from boundaries.casework.models import Safe
from boundaries.casework.register.entering import enter
from boundaries.casework.roles import Role
from boundaries.handover.blobs import BlobWriter, read_blob
from boundaries.handover.ids import new_id
from boundaries.handover.letting_go import blobs_kept, let_go
from boundaries.handover.padding import SealError
from boundaries.handover.report import Attachment
from tests.sites.unit.unit_people import Person, person
from tests.sites.unit.unit_reports import report

pytestmark = pytest.mark.django_db(transaction=True)
HELD = b"the photograph " * 9000


@pytest.fixture(autouse=True)
def no_files_of_other_tests() -> None:
    for left in places().unit_blobs.iterdir():
        left.unlink()


def unit() -> tuple[Person, Person, Attachment]:
    """A supervisor, an investigator, and the file of an entry that both may open."""
    people = person(Role.SUPERVISOR, "ann supple"), person(Role.INVESTIGATOR, "ian vesey")
    person(Role.ANALYST, "ada list")
    with BlobWriter(blob_path(new_id())) as writer:
        writer.write(HELD)
        blob = writer.finish()
    file = Attachment(blob_id=blob.blob_id, key=blob.key, size=blob.size, sha256=blob.sha256, name="a.jpg")
    enter(report(attachments=(file,)))
    return *people, file


def file_of(someone: Person) -> Attachment:
    """The file of the entry as someone finds it."""
    safe = Safe.objects.get()
    (piece,) = read(safe, open_safe(safe, someone.holder), Compartment.ATTACHMENTS)
    return read_attachment(piece.plain)


def opens(file: Attachment, key: bytes) -> bool:
    """Whether a key opens a file."""
    try:
        return b"".join(read_blob(blob_path(file.blob_id), key)) == HELD
    except SealError:
        return False


def test_a_recusal_leaves_no_file_that_the_key_of_before_opens() -> None:
    ann, ian, before = unit()
    recuse(Safe.objects.get(), ann.holder, ian.account, "too close")
    now = file_of(ann)
    assert (now.name, now.size, now.sha256) == (before.name, before.size, before.sha256)
    assert opens(now, now.key) and not opens(now, before.key)
    assert [path.name for path in places().unit_blobs.iterdir()] == [now.blob_id] != [before.blob_id]


def test_a_recusal_that_fails_leaves_the_file_as_it_was() -> None:
    ann, ian, before = unit()
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        recuse(Safe.objects.get(), ann.holder, ian.account, "too close")
        raise ZeroDivisionError
    assert file_of(ian) == before and opens(before, before.key)


def test_a_file_that_does_not_open_holds_no_recusal_up() -> None:
    ann, ian, before = unit()
    blob_path(before.blob_id).write_bytes(b"rotten")
    recuse(Safe.objects.get(), ann.holder, ian.account, "too close")
    assert file_of(ann) == before and not Safe.objects.get().is_stale
    blob_path(before.blob_id).unlink()
    recuse(Safe.objects.get(), ann.holder, person(Role.ANALYST, "cy third").account, "too close")
    assert file_of(ann) == before


@contextmanager
def no_room() -> Iterator[None]:
    """Let no file of this process grow beyond a few bytes, as on a full disk."""
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (1000, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))


def test_a_full_disk_holds_no_recusal_up_and_the_file_is_sealed_anew_once_there_is_room() -> None:
    ann, ian, before = unit()
    with transaction.atomic(), no_room():
        recuse(Safe.objects.get(), ann.holder, ian.account, "too close")
    assert Safe.objects.get().is_stale
    assert not ian.account.wraps.exists() and opens(before, before.key)
    now = file_of(ann)
    assert now.blob_id != before.blob_id and opens(now, now.key) and not blob_path(before.blob_id).exists()
    assert not Safe.objects.get().is_stale


def test_while_a_backup_is_taken_no_file_goes_that_its_database_may_name() -> None:
    ann, ian, before = unit()
    with blobs_kept(places().unit):
        recuse(Safe.objects.get(), ann.holder, ian.account, "too close")
        assert opens(before, before.key) and file_of(ann).blob_id != before.blob_id
    let_go(places().unit, places().unit_blobs, [])
    assert [path.name for path in places().unit_blobs.iterdir()] == [file_of(ann).blob_id]
