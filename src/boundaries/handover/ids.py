"""Random ids: 26 letters and digits, 130 bits, safe as a file name."""

import base64
import re
import secrets

LENGTH = 26
_ID = re.compile(r"[a-z2-7]{26}")


def new_id() -> str:
    """A fresh id that nobody can guess."""
    return id_of(secrets.token_bytes(17))


def id_of(drawn: bytes) -> str:
    """The id that at least 17 bytes stand for: the same bytes give the same id."""
    return base64.b32encode(drawn[:17]).decode("ascii").lower()[:LENGTH]


def is_id(text: str) -> bool:
    """Whether a text is an id, and so safe to use in a path."""
    return _ID.fullmatch(text) is not None
