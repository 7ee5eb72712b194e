"""The key that signs checkpoints, certificates of disposal and exports: made at first use, kept in the unit's own folder."""

import hashlib
from contextlib import suppress
from functools import lru_cache
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from django.conf import settings

from boundaries.errors import BoundariesError
from boundaries.handover.durable import write_new
from boundaries.handover.signing import check_key_text, sign_key_of, sign_key_text

PRIVATE, PUBLIC = "sign.key", "sign.pub"


def folder() -> Path:
    """Where the audit's keys and, by default, its checkpoints are."""
    place: Path = settings.AUDIT_FOLDER
    place.mkdir(mode=0o700, parents=True, exist_ok=True)
    return place


def signing_key() -> Ed25519PrivateKey:
    """The unit's signing key; two processes that both find none agree on one.

    The file is read each time, since a backup may have been put back; what a text stands for is worked out once.
    """
    place: Path = settings.AUDIT_FOLDER
    path = place / PRIVATE
    try:
        key = _key_of(_text(path))
    except (BoundariesError, UnicodeDecodeError) as error:
        raise BoundariesError("this is not a signing key", str(path), "Put the file back from a backup.") from error
    public = path.with_name(PUBLIC)
    if not public.exists():
        with suppress(FileExistsError):
            write_new(public, check_key_text(key.public_key()).encode() + b"\n", 0o644)
    return key


def _text(path: Path) -> str:
    """What the file of the key holds; made where there is none yet."""
    try:
        return path.read_text(encoding="ascii")
    except FileNotFoundError:
        with suppress(FileExistsError):
            write_new(folder() / path.name, sign_key_text(Ed25519PrivateKey.generate()).encode() + b"\n")
        return path.read_text(encoding="ascii")


@lru_cache(maxsize=1)
def _key_of(text: str) -> Ed25519PrivateKey:
    return sign_key_of(text)


def public_key() -> Ed25519PublicKey:
    """What signatures of the unit are checked with."""
    return signing_key().public_key()


def fingerprint(key: Ed25519PublicKey) -> str:
    """A short name of a public key, to compare by eye: the first 16 hexadecimal digits of its SHA-256."""
    return hashlib.sha256(key.public_bytes_raw()).hexdigest()[:16]
