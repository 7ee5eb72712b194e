"""Files: sealed as they stream in, refused in words, never in the clear and never whole in memory."""

import resource
import socket
import threading
import tracemalloc
from collections.abc import Iterator
from dataclasses import replace
from io import RawIOBase
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.handlers.wsgi import LimitedStream
from django.test import Client, RequestFactory
from django.test.client import BOUNDARY, MULTIPART_CONTENT

from boundaries.handover.blobs import read_blob
from boundaries.handover.places import Places
from boundaries.intake.drafts import Draft, opened
from boundaries.intake.drafts.keys import DraftKey
from boundaries.intake.site import site
from boundaries.intake.uploads import MOST_FILES, SealedUpload, handler
from tests.sites.public.walking import begun, heading, send, shown

MIB = 1024 * 1024


def at_files(browser: Client) -> None:
    page = begun(browser)
    while 'value="files"' not in page:
        page = send(browser)


def added(browser: Client, *files: SimpleUploadedFile) -> str:
    return send(browser, go="add", files=list(files))


def draft_of(browser: Client) -> Draft:
    found = opened(Draft, DraftKey.from_text(browser.session["draft"]))
    assert found is not None
    return found


def test_a_file_is_sealed_and_can_be_taken_out_again(browser: Client, places: Places) -> None:
    at_files(browser)
    page = added(browser, SimpleUploadedFile("a b.JPG", b"picture" * 1000), SimpleUploadedFile("c.txt", b"words"))
    assert "a b.JPG" in page and "c.txt" in page and "7 KB" in page
    first, second = draft_of(browser).files
    assert b"".join(read_blob(places.blobs / first.blob_id, first.key)) == b"picture" * 1000
    assert b"picture" not in (places.blobs / first.blob_id).read_bytes()
    page = send(browser, go=f"drop {first.blob_id}")
    assert "a b.JPG" not in page
    assert [path.name for path in places.blobs.iterdir()] == [second.blob_id]


@pytest.mark.parametrize(
    ("name", "content", "what"),
    [
        ("a.exe", b"text", "a.exe is not a kind of file that we can take"),
        ("a", b"text", "a is not a kind of file that we can take"),
        ("picture.jpg", b"MZ\x90\x00", "picture.jpg is not a kind of file that we can take"),
        ("script.txt", b"#!/bin/sh", "script.txt is not a kind of file that we can take"),
        ("empty.pdf", b"", "empty.pdf is empty"),
        ("<b>.js", b"text", "&lt;b&gt;.js is not a kind of file that we can take"),
    ],
)
def test_a_file_that_is_not_taken_says_why(browser: Client, places: Places, name: str, content: bytes, what: str) -> None:
    at_files(browser)
    page = added(browser, SimpleUploadedFile("good.png", b"good"), SimpleUploadedFile(name, content))
    assert what in page
    assert "<title>Error: " in page
    assert "good.png" in page
    assert [one.name for one in draft_of(browser).files] == ["good.png"]
    assert len(list(places.blobs.iterdir())) == 1


