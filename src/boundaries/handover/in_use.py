"""Whether somebody works in a side's folder: a site holds a lock there while any process of it lives, and putting a backup back takes it alone.

Without it a site that was not stopped would go on writing into the database that was set aside, and take what comes in there.
"""

import fcntl
import os
from collections.abc import Iterable, Iterator
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path

from boundaries.errors import BoundariesError

_LOCK = ".in-use.lock"
"""Hidden, so that no backup holds it."""


def hold(folder: Path) -> None:
    """Say that a side's folder is in use until this process ends, and whatever it starts or becomes.

    Raises BoundariesError where a backup is just being put back there.
    """
    # It holds nothing, and only who reaches the folder reaches it: whoever made it first, each of them can hold it.
    handle = os.open(folder / _LOCK, os.O_RDONLY | os.O_CREAT, 0o644)
    try:
        fcntl.flock(handle, fcntl.LOCK_SH | fcntl.LOCK_NB)
    except BlockingIOError as error:
        os.close(handle)
        raise BoundariesError("a backup is being put back", str(folder), "Start it again once that is done.") from error
    os.set_inheritable(handle, True)


@contextmanager
def alone(folders: Iterable[Path]) -> Iterator[None]:
    """Let nobody begin to work in these folders, those that are there, meanwhile; raises BoundariesError where somebody does."""
    with ExitStack() as stack:
        for folder in folders:
            with suppress(FileNotFoundError):  # where it was never made nobody has worked yet
                file = stack.enter_context((folder / _LOCK).open("rb"))
                try:
                    fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
                except BlockingIOError as error:
                    told = "a site still works in this folder, or something is being collected there"
                    raise BoundariesError(told, str(folder), "Nothing was changed. Stop it first.") from error
        yield
