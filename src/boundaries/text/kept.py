"""Compiled word lists, kept in a folder between runs, since compiling takes seconds and reading them back no time at all.

What is kept is as good as program text: it decides which messages count, and a library runs it. So it is used only from a folder and a file
that are this user's own and closed to everybody else; whatever is not just so is left alone, and the lists are compiled afresh.
"""

import hashlib
import os
import secrets
import stat
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

_DIGEST = 32
_FOLDER = os.O_RDONLY | getattr(os, "O_DIRECTORY", 0) | getattr(os, "O_NOFOLLOW", 0)
_FILE = os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0)


def read_kept(folder: Path, name: str) -> bytes | None:
    """What was kept under a name; None where there is nothing, it is damaged, or anybody else could have written it."""
    with suppress(OSError), _opened(folder) as within:
        handle = os.open(name, _FILE, dir_fd=within)
        with os.fdopen(handle, "rb") as file:
            if not _is_ours(os.fstat(handle), stat.S_ISREG):
                return None
            digest, content = file.read(_DIGEST), file.read()
        return content if digest == hashlib.sha256(content).digest() else None
    return None


def keep(folder: Path, name: str, content: bytes) -> bool:
    """Keep something under a name, whole or not at all; whether it could be. Makes the folder where it is not there."""
    with suppress(OSError):
        folder.parent.mkdir(parents=True, exist_ok=True)
        with suppress(FileExistsError):
            folder.mkdir(mode=0o700)
        with _opened(folder) as within:
            _forget_others(within, name)
            _write(within, name, hashlib.sha256(content).digest() + content)
            return True
    return False


def _write(within: int, name: str, content: bytes) -> None:
    """Write beside the file and move it there, so that a reader never meets half of one."""
    beside = f".{name}.{secrets.token_hex(8)}"
    try:
        with os.fdopen(os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600, dir_fd=within), "wb") as file:
            file.write(content)
        os.replace(beside, name, src_dir_fd=within, dst_dir_fd=within)
    except BaseException:
        with suppress(OSError):
            os.unlink(beside, dir_fd=within)
        raise


def _forget_others(within: int, name: str) -> None:
    """Take away what was kept of other versions: `name` and its kin have the same beginning, up to the first hyphen."""
    kin = name.partition("-")[0] + "-"
    for other in os.listdir(within):
        if other.lstrip(".").startswith(kin) and other != name:
            with suppress(OSError):
                os.unlink(other, dir_fd=within)


@contextmanager
def _opened(folder: Path) -> Iterator[int]:
    """The folder, held open so that it cannot be put in another's place; raises OSError unless it is this user's alone."""
    if not hasattr(os, "geteuid"):
        raise PermissionError("this system does not tell whose a file is")
    within = os.open(folder, _FOLDER)
    try:
        if not _is_ours(os.fstat(within), stat.S_ISDIR):
            raise PermissionError("somebody else could write here")
        yield within
    finally:
        os.close(within)


def _is_ours(found: os.stat_result, is_kind: Callable[[int], bool]) -> bool:
    """Whether it is what it should be, this user's, and open to nobody else."""
    return is_kind(found.st_mode) and found.st_uid == os.geteuid() and not stat.S_IMODE(found.st_mode) & 0o077
