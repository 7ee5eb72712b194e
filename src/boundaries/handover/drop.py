"""The drop: one folder in which the public side leaves envelopes for the unit, each one file, each there wholly or not at all.

What `deliver` has returned for is on disk and stays until the unit's side has it. A second delivery of the same envelope, after a
crash or a second click, changes nothing, even once the first has been taken.
"""

import json
import os
import re
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import date, datetime, time
from enum import StrEnum
from pathlib import Path
from typing import Any

from boundaries.errors import BoundariesError
from boundaries.handover.blobs import BlobPart, copy
from boundaries.handover.durable import PART, DiskFull, new_file, open_plain, sweep, sync_folder
from boundaries.handover.ids import is_id
from boundaries.handover.padding import SealError

_MAGIC = b"boundaries envelope 1\n"
_LONGEST_HEAD = 65_536
# Far above any report or scan, and little enough to hold in memory: whatever a seized server writes, the unit's side goes on.
LONGEST_SEALED = 2**28
_TAKEN = "taken"
# Longer than any draft lives, so longer than anybody can try again.
_REMEMBERED_S = 30 * 86_400.0
_BLOB_NAME = re.compile(r"[A-Za-z0-9_-]{1,64}")


class DropFull(DiskFull):
    """There was no room in the drop; nothing was left in it, and nothing may be acknowledged."""


class Kind(StrEnum):
    """What an envelope holds, which anyone who sees the drop can see too."""

    REPORT = "report"
    FOLLOW_UP = "follow_up"
    SCAN = "scan"

    def bound_to(self, envelope_id: str) -> str:
        """What the sealed part of an envelope of this kind is bound to."""
        return f"{self.value}:{envelope_id}"


@dataclass(frozen=True)
class Envelope:
    """One envelope as it lies in the drop: its sealed part, and where its sealed blobs stand, by id."""

    envelope_id: str
    kind: Kind
    sealed: bytes = field(repr=False)
    blobs: dict[str, BlobPart] = field(repr=False)

    @property
    def bound_to(self) -> str:
        """What its sealed part is bound to."""
        return self.kind.bound_to(self.envelope_id)


