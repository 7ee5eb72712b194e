"""A look by ClamAV's daemon at a file as it streams past: a mark for the unit, never a reason to lose what someone sent."""

import socket
from contextlib import suppress

_SECONDS = 20
_LONGEST_ANSWER = 4096
NOT_CHECKED = "not checked"
CLEAN = "nothing found"


class Look:
    """One file's stream to the daemon at `address`, a socket's path or host:port; a daemon that fails leaves it not checked."""

    def __init__(self, address: str) -> None:
        self._socket: socket.socket | None = None
        with suppress(OSError, ValueError):
            self._socket = _connected(address)
            self._socket.sendall(b"zINSTREAM\0")

    def write(self, chunk: bytes) -> None:
        """Let the daemon see a piece of the file."""
        if self._socket is not None and chunk:
            try:
                self._socket.sendall(len(chunk).to_bytes(4, "big") + chunk)
            except OSError:
                self.close()

    def finish(self) -> str:
        """What the daemon says: nothing found, what it found, or that it did not check."""
        if self._socket is None:
            return NOT_CHECKED
        answer = b""
        try:
            self._socket.sendall(bytes(4))
            while b"\0" not in answer and len(answer) < _LONGEST_ANSWER and (more := self._socket.recv(_LONGEST_ANSWER)):
                answer += more
        except OSError:
            return NOT_CHECKED
        finally:
            self.close()
        return _told(answer.split(b"\0")[0].decode("ascii", "replace").removeprefix("stream: ").strip())

    def close(self) -> None:
        """Let the daemon go."""
        if self._socket is not None:
            self._socket.close()
            self._socket = None


def _told(answer: str) -> str:
    if answer == "OK":
        return CLEAN
    return f"found: {answer.removesuffix(' FOUND')[:80]}" if answer.endswith(" FOUND") else NOT_CHECKED


def _connected(address: str) -> socket.socket:
    if not address.startswith("/"):
        host, _, port = address.rpartition(":")
        return socket.create_connection((host.strip("[]"), int(port)), _SECONDS)
    made = socket.socket(socket.AF_UNIX)
    made.settimeout(_SECONDS)
    try:
        made.connect(address)
    except OSError:
        made.close()
        raise
    return made
