"""How a line of the ledger joins on to the one before it, and how a changed, lost or added line shows.

A line's hash is SHA-256 over the 32 bytes of the previous line's hash and the UTF-8 of `sequence`, `recorded_at`, `recorded_by`,
`what`, `number` and `body`, with one 0x1F between them. No field of an honest line holds a character below 0x20.
"""

import hashlib
from collections.abc import Iterable
from typing import NamedTuple

from boundaries.errors import BoundariesError

BEGINNING = bytes(32)
_BETWEEN = "\x1f"


class Line(NamedTuple):
    """One line as it is kept."""

    sequence: int
    recorded_at: str
    recorded_by: str
    what: str
    number: str
    body: str
    hash: bytes


def hash_of(previous: bytes, sequence: int, recorded_at: str, recorded_by: str, what: str, number: str, body: str) -> bytes:
    """The hash of a line that follows the line with the hash `previous`."""
    fields = _BETWEEN.join((str(sequence), recorded_at, recorded_by, what, number, body))
    return hashlib.sha256(previous + fields.encode()).digest()


def check(lines: Iterable[Line]) -> bytes:
    """The hash of the last line; raises where a line was changed, lost, added or moved, and says which is the first."""
    previous, expected = BEGINNING, 1
    for line in lines:
        if line.sequence != expected or line.hash != hash_of(previous, *line[:-1]):
            raise BoundariesError(
                f"line {line.sequence} does not join on to the line before it: the ledger was changed from outside",
                "training ledger",
                "Take no figure from it. Restore a backup from before, and find out who could write to the database.",
            )
        previous, expected = line.hash, expected + 1
    return previous


def check_plain(**fields: str) -> None:
    """Refuse what could blur the border between two fields, or does not fit its column."""
    for name, text in fields.items():
        if len(text) > 64 or any(character < " " for character in text):
            raise BoundariesError("at most 64 characters and no control characters are allowed", name)
