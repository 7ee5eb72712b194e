"""Ports of this machine for what tests serve: each is one test's own until its process ends."""

import fcntl
import os
import random
import socket
import tempfile
from pathlib import Path
from typing import IO

# From 32,768 on the system gives ports to whoever asks for any: one of those may be gone between being found free and being used.
_PORTS = range(20_000, 32_000)
_HELD: list[IO[str]] = []


def free_port() -> int:
    """A port on which nothing listens, and which no other test is given while this process lives."""
    folder = Path(tempfile.gettempdir()) / f"boundaries-ports-{os.geteuid()}"
    folder.mkdir(mode=0o700, exist_ok=True)
    for port in random.sample(_PORTS, len(_PORTS)):
        held = (folder / str(port)).open("a", encoding="ascii")
        try:
            fcntl.flock(held, fcntl.LOCK_EX | fcntl.LOCK_NB)
            with socket.socket() as tried:
                tried.bind(("127.0.0.1", port))
        except OSError:
            held.close()
        else:
            _HELD.append(held)
            return port
    raise AssertionError("no port is free")