def test_a_file_that_is_too_large_leaves_nothing(browser: Client, places: Places, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(handler, "LARGEST_BYTES", MIB)
    at_files(browser)
    assert "big.mp4 is too large. A file can have 200 MB" in added(browser, SimpleUploadedFile("big.mp4", bytes(MIB + 1)))
    assert list(places.blobs.iterdir()) == []
    assert "fits.mp4" in added(browser, SimpleUploadedFile("fits.mp4", bytes(MIB)))


def test_only_so_many_files_fit(browser: Client, places: Places) -> None:
    at_files(browser)
    added(browser, *(SimpleUploadedFile(f"{number}.txt", b"x") for number in range(MOST_FILES)))
    page = added(browser, SimpleUploadedFile("more.txt", b"x"))
    assert f"more.txt was not added: {MOST_FILES} files fit" in page
    assert len(list(places.blobs.iterdir())) == MOST_FILES
    answer = browser.post("/a/", {"files": [SimpleUploadedFile(f"{n}.txt", b"x") for n in range(MOST_FILES + 2)]})
    assert answer.status_code == 400
    assert "We could not read that" in answer.content.decode()
    assert len(list(places.blobs.iterdir())) == MOST_FILES


def test_a_file_without_a_draft_is_not_kept(browser: Client, places: Places) -> None:
    answer = browser.post("/a/", {"go": "add", "files": SimpleUploadedFile("a.txt", b"words")})
    assert answer.status_code == 410
    assert list(places.blobs.iterdir()) == []


def test_a_file_sent_to_a_page_that_takes_none_is_removed(browser: Client, places: Places) -> None:
    at_files(browser)
    browser.post("/a/", {"page": "answering", "question": "story", "story": "x", "files": SimpleUploadedFile("a.txt", b"words")})
    assert list(places.blobs.iterdir()) == []


def test_a_browser_that_goes_away_leaves_nothing(browser: Client, places: Places) -> None:
    at_files(browser)
    body = (f'--{BOUNDARY}\r\nContent-Disposition: form-data; name="files"; filename="cut.txt"\r\n\r\nhalf a fi').encode()
    browser.generic("POST", "/a/", body, MULTIPART_CONTENT)
    assert draft_of(browser).files == ()
    assert list(places.blobs.iterdir()) == []


def test_a_request_that_is_far_too_large_is_not_read(browser: Client) -> None:
    at_files(browser)
    strict = Client(enforce_csrf_checks=True)
    strict.cookies = browser.cookies
    answer = strict.generic("POST", "/a/", b"x", MULTIPART_CONTENT, CONTENT_LENGTH=str(2000 * MIB))
    assert answer.status_code == 413
    assert "That was too large" in answer.content.decode()


class Body(RawIOBase):
    """A multipart body of one large file that is made as it is read."""

    def __init__(self, size: int) -> None:
        self.head = f'--{BOUNDARY}\r\nContent-Disposition: form-data; name="files"; filename="film.mp4"\r\n\r\n'.encode()
        self.tail = f"\r\n--{BOUNDARY}--\r\n".encode()
        self.size = len(self.head) + size + len(self.tail)
        self._parts = self._made(size)
        self._held = b""

    def _made(self, size: int) -> Iterator[bytes]:
        yield self.head
        piece = bytes(range(256)) * 256
        for _ in range(size // len(piece)):
            yield piece
        yield self.tail

    def read(self, size: int = -1) -> bytes:
        if not self._held:
            self._held = next(self._parts, b"")
        taken, self._held = self._held[:size], self._held[size:]
        return taken

    def readable(self) -> bool:
        return True


def test_two_hundred_mebibytes_take_less_than_one_of_memory(browser: Client, places: Places) -> None:
    at_files(browser)
    body = Body(200 * MIB)
    long = {"CONTENT_TYPE": MULTIPART_CONTENT, "CONTENT_LENGTH": str(body.size)}
    request = RequestFactory().generic("POST", "/a/", b"", MULTIPART_CONTENT, **long)
    request._stream = LimitedStream(body, body.size)
    request.session = browser.session
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    tracemalloc.start()
    upload = request.FILES["files"]
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert isinstance(upload, SealedUpload)
    assert upload.blob.size == 200 * MIB
    assert peak < MIB
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 8 * 1024, "in KiB; what libraries take besides"
    upload.close()
    assert list(places.blobs.iterdir()) == []


@pytest.fixture
def daemon(tmp_path: Path) -> Iterator[tuple[Path, list[bytes]]]:
    """Speaks the part of clamd that is asked of it: INSTREAM, and the answer by what it was sent."""
    path, seen = tmp_path / "clamd", []
    listening = socket.socket(socket.AF_UNIX)
    listening.bind(str(path))
    listening.listen()

    def answer() -> None:
        while True:
            try:
                talk, _ = listening.accept()
            except OSError:
                return
            with talk, talk.makefile("rb") as stream:
                assert stream.read(10) == b"zINSTREAM\0"
                content = b""
                while length := int.from_bytes(stream.read(4), "big"):
                    content += stream.read(length)
                seen.append(content)
                talk.sendall(b"stream: Test-Signature FOUND\0" if b"EICAR" in content else b"stream: OK\0")

    threading.Thread(target=answer, daemon=True).start()
    yield path, seen
    listening.close()


def test_what_clamd_finds_is_marked_and_kept(
    browser: Client, daemon: tuple[Path, list[bytes]], monkeypatch: pytest.MonkeyPatch
) -> None:
    path, seen = daemon
    monkeypatch.setattr(handler, "site", with_clamd(str(path)))
    at_files(browser)
    page = added(browser, SimpleUploadedFile("bad.zip", b"EICAR" + bytes(200_000)), SimpleUploadedFile("good.txt", b"good"))
    assert "A check found something that may be harmful" in page
    assert [len(one) for one in seen] == [200_005, 4]
    draft = draft_of(browser)
    bad, good = draft.files
    assert draft.notes == {f"file_check:{bad.blob_id}": "found: Test-Signature", f"file_check:{good.blob_id}": "nothing found"}


@pytest.mark.parametrize("address", ["/no/such/socket", "127.0.0.1:1", "nonsense"])
def test_a_clamd_that_is_away_stops_nobody(browser: Client, monkeypatch: pytest.MonkeyPatch, address: str) -> None:
    monkeypatch.setattr(handler, "site", with_clamd(address))
    at_files(browser)
    added(browser, SimpleUploadedFile("a.txt", b"words"))
    (file,) = draft_of(browser).files
    assert draft_of(browser).notes == {f"file_check:{file.blob_id}": "not checked"}
    assert heading(shown(browser)) == "Files"


def with_clamd(address: str) -> object:
    return lambda: replace(site(), clamd=address)
