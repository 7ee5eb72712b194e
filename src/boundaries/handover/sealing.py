"""Sealing to a public key: anyone may seal, only the holder of the opening key can read.

HPKE (RFC 9180) with the hybrid of ML-KEM-768 and X25519, HKDF-SHA256 and AES-256-GCM: it holds as long as either of the two
holds. The opening key is 32 bytes, expanded as in X-Wing (draft-connolly-cfrg-xwing-kem).
"""

import base64
import binascii
import hashlib
import secrets
from contextlib import suppress
from dataclasses import dataclass, field
from functools import cached_property

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.asymmetric.mlkem import MLKEM768PrivateKey, MLKEM768PublicKey
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.hazmat.primitives.hpke import AEAD, KDF, KEM, MLKEM768X25519PrivateKey, MLKEM768X25519PublicKey, Suite

from boundaries.handover.padding import SealError, pad, unpad

_SUITE = Suite(KEM.MLKEM768_X25519, KDF.HKDF_SHA256, AEAD.AES_256_GCM)
_FORM = b"\x01"
_INFO = b"boundaries/seal/1\x00"
_SEALING_TEXT = "boundaries-sealing-key-1:"
_OPENING_TEXT = "boundaries-opening-key-1:"
_MLKEM_LENGTH, _X25519_LENGTH = 1184, 32
SEED_LENGTH = 32


@dataclass(frozen=True)
class SealingKey:
    """The public half: `raw` is the ML-KEM-768 key followed by the X25519 key, 1,216 bytes."""

    raw: bytes = field(repr=False)

    def __post_init__(self) -> None:
        if len(self.raw) != _MLKEM_LENGTH + _X25519_LENGTH:
            raise SealError(f"a sealing key has {_MLKEM_LENGTH + _X25519_LENGTH} bytes, this has {len(self.raw)}")

    @classmethod
    def from_text(cls, text: str) -> "SealingKey":
        """Read what `to_text` wrote; raises SealError for anything else."""
        key = cls(_from_text(text, _SEALING_TEXT, "sealing key"))
        _ = key.public
        return key

    def to_text(self) -> str:
        """The key on one line of ASCII."""
        return _SEALING_TEXT + base64.b64encode(self.raw).decode("ascii")

    @property
    def fingerprint(self) -> str:
        """Ten groups of four hex digits of its SHA-256, for people to compare."""
        digest = hashlib.sha256(self.raw).hexdigest()[:40]
        return " ".join(digest[start : start + 4] for start in range(0, 40, 4))

    @cached_property
    def public(self) -> MLKEM768X25519PublicKey:
        """The key as the library wants it; raises SealError where the bytes are no key."""
        try:
            return MLKEM768X25519PublicKey(
                MLKEM768PublicKey.from_public_bytes(self.raw[:_MLKEM_LENGTH]),
                X25519PublicKey.from_public_bytes(self.raw[_MLKEM_LENGTH:]),
            )
        except ValueError as error:
            raise SealError("these bytes are no sealing key") from error


@dataclass(frozen=True)
class OpeningKey:
    """The private half: 32 bytes that are never shown; `former` opens what was sealed before this key took its place."""

    seed: bytes = field(repr=False)
    former: tuple["OpeningKey", ...] = field(default=(), repr=False)

    def __post_init__(self) -> None:
        if len(self.seed) != SEED_LENGTH:
            raise SealError(f"an opening key has {SEED_LENGTH} bytes, this has {len(self.seed)}")

    @classmethod
    def new(cls) -> "OpeningKey":
        """A fresh key."""
        return cls(secrets.token_bytes(SEED_LENGTH))

    @classmethod
    def from_seed(cls, seed: bytes) -> "OpeningKey":
        """The key of these 32 bytes: the same bytes give the same key."""
        return cls(seed)

    @classmethod
    def from_bytes(cls, held: bytes) -> "OpeningKey":
        """Read what `to_bytes` wrote."""
        return cls(held)

    def to_bytes(self) -> bytes:
        """The secret itself; it goes only to a file of mode 0600, into a wrap or into escrow."""
        return self.seed

    @classmethod
    def from_text(cls, text: str) -> "OpeningKey":
        """Read what `to_text` wrote; raises SealError for anything else."""
        first, *others = text.strip().splitlines() or [""]
        return cls(_from_text(first, _OPENING_TEXT, "opening key"), tuple(map(cls.from_text, others)))

    def to_text(self) -> str:
        """The secrets in ASCII, as key files hold them: this key on the first line, then the former ones."""
        own = _OPENING_TEXT + base64.b64encode(self.seed).decode("ascii")
        return "\n".join((own, *(key.to_text() for key in self.former)))

    def renewed(self) -> "OpeningKey":
        """A fresh key that also opens what this one and those before it opened."""
        return OpeningKey(secrets.token_bytes(SEED_LENGTH), (OpeningKey(self.seed), *self.former))

    @cached_property
    def private(self) -> MLKEM768X25519PrivateKey:
        """The key as the library wants it."""
        mlkem, x25519 = self._halves
        return MLKEM768X25519PrivateKey(mlkem, x25519)

    @cached_property
    def public(self) -> SealingKey:
        """The sealing key that belongs to it."""
        mlkem, x25519 = self._halves
        return SealingKey(mlkem.public_key().public_bytes_raw() + x25519.public_key().public_bytes_raw())

    @property
    def _halves(self) -> tuple[MLKEM768PrivateKey, X25519PrivateKey]:
        expanded = hashlib.shake_256(self.seed).digest(96)
        return MLKEM768PrivateKey.from_seed_bytes(expanded[:64]), X25519PrivateKey.from_private_bytes(expanded[64:])


def seal(plain: bytes, key: SealingKey, bound_to: str) -> bytes:
    """Seal bytes so that only the opening key reads them, and only where `bound_to` is the same."""
    return _FORM + _SUITE.encrypt(pad(plain), key.public, info=_info(bound_to))


def unseal(sealed: bytes, key: OpeningKey, bound_to: str) -> bytes:
    """Open what was sealed; raises SealError where key, place or a single bit differ."""
    if sealed[:1] != _FORM:
        raise SealError("this was sealed in a form that this version does not know", to_do="Update Boundaries on this side.")
    for one in (key, *key.former):
        with suppress(InvalidTag, ValueError):
            return unpad(_SUITE.decrypt(sealed[1:], one.private, info=_info(bound_to)))
    raise SealError("something sealed does not open: another key, another place, or changed on the way")


def _info(bound_to: str) -> bytes:
    if not bound_to:
        raise SealError("nothing is sealed without saying what it is bound to")
    return _INFO + bound_to.encode()


def _from_text(text: str, start: str, what: str) -> bytes:
    kept = text.strip()
    try:
        if not kept.startswith(start):
            raise ValueError(start)
        return base64.b64decode(kept[len(start) :], validate=True)
    except (ValueError, binascii.Error) as error:
        raise SealError(f"this is no {what}: it should be one line that begins with {start}") from error
