"""Finds out whether the trail is whole: every line as it was written, none missing, added, moved or cut off."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256
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
    chain = read_chain(messages_and_hashes())
    said = hold_against(chain.hashes, seen, key or public_key())
    notices = (*said.notices, *_lag(len(chain.hashes), said.witnessed))
    return Inspection(len(chain.hashes), said.checkpoints, tuple([*faults, *chain.faults, *said.faults][:_MOST_FAULTS]), notices)


@dataclass(frozen=True)
class Chain:
    """The stored hash of every line, and what is wrong with the lines themselves, the first faults where there are many."""

    hashes: list[bytes]
    faults: list[Fault]


def read_chain(blocks: Iterable[Sequence[tuple[bytes, bytes]]]) -> Chain:
    """Go through the lines, some at a time: as a rule all fit, and only where they do not is each looked at by itself."""
    hashes: list[bytes] = []
    faults: list[Fault] = []
    before, expected = BEGINNING, 1
    for block in blocks:
        messages, stored = zip(*block, strict=True)
        made = [sha256(message).digest() for message in messages]
        joined = all(map(bytes.startswith, messages, [before, *made]))
        first, last = _sequence(messages[0]), _sequence(messages[-1])
        fits = made == list(stored) and joined and first == expected and last == expected + len(block) - 1
        if not fits and len(faults) < _MOST_FAULTS:
            faults += _told(zip(messages, stored, made, strict=True), before, expected)
        hashes += stored
        before, expected = stored[-1], last + 1
    return Chain(hashes, faults[:_MOST_FAULTS])


def _told(lines: Iterable[tuple[bytes, bytes, bytes]], before: bytes, expected: int) -> Iterator[Fault]:
    """Line by line, where and how the chain is broken: of each its canonical bytes, its stored hash and the one that it should have."""
    for message, stored, computed in lines:
        sequence = _sequence(message)
        if sequence != expected:
            yield Fault(f"line {expected}", f"missing or moved: line {sequence} stands in its place")
        elif computed != stored:
            yield Fault(f"line {sequence}", "edited: its hash does not fit what it says")
        elif not message.startswith(before):
            yield Fault(f"line {sequence}", "does not join on to the line before it")
        before, expected = stored, sequence + 1


def _sequence(message: bytes) -> int:
    number = message[32:].partition(BETWEEN.encode())[0]
    return int(number) if number.isdigit() else 0


def _lag(lines: int, witnessed: int) -> list[str]:
    """A notice where lines have stood for minutes without a checkpoint: the file was cut, or cannot be written."""
    if witnessed >= lines:
        return []
    message, _ = next(messages_and_hashes(witnessed), [(b"", b"")])[0]
    since = message[32:].partition(BETWEEN.encode())[2].partition(BETWEEN.encode())[0].decode(errors="replace")
    try:
        waiting = datetime.now(ZoneInfo("Europe/London")) - datetime.fromisoformat(since)
    except (ValueError, TypeError):
        return []  # an edited time, which the chain tells of
    if waiting < _LAG:
        return []
    return [f"{lines - witnessed} lines since {since} have no checkpoint: the witness file was cut or cannot be written"]
