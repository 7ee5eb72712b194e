"""A file that is sent to the unit's site leaves its hash and nothing else: no copy on a disk, no matter how large."""

import hashlib
import os
import threading
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from boundaries.casework.cases.kinds import Kind
from boundaries.casework.registers.reading import MOST_BYTES
from boundaries.casework.roles import Role
from tests.sites.unit.test_cases import opened
from tests.sites.unit.unit_cases import answers
from tests.sites.unit.unit_people import person

pytestmark = pytest.mark.django_db(transaction=True)


class Watched:
    """The files that were ever seen in a folder while a block ran."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.seen, self._ended = folder, set[str](), threading.Event()
        self._thread = threading.Thread(target=self._look)

    def _look(self) -> None:
        while not self._ended.wait(0.0005):
            self.seen |= {one.name for one in self.folder.iterdir()}

    def __enter__(self) -> "Watched":
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._ended.set()
        self._thread.join()


def test_an_exhibit_of_any_size_leaves_its_hash_and_no_copy_on_a_disk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    browser, case = opened(person(Role.INVESTIGATOR))
    held = os.urandom(1000) * 12_000
    with Watched(tmp_path) as watched:
        told = {**answers(Kind.EXHIBIT), "sha256": SimpleUploadedFile("film.bin", held)}
        assert browser.post(f"/cases/{case.pk}/write/exhibit/", told).status_code == 302
    assert watched.seen == set()
    assert hashlib.sha256(held).hexdigest() in browser.get(f"/cases/{case.pk}/").content.decode()


def test_a_register_that_is_too_long_is_told_and_one_that_just_fits_is_read() -> None:
    browser = person(Role.ANALYST).sign_in()
    head = b"member_id,person_id,declared_at,relation\nM1,P1,2026-03-01T10:00,friend\n"
    for size, status in ((MOST_BYTES, 200), (MOST_BYTES + 1, 409), (MOST_BYTES + 3_000_000, 409)):
        file = SimpleUploadedFile("a.csv", head + b"\n" * (size - len(head)))
        answer = browser.post("/registers/declarations/import/", {"file": file})
        assert answer.status_code == status, size
    assert "too large" in answer.content.decode()