class Inbound:
    """The half of the drop that leads to the unit."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._taken = folder / _TAKEN

    def deliver(self, envelope_id: str, kind: Kind, sealed: bytes, blobs: Sequence[Path] = ()) -> None:
        """Leave an envelope, with blobs that are named by their ids; once this returns it is safe to acknowledge.

        Raises DropFull where there is no room.
        """
        if self.holds(envelope_id) or self.was_taken(envelope_id):
            sync_folder(self._folder)  # an earlier try may have died before this
            return
        try:
            with new_file(self._folder, envelope_id, 0o640) as file:
                file.write(_MAGIC + _head(kind, sealed, blobs) + b"\n" + sealed)
                for path in blobs:
                    with path.open("rb") as blob:
                        copy(blob, file, 0, path.stat().st_size)
        except FileExistsError:
            sync_folder(self._folder)
        except DiskFull as error:
            raise DropFull(error.what, error.where, error.to_do) from error
        if self.was_taken(envelope_id):  # taken while this was written
            (self._folder / envelope_id).unlink(missing_ok=True)

    def holds(self, envelope_id: str) -> bool:
        """Whether an envelope lies here."""
        return (self._folder / _must_be_id(envelope_id)).exists()

    def was_taken(self, envelope_id: str) -> bool:
        """Whether the unit's side has taken an envelope."""
        return (self._taken / _must_be_id(envelope_id)).exists()

    def waiting(self) -> list[str]:
        """The ids of the envelopes that wait, oldest first; removes what killed writers and old envelopes left behind."""
        sweep(self._folder)
        self._forget()
        found = []
        with os.scandir(self._folder) as entries:
            for entry in entries:
                with suppress(FileNotFoundError):  # taken while we look
                    if is_id(entry.name) and entry.is_file(follow_symlinks=False):
                        found.append((entry.stat(follow_symlinks=False).st_mtime_ns, entry.name))
        return [name for _, name in sorted(found)]

    def read(self, envelope_id: str) -> Envelope:
        """Read an envelope, its blobs by place only; raises SealError where it is not what `deliver` writes."""
        path = self._folder / _must_be_id(envelope_id)
        try:
            with open_plain(path) as file:
                if file.read(len(_MAGIC)) != _MAGIC:
                    raise SealError("this is no envelope, or one of another version", envelope_id)
                head = file.readline(_LONGEST_HEAD)
                kind, length, sizes = _read_head(head, envelope_id)
                start = len(_MAGIC) + len(head)
                if os.fstat(file.fileno()).st_size != start + length + sum(size for _, size in sizes):
                    raise SealError("an envelope is cut short or has something behind it", envelope_id)
                sealed = file.read(length)
        except FileNotFoundError as error:
            raise BoundariesError("there is no such envelope in the drop", envelope_id) from error
        except PermissionError:
            raise
        except OSError as error:
            raise SealError("this is no ordinary file", envelope_id) from error
        parts, at = {}, start + length
        for blob_id, size in sizes:
            parts[blob_id] = BlobPart(path, at, size)
            at += size
        return Envelope(envelope_id, kind, sealed, parts)

    def remove(self, envelope_id: str) -> None:
        """Let an envelope go once the unit's side holds it durably; that it was taken is remembered."""
        _must_be_id(envelope_id)
        self._taken.mkdir(mode=0o770, exist_ok=True)
        with suppress(FileExistsError), new_file(self._taken, envelope_id, 0o640) as file:
            os.utime(file.fileno(), (_midnight_s(), _midnight_s()))
        (self._folder / envelope_id).unlink(missing_ok=True)
        sync_folder(self._folder)

    def _forget(self) -> None:
        """Drop what reminds of envelopes long taken, so that the drop is no list of everything that was ever told."""
        with suppress(FileNotFoundError, PermissionError), os.scandir(self._taken) as entries:
            for entry in entries:
                if is_id(entry.name) and entry.stat().st_mtime < _midnight_s() - _REMEMBERED_S:
                    (self._taken / entry.name).unlink(missing_ok=True)

    def left_behind(self) -> int:
        """How many files killed writers have left; `waiting` removes them."""
        return sum(1 for _ in self._folder.glob(f".*{PART}"))


def _midnight_s() -> float:
    """When this day began: what reminds of an envelope tells the day and not the hour."""
    return datetime.combine(date.today(), time()).timestamp()


def _must_be_id(envelope_id: str) -> str:
    if not is_id(envelope_id):
        raise BoundariesError("this is no id of an envelope")
    return envelope_id


def _head(kind: Kind, sealed: bytes, blobs: Sequence[Path]) -> bytes:
    head = json.dumps([kind.value, len(sealed), [[path.name, path.stat().st_size] for path in blobs]]).encode()
    if len(sealed) > LONGEST_SEALED:
        raise BoundariesError("what is sealed is too long for an envelope", to_do="Put what is long into a blob.")
    if len(head) >= _LONGEST_HEAD or not all(_BLOB_NAME.fullmatch(path.name) for path in blobs):
        raise BoundariesError("an envelope holds too many blobs, or one whose name is no id")
    return head


def _read_head(head: bytes, envelope_id: str) -> tuple[Kind, int, list[tuple[str, int]]]:
    try:
        kind, length, blobs = json.loads(head)
        sizes = [(str(blob_id), _size(size)) for blob_id, size in blobs]
        if not head.endswith(b"\n") or len({name for name, _ in sizes}) != len(sizes):
            raise ValueError("head")
        if not all(_BLOB_NAME.fullmatch(name) for name, _ in sizes) or _size(length) > LONGEST_SEALED:
            raise ValueError("name")
        return Kind(kind), _size(length), sizes
    except (ValueError, TypeError, RecursionError) as error:
        raise SealError("the head of an envelope cannot be read", envelope_id) from error


def _size(number: Any) -> int:
    if type(number) is not int or not 0 <= number < 2**48:
        raise ValueError("size")
    return number
