"""Blobs that were sealed anew: the old files are listed first, and removed once nobody is copying blobs beside a database."""

import fcntl
import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import IO

from boundaries.handover.ids import is_id

_LIST, _LOCK = ".let-go", ".blobs.lock"
"""Hidden, so that no backup holds them: a list that came back with an older database would name blobs which that still needs."""


@contextmanager
def blobs_kept(folder: Path) -> Iterator[None]:
    """Let no blob be removed while a database and its blobs are copied one after the other; `folder` is the unit's own."""
    with (folder / _LOCK).open("a") as lock:
        fcntl.flock(lock, fcntl.LOCK_SH)
        yield


def let_go(folder: Path, blobs: Path, names: Sequence[str]) -> None:
    """List blobs that no row names any more, and remove all that are listed, now or the next time."""
    with (folder / _LOCK).open("a") as lock:
        fcntl.flock(lock, fcntl.LOCK_SH)
        with (folder / _LIST).open("a", encoding="ascii") as listed:
            listed.writelines(f"{name}\n" for name in names)
            listed.flush()
            os.fsync(listed.fileno())
    with (folder / _LOCK).open("a") as lock, suppress(BlockingIOError):
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        with (folder / _LIST).open("r+", encoding="ascii") as listed:
            _remove(blobs, listed)


def _remove(blobs: Path, listed: IO[str]) -> None:
    for name in listed.read().split():
        if is_id(name):
            (blobs / name).unlink(missing_ok=True)
    listed.truncate(0)
