"""The key of one draft, and the ids that come from it: whoever lacks the cookie cannot tell which draft or report is whose."""

import base64
import binascii
from dataclasses import dataclass, field

from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from boundaries.handover.ids import id_of
from boundaries.handover.symmetric import KEY_LENGTH, new_key


@dataclass(frozen=True)
class DraftKey:
    """32 random bytes in a browser's cookie, from which all else of a draft is drawn."""

    secret: bytes = field(repr=False)

    @classmethod
    def new(cls) -> "DraftKey":
        """A fresh key."""
        return cls(new_key())

    @classmethod
    def from_text(cls, text: object) -> "DraftKey | None":
        """Read what a cookie holds; none where it is no key."""
        try:
            secret = base64.urlsafe_b64decode(text) if isinstance(text, str) else b""
        except (ValueError, binascii.Error):
            return None
        return cls(secret) if len(secret) == KEY_LENGTH else None

    def to_text(self) -> str:
        """The key as a cookie holds it."""
        return base64.urlsafe_b64encode(self.secret).decode("ascii")

    def drawn(self, name: str) -> bytes:
        """32 bytes of their own for each name."""
        return HKDF(SHA256(), KEY_LENGTH, None, b"boundaries/draft/1/" + name.encode()).derive(self.secret)

    def id_for(self, name: str) -> str:
        """An id of its own for each name: the same each time, so that a second try is the same report."""
        return id_of(self.drawn(name))
