"""How a command ends when something goes wrong: a few plain lines and a status, never a traceback."""

import os
import signal
import sys
import traceback
from collections.abc import Callable

from rich.console import Console

from boundaries import settings
from boundaries.errors import BoundariesError

KNOWN, UNFORESEEN, INTERRUPTED = 2, 70, 130

_UNFORESEEN = """Something went wrong that Boundaries did not foresee ({kind}). The records were only read, nothing in them changed.
Try the same command again. If it fails again, run it with BOUNDARIES_DEBUG=1 and send what it prints to whoever looks after
Boundaries, once you have checked that it holds no name and no message."""


def finish(command: Callable[[], object]) -> int:
    """Run a command to its end and give the status to leave with: 0, 2 a known failure, 70 an unforeseen one, 130 interrupted."""
    try:
        if signal.getsignal(signal.SIGINT) is signal.SIG_DFL:
            signal.signal(signal.SIGINT, signal.default_int_handler)
        command()
        sys.stdout.flush()
    except SystemExit as leaving:
        return _status(leaving)
    except BoundariesError as error:
        _tell(str(error))
        return KNOWN
    except KeyboardInterrupt:
        _tell("Stopped before the end, as asked. What was written so far may be incomplete.")
        return INTERRUPTED
    except BrokenPipeError:
        return _quiet_pipe()
    except MemoryError:
        _tell("There is not enough memory for this. Close other programs, or give the engine less (BOUNDARIES_MEMORY_GIB).")
        return KNOWN
    except OSError as error:
        _traceback_if_wanted()
        _tell(_of_system(error))
        return KNOWN
    except Exception as error:  # noqa: BLE001 - the one place where everything unforeseen ends
        _traceback_if_wanted()
        _tell(_UNFORESEEN.format(kind=type(error).__name__))
        return UNFORESEEN
    return 0


def _status(leaving: SystemExit) -> int:
    """The status of a command that left by itself; typer leaves with 130 for Ctrl-C and with 1 for a closed pipe."""
    if leaving.code == INTERRUPTED:
        _tell("Stopped before the end, as asked. What was written so far may be incomplete.")
    if leaving.code is None:
        return 0
    return leaving.code if isinstance(leaving.code, int) else 1


def _of_system(error: OSError) -> str:
    """What the operating system said no to, and where."""
    where = f"{error.filename}: " if error.filename else ""
    return (
        f"{where}{error.strerror or type(error).__name__}\nCheck that the place is there, has space, and may be read and written."
    )


def _quiet_pipe() -> int:
    """Whoever read our output has enough: leave without a word, and without Python's own complaint at exit."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    return 0


def _traceback_if_wanted() -> None:
    if settings.wants_tracebacks():
        traceback.print_exc()


def _tell(text: str) -> None:
    Console(stderr=True).print(text, style="bold", markup=False, highlight=False, soft_wrap=True)
