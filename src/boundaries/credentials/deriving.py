"""Keys from what people remember, slow to guess: Argon2id, 64 MiB, three passes."""

import secrets
import unicodedata

from argon2.low_level import Type, hash_secret_raw

SALT_LENGTH = 16
_PASSES, _KIBIBYTES, _LANES, _LENGTH = 3, 65_536, 1, 32


def new_salt() -> bytes:
    """A fresh salt."""
    return secrets.token_bytes(SALT_LENGTH)


def derive(remembered: str, salt: bytes) -> bytes:
    """The key (32 bytes) that a password or passphrase gives with this salt, however its letters were typed."""
    plain = unicodedata.normalize("NFKC", remembered).encode("utf-8", "surrogatepass")
    return hash_secret_raw(plain, salt, _PASSES, _KIBIBYTES, _LANES, _LENGTH, Type.ID)
