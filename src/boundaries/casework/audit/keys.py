"""The key that signs checkpoints, certificates of disposal and exports: made at first use, kept in the unit's own folder."""

import hashlib
import os
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from django.conf import settings

from boundaries.errors import BoundariesError

PRIVATE, PUBLIC = "sign.key", "sign.pub"


def folder() -> Path:
    """Where the audit's keys and, by default, its checkpoints are."""
    place: Path = settings.AUDIT_FOLDER
    place.mkdir(mode=0o700, parents=True, exist_ok=True)
    return place


def signing_key() -> Ed25519PrivateKey:
    """The unit's signing key; two processes that both find none agree on one."""
    path = folder() / PRIVATE
    if not path.exists():
        _make(path)
    try:
        key = Ed25519PrivateKey.from_private_bytes(bytes.fromhex(path.read_text(encoding="ascii")))
    except ValueError as error:
        raise BoundariesError("this is not a signing key", str(path), "Put the file back from a backup.") from error
    public = path.with_name(PUBLIC)
    if not public.exists():
        public.write_text(key.public_key().public_bytes_raw().hex() + "\n", encoding="ascii")
    return key


def public_key() -> Ed25519PublicKey:
    """What signatures of the unit are checked with."""
    return signing_key().public_key()


def fingerprint(key: Ed25519PublicKey) -> str:
    """A short name of a public key, to compare by eye: the first 16 hexadecimal digits of its SHA-256."""
    return hashlib.sha256(key.public_bytes_raw()).hexdigest()[:16]


def _make(path: Path) -> None:
    """Write a whole new key beside its place, then link it there, which only the first of several can do."""
    draft = path.with_name(f"{PRIVATE}.{os.getpid()}")
    descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "w", encoding="ascii") as file:
        file.write(Ed25519PrivateKey.generate().private_bytes_raw().hex())
        file.flush()
        os.fsync(file.fileno())
    try:
        os.link(draft, path)
    except FileExistsError:
        pass  # another process was first: its key is the key
    finally:
        draft.unlink()
