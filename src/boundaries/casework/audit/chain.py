"""The chain: which bytes of a line are hashed, and how a line joins on to the one before it.

The canonical bytes of a line are the 32 bytes of the previous line's hash, followed by the UTF-8 of
`sequence`, `recorded_at`, `actor`, `act`, `about` and `detail`, in this order, with one 0x1F between them. No field of an honest
line holds a character below 0x20 (`detail` is JSON in ASCII), so the same bytes can come from no other fields. The line's hash
is SHA-256 of its canonical bytes; the first line's previous hash is 32 zero bytes.
"""

import hashlib
import json
from collections.abc import Mapping
from typing import NamedTuple

from boundaries.errors import BoundariesError

BEGINNING = bytes(32)
BETWEEN = "\x1f"


class Line(NamedTuple):
    """What one line of the trail says, without its place in the chain."""

    sequence: int
    recorded_at: str
    actor: str
    act: str
    about: str
    detail: str


def canonical(previous: bytes, line: Line) -> bytes:
    """The bytes that are hashed."""
    return previous + BETWEEN.join(map(str, line)).encode()


def digest(message: bytes) -> bytes:
    """The hash of a line's canonical bytes."""
    return hashlib.sha256(message).digest()


def written(detail: Mapping[str, str] | None) -> str:
    """The detail of a line as JSON in ASCII, its keys in order; empty where there is none."""
    return json.dumps(dict(detail), sort_keys=True, separators=(",", ":")) if detail else ""


def check_plain(**fields: str) -> None:
    """Refuse what could blur the border between two fields, or does not fit the column."""
    for name, text in fields.items():
        if len(text) > 64 or any(character < " " for character in text):
            raise BoundariesError("an id in the audit trail has at most 64 characters and no control characters", name)
