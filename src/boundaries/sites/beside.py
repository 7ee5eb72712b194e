"""Keeps the timer beside the unit's site: one of the processes that answer starts it, and again where it ends; it goes when they go.

The server calls `post_worker_init` in each process that answers, and puts another in the place of one that dies. So there is no process
whose end leaves the site without a timer.
"""

import fcntl
import logging
import os
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from boundaries import settings
from boundaries.handover.places import Places

FIRST_WAIT_S, LONGEST_WAIT_S, STEADY_S = 1.0, 60.0, 300.0
"""How long is waited before the timer is started again: twice as long each time up to a bound, until it has run for so long."""


def post_worker_init(worker: Any) -> None:
    """Begin to keep the timer, in a process of the server that begins to answer."""
    current = settings.current()
    words = ("-m", "boundaries", "collect", "--every", str(current.collect_seconds))
    turn = Places(current.home).unit / "timer.lock"
    told = (words, turn, lambda: bool(worker.alive), logging.getLogger(__name__).warning)
    threading.Thread(target=keep, args=told, name="keeping the timer", daemon=True).start()


def keep(words: Sequence[str], turn: Path, goes_on: Callable[[], bool], log: Callable[..., object]) -> None:
    """Run a Python program and start it again whenever it ends, for as long as this process goes on.

    Whoever holds the lock of the file `turn` does; the others wait for it. The program holds it too, and one end of a pipe, which it is
    told with `--while-open`: it ends with this process, and none is started beside it until then.
    """
    with turn.open("w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        wait, times = FIRST_WAIT_S, 0
        while goes_on():
            begun = time.monotonic()
            status = _run(words, file.fileno())
            if time.monotonic() - begun >= STEADY_S:
                wait, times = FIRST_WAIT_S, 0
            time.sleep(wait)
            if goes_on():
                times += 1
                log("the timer ended with status %d and is started again after %d s, %d times in a row", status, wait, times)
            wait = min(wait * 2, LONGEST_WAIT_S)


def _run(words: Sequence[str], turn: int) -> int:
    heard, held = os.pipe()
    try:
        command = [sys.executable, *words, "--while-open", str(heard)]
        process = subprocess.Popen(command, pass_fds=(heard, turn), stdin=subprocess.DEVNULL)
        os.close(heard)
        return process.wait()
    finally:
        os.close(held)
