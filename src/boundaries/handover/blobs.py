"""Attachments of any size, sealed as they stream: never in the clear on disk, never whole in memory.

A blob is the header of a libsodium secretstream (XChaCha20-Poly1305), then pieces of 64 KiB; the last is padded, so that only
the number of pieces shows. A change, a cut, a swap of pieces or a piece of another blob is noticed when it is read.
"""

import hashlib
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path
from types import TracebackType
from typing import BinaryIO

from nacl.bindings import crypto_secretstream_xchacha20poly1305_ABYTES as OVERHEAD
from nacl.bindings import crypto_secretstream_xchacha20poly1305_HEADERBYTES as HEADER
from nacl.bindings import crypto_secretstream_xchacha20poly1305_init_pull as init_pull
from nacl.bindings import crypto_secretstream_xchacha20poly1305_init_push as init_push
from nacl.bindings import crypto_secretstream_xchacha20poly1305_pull as pull
from nacl.bindings import crypto_secretstream_xchacha20poly1305_push as push
from nacl.bindings import crypto_secretstream_xchacha20poly1305_state as State
from nacl.bindings import crypto_secretstream_xchacha20poly1305_TAG_FINAL as LAST
from nacl.bindings import crypto_secretstream_xchacha20poly1305_TAG_MESSAGE as MORE
from nacl.exceptions import CryptoError

from boundaries.handover.durable import new_file, open_plain
from boundaries.handover.padding import SealError
from boundaries.handover.symmetric import new_key

PIECE = 65_536
_FILL = b"\x80"


@dataclass(frozen=True)
class Blob:
    """A finished blob: its id is the name of its file; size and SHA-256 (hex) are those of the plain bytes."""

    blob_id: str
    key: bytes = field(repr=False)
    size: int
    sha256: str


class BlobWriter:
    """Seals what it is given into a new file, piece by piece; used with `with`, so that nothing is left where it fails.

    The file appears under its name when `finish` has brought it to the disk. Raises DiskFull where there is no room.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        self._key = new_key()
        self._state = State()
        self._held = bytearray()
        self._size = 0
        self._finished = False
        self._digest = hashlib.sha256()
        self._stack = ExitStack()
        self._file: BinaryIO = self._stack.enter_context(new_file(path.parent, path.name, 0o640))
        self._file.write(init_push(self._state, self._key))

    def write(self, chunk: bytes) -> None:
        """Take more of the plain bytes, as many or as few as come."""
        self._size += len(chunk)
        self._digest.update(chunk)
        view = memoryview(chunk)
        while view:
            room = PIECE - len(self._held)
            self._held += view[:room]
            view = view[room:]
            if len(self._held) == PIECE:
                self._seal(MORE)

    def finish(self) -> Blob:
        """Seal the rest and bring the file to the disk."""
        self._held += _FILL + bytes(PIECE - len(self._held) - 1)
        self._seal(LAST)
        self._stack.close()
        self._finished = True
        return Blob(self._path.name, self._key, self._size, self._digest.hexdigest())

    def _seal(self, tag: int) -> None:
        self._file.write(push(self._state, bytes(self._held), None, tag))
        self._held.clear()

    def __enter__(self) -> "BlobWriter":
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        if error is None and not self._finished:
            error = SealError("a blob was left unfinished")
            self._stack.__exit__(type(error), error, None)
            raise error
        self._stack.__exit__(kind, error, trace)


@dataclass(frozen=True)
class BlobPart:
    """Where a blob stands inside a larger file, `length` bytes from `start`."""

    path: Path
    start: int
    length: int

    def copy_to(self, path: Path) -> None:
        """Copy the blob, still sealed, into a new file of its own, whole and on disk."""
        with open_plain(self.path) as source, new_file(path.parent, path.name, 0o640) as target:
            copy(source, target, self.start, self.length)


def copy(source: BinaryIO, target: BinaryIO, start: int, length: int) -> None:
    """Copy so many bytes from a place; raises SealError where there are fewer."""
    source.seek(start)
    while length:
        held = source.read(min(length, PIECE))
        if not held:
            raise SealError("a blob is cut short")
        target.write(held)
        length -= len(held)


def read_blob(blob: Path | BlobPart, key: bytes) -> Iterator[bytes]:
    """The plain bytes, a piece at a time; raises SealError at the first piece that is not as it was written.

    Whoever reads must wait for the end before trusting the whole: a cut is noticed only there.
    """
    part = blob if isinstance(blob, BlobPart) else BlobPart(blob, 0, blob.stat().st_size)
    if (part.length - HEADER) % (PIECE + OVERHEAD) or part.length <= HEADER:
        raise SealError("a blob is cut short or has something behind it")
    with open_plain(part.path) as file:
        file.seek(part.start)
        yield from _pieces(file, (part.length - HEADER) // (PIECE + OVERHEAD), key)


def _pieces(file: BinaryIO, count: int, key: bytes) -> Iterator[bytes]:
    state = State()
    try:
        init_pull(state, file.read(HEADER), key)
        for place in range(count):
            plain, tag = pull(state, file.read(PIECE + OVERHEAD))
            if (tag == LAST) != (place == count - 1):
                raise SealError("the pieces of a blob are not those that were written")
            yield plain[: plain.rindex(_FILL)] if tag == LAST else plain
    except (CryptoError, ValueError, TypeError) as error:
        raise SealError("a blob does not open: another key, or changed on the way") from error
