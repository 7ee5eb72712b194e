"""Finds out whether the trail is whole: every line as it was written, none missing, added, moved or cut off."""

import gc
import hashlib
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from django.db import connection

from boundaries.casework.audit.chain import BEGINNING, BETWEEN
from boundaries.casework.audit.guard import missing
from boundaries.casework.audit.keys import public_key
from boundaries.casework.audit.reading import messages_and_hashes
from boundaries.casework.audit.witness import read_witness, witness_file
from boundaries.casework.audit.witnessing import hold_against
from boundaries.errors import Fault

_MOST_FAULTS = 20
_LAG = timedelta(minutes=5)


@dataclass(frozen=True)
class Inspection:
    """What a verification found: how many lines and checkpoints, the faults that break the trail, and what is worth knowing."""

    lines: int
    checkpoints: int
    faults: tuple[Fault, ...]
    notices: tuple[str, ...]

    @property
    def whole(self) -> bool:
        """Whether nothing breaks the trail."""
        return not self.faults


def verify(witness: Path | None = None, key: Ed25519PublicKey | None = None) -> Inspection:
    """Check the trail in the database against itself and against the witness file; another key or file may be named."""
    # The witness first: lines that come meanwhile must not look like checkpoints of lines that are not there.
    seen = read_witness(witness or witness_file())
    faults = [Fault("database", f"the guard {name} is not at work on the trail") for name in missing(connection)]
    with uncollected():
        rows = messages_and_hashes()
        faults += chain_faults(rows)
        said = hold_against([stored for _, stored in rows], seen, key or public_key())
    notices = (*said.notices, *_lag(rows, said.witnessed))
    return Inspection(len(rows), said.checkpoints, tuple([*faults, *said.faults][:_MOST_FAULTS]), notices)


@contextmanager
def uncollected() -> Iterator[None]:
    """Let no garbage be looked for meanwhile: half a million rows and bytes that all stay make that cost more than the hashing."""
    collects = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if collects:
            gc.enable()


def chain_faults(rows: Sequence[tuple[bytes, bytes]]) -> list[Fault]:
    """What is wrong with the lines themselves, the first faults where there are many."""
    if not rows:
        return []
    messages, hashes = zip(*rows, strict=True)
    sha256 = hashlib.sha256
    made = [sha256(message).digest() for message in messages]
    joins = map(bytes.startswith, messages, [BEGINNING, *made])
    counts = (message[32:].partition(b"\x1f")[0] for message in (messages[0], messages[-1]))
    if made == list(hashes) and all(joins) and list(counts) == [b"1", b"%d" % len(rows)]:
        return []
    return _told(messages, hashes, made)


def _told(messages: Sequence[bytes], hashes: Sequence[bytes], made: Sequence[bytes]) -> list[Fault]:
    """Line by line, where and how the chain is broken."""
    faults: list[Fault] = []
    before, expected = BEGINNING, 1
    for message, stored, computed in zip(messages, hashes, made, strict=True):
        sequence = _sequence(message)
        if sequence != expected:
            faults.append(Fault(f"line {expected}", f"missing or moved: line {sequence} stands in its place"))
        elif computed != stored:
            faults.append(Fault(f"line {sequence}", "edited: its hash does not fit what it says"))
        elif not message.startswith(before):
            faults.append(Fault(f"line {sequence}", "does not join on to the line before it"))
        before, expected = stored, sequence + 1
        if len(faults) == _MOST_FAULTS:
            break
    return faults


def _sequence(message: bytes) -> int:
    number = message[32:].partition(BETWEEN.encode())[0]
    return int(number) if number.isdigit() else 0


def _lag(rows: Sequence[tuple[bytes, bytes]], witnessed: int) -> list[str]:
    """A notice where lines have stood for minutes without a checkpoint: the file was cut, or cannot be written."""
    if witnessed >= len(rows):
        return []
    recorded_at = rows[witnessed][0][32:].partition(BETWEEN.encode())[2].partition(BETWEEN.encode())[0].decode(errors="replace")
    try:
        waiting = datetime.now(ZoneInfo("Europe/London")) - datetime.fromisoformat(recorded_at)
    except ValueError:
        return []  # an edited time, which the chain tells of
    if waiting < _LAG:
        return []
    return [
        f"{len(rows) - witnessed} lines since {recorded_at} have no checkpoint: the witness file was cut or cannot be written"
    ]
