"""Files that are wholly there or not at all, and still there after the power fails."""

import errno
import fcntl
import os
import secrets
import stat
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import BinaryIO

from boundaries.errors import BoundariesError

PART = ".part"
_FULL = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)


class DiskFull(BoundariesError):
    """There was no room for what should be kept; nothing of it was kept."""


@contextmanager
def room_in(folder: Path) -> Iterator[None]:
    """Turn the system's word that there is no room into DiskFull."""
    try:
        yield
    except OSError as error:
        if error.errno in _FULL:
            raise DiskFull("there is no room left", str(folder), "Free space on this disk, then try again.") from error
        raise


@contextmanager
def new_file(folder: Path, name: str, mode: int = 0o600) -> Iterator[BinaryIO]:
    """Write a new file: it appears under its name once the block ends, whole and on disk; FileExistsError where the name is taken.

    Raises DiskFull where there is no room. What a killed writer leaves behind, `sweep` removes.
    """
    with room_in(folder):
        part, file = _part(folder, mode)
        try:
            with file:
                yield file
                file.flush()
                os.fsync(file.fileno())
                os.link(part, folder / name)
            sync_folder(folder)
        finally:
            with suppress(FileNotFoundError):
                part.unlink()


def _part(folder: Path, mode: int) -> tuple[Path, BinaryIO]:
    """A hidden file held by a lock, so that `sweep` can tell one being written from one left behind."""
    while True:
        part = folder / f".{secrets.token_hex(8)}{PART}"
        file = os.fdopen(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, mode), "wb")
        fcntl.flock(file, fcntl.LOCK_EX)
        if os.fstat(file.fileno()).st_nlink:
            os.fchmod(file.fileno(), mode)
            return part, file
        file.close()  # swept between being made and being locked


def write_new(path: Path, content: bytes, mode: int = 0o600) -> None:
    """Write a whole new file; FileExistsError where it is there already."""
    with new_file(path.parent, path.name, mode) as file:
        file.write(content)


def replace(path: Path, content: bytes, mode: int = 0o600) -> None:
    """Write a file in the place of an older one: a reader meets the old or the new, never half of one."""
    with room_in(path.parent):
        part, file = _part(path.parent, mode)
        try:
            with file:
                file.write(content)
                file.flush()
                os.fsync(file.fileno())
                part.replace(path)
            sync_folder(path.parent)
        finally:
            with suppress(FileNotFoundError):
                part.unlink()


def open_plain(path: Path) -> BinaryIO:
    """Open an ordinary file to read; whoever may write to its folder cannot lead us elsewhere or make us wait.

    Raises OSError for a link, a pipe or whatever else bears the name.
    """
    handle = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC)
    if not stat.S_ISREG(os.fstat(handle).st_mode):
        os.close(handle)
        raise OSError(errno.EINVAL, "this is no ordinary file", str(path))
    return os.fdopen(handle, "rb")


def sync_folder(folder: Path) -> None:
    """Bring the names in a folder to the disk."""
    handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def sweep(folder: Path) -> int:
    """Remove what killed writers left behind; gives how many. What is being written stays."""
    swept = 0
    for part in folder.glob(f".*{PART}"):
        with suppress(OSError), open_plain(part) as file:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            part.unlink()
            swept += 1
    return swept
