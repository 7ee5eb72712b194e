"""The witness: signed checkpoints in a file outside the database, so that a cut or rewritten trail contradicts it.

One line a checkpoint, all of one length: `kind sequence hash made_at signature`. The kind is `kept` or `back` (a backup was put
back), the sequence has 12 digits, the hash is in hexadecimal, the Ed25519 signature in base64 over `boundaries checkpoint ` and the four
words before it. Lines are only ever added.
"""

import base64
import logging
import os
from datetime import datetime
from enum import StrEnum
from pathlib import Path
from typing import NamedTuple
from zoneinfo import ZoneInfo

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from django.conf import settings
from django.db import transaction

from boundaries.casework.audit.keys import signing_key
from boundaries.errors import BoundariesError

_LOG = logging.getLogger(__name__)
_CONTEXT = b"boundaries checkpoint "
WIDTH = 4 + 1 + 12 + 1 + 64 + 1 + 25 + 1 + 88 + 1
"""The bytes of one line of the witness file, its end included."""


class Kind(StrEnum):
    """Whether the trail had grown to this line, or a backup put it back to this line."""

    KEPT = "kept"
    BACK = "back"


class Checkpoint(NamedTuple):
    """One line of the witness file; every word as it stands there."""

    kind: str
    sequence: str
    hash: str
    made_at: str
    signature: str

    @property
    def signed(self) -> bytes:
        """The bytes that the signature is over."""
        return _CONTEXT + " ".join(self[:4]).encode()

    def is_signed_by(self, key: Ed25519PublicKey) -> bool:
        """Whether this key made the signature."""
        try:
            key.verify(base64.b64decode(self.signature), self.signed)
        except (InvalidSignature, ValueError):
            return False
        return True


def witness_file() -> Path:
    """Where checkpoints are written."""
    path: Path = settings.AUDIT_WITNESS
    return path


def checkpoint_line(sequence: int, line_hash: bytes, kind: Kind = Kind.KEPT) -> bytes:
    """One signed line that says that the trail had this hash at this line."""
    made_at = datetime.now(ZoneInfo("Europe/London")).isoformat(timespec="seconds")
    unsigned = Checkpoint(kind.value, f"{sequence:012}", line_hash.hex(), made_at, "")
    signature = base64.b64encode(signing_key().sign(unsigned.signed)).decode()
    return (" ".join(unsigned._replace(signature=signature)) + "\n").encode()


def write_checkpoint(sequence: int, line_hash: bytes, kind: Kind = Kind.KEPT) -> None:
    """Add a signed checkpoint to the witness file, through to the disk."""
    line = checkpoint_line(sequence, line_hash, kind)
    descriptor = _opened(witness_file())
    try:
        size = os.fstat(descriptor).st_size
        # A crash can have left half a line: ours must begin on a new one.
        torn = size > 0 and os.pread(descriptor, 1, size - 1) != b"\n"
        os.write(descriptor, (b"\n" if torn else b"") + line)
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _opened(path: Path) -> int:
    """The file to add to, in a folder that is made where it is not there yet."""
    way = os.O_RDWR | os.O_APPEND | os.O_CREAT
    try:
        return os.open(path, way, 0o600)
    except FileNotFoundError:
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        return os.open(path, way, 0o600)


def witness_after_commit(sequence: int, line_hash: bytes) -> None:
    """Write a checkpoint once this transaction is in the database, if enough lines came since; only its last line counts."""
    if sequence % settings.AUDIT_EVERY:
        return
    head: dict[str, int] = transaction.get_connection().__dict__.setdefault("audit_head", {})
    head["sequence"] = sequence
    transaction.on_commit(lambda: _write_if_last(head, sequence, line_hash))


def _write_if_last(head: dict[str, int], sequence: int, line_hash: bytes) -> None:
    if head["sequence"] != sequence:
        return
    try:
        write_checkpoint(sequence, line_hash)
    except (OSError, BoundariesError):
        # The line itself is safe in the database: the next checkpoint covers it, and verification tells of the lag.
        _LOG.warning("a checkpoint of the audit trail could not be written")


def read_witness(path: Path) -> bytes:
    """The whole witness file; empty where there is none."""
    return path.read_bytes() if path.exists() else b""
