"""The compartments of a safe, and its keys."""

import hmac
import secrets
from dataclasses import dataclass, field
from enum import StrEnum

from boundaries.handover.padding import SealError
from boundaries.handover.sealing import OpeningKey, SealingKey
from boundaries.handover.symmetric import KEY_LENGTH


class Compartment(StrEnum):
    """What lies together under one key."""

    THREAD = "thread"
    NOTES = "notes"
    ATTACHMENTS = "attachments"
    SOURCE = "source"


SHARED = (Compartment.THREAD, Compartment.NOTES, Compartment.ATTACHMENTS)
"""The compartments that every holder of a wrap can open; the source's identity takes two."""


@dataclass(frozen=True)
class SafeKeys:
    """The keys of one safe's shared compartments, of one generation."""

    safe_id: str
    generation: int
    seeds: dict[Compartment, bytes] = field(repr=False)

    @classmethod
    def new(cls, safe_id: str, generation: int) -> "SafeKeys":
        """Fresh keys."""
        return cls(safe_id, generation, {name: secrets.token_bytes(KEY_LENGTH) for name in SHARED})

    @classmethod
    def from_bytes(cls, held: bytes, safe_id: str, generation: int) -> "SafeKeys":
        """Read what `to_bytes` wrote."""
        if len(held) != KEY_LENGTH * len(SHARED):
            raise SealError("a wrap does not hold the keys of a safe", safe_id)
        parts = [held[start : start + KEY_LENGTH] for start in range(0, len(held), KEY_LENGTH)]
        return cls(safe_id, generation, dict(zip(SHARED, parts, strict=True)))

    def to_bytes(self) -> bytes:
        """The keys themselves; they go only into a wrap."""
        return b"".join(self.seeds[name] for name in SHARED)

    def key(self, compartment: Compartment) -> bytes:
        """The key that locks one compartment."""
        return locking_key(self.seeds[compartment], compartment)

    @property
    def letterbox(self) -> OpeningKey:
        """The key that opens what came through the letterbox."""
        return OpeningKey.from_seed(hmac.digest(self.seeds[Compartment.THREAD], b"boundaries/safe/1/letterbox", "sha256"))


def locking_key(seed: bytes, compartment: Compartment) -> bytes:
    """The key that locks a compartment, from its seed."""
    return hmac.digest(seed, b"boundaries/safe/1/" + compartment.encode(), "sha256")


def own_key(opening: OpeningKey) -> bytes:
    """The key under which an account keeps the wraps it has opened once, since opening a sealed one is slow."""
    return hmac.digest(opening.to_bytes(), b"boundaries/account/1/wraps", "sha256")


def index_key(opening: OpeningKey) -> bytes:
    """The key under which an account keeps its search index."""
    return hmac.digest(opening.to_bytes(), b"boundaries/account/1/index", "sha256")


def piece_bound(safe_id: str, compartment: str, kind: str, sealed_id: str) -> str:
    """What a piece of content is bound to: no piece opens in another place, as another kind or in another safe."""
    return f"safe:{safe_id}/{compartment}/{kind}/{sealed_id}"


def wrap_bound(safe_id: str, whose: str, generation: int, of: str = "keys") -> str:
    """What a wrap is bound to: a safe, whose it is, which rotation, and whether it holds the keys or a share."""
    return f"wrap:{safe_id}/{whose}/{generation}/{of}"


def letterbox_of(text: str) -> SealingKey:
    """The public half of a letterbox."""
    return SealingKey.from_text(text)
