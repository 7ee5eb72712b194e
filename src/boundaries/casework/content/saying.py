"""What a sealed piece says, for the search: texts only, in small letters; neither the words of a form nor anybody's id."""

import json
from collections.abc import Iterable, Iterator
from contextlib import suppress
from typing import Any

from boundaries.casework.content.compartments import Compartment

SEARCHED = (Compartment.THREAD, Compartment.NOTES)
MASKED = frozenset({"finding", "entry_link", "entry_unlink"})
"""No search leads to these: a scan's finding tells who the two are, which is shown for a recorded purpose only, and why an entry is
linked with another tells of that, which not everyone who reads this one may know of."""
_WRITTEN = ("value", "values", "reason")
"""Where texts stand: in a report or message, in a grading or a record of a case, and in why a case moved.

Elsewhere stand ids: whose record it is, and which other entry is linked, which not everyone who reads this one may know of.
"""


def said_by(pieces: Iterable[tuple[str, bytes]]) -> str:
    """What pieces, each of a kind and in the clear, say together."""
    return "\n".join(said(plain) for kind, plain in pieces if kind not in MASKED)


def said(plain: bytes) -> str:
    """What a piece says: the texts of a value or a record, or the text itself."""
    text = plain.decode("utf-8", "replace")
    if text.startswith("{"):
        with suppress(ValueError):
            told = json.loads(text)
            text = "\n".join(line for part in _WRITTEN for line in _texts(told.get(part)))
    return text.casefold()


def _texts(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for one in value.values():
            yield from _texts(one)
    elif isinstance(value, list):
        for one in value:
            yield from _texts(one)
