"""Signatures (Ed25519) and the text that keys for them are kept as."""

import base64
import binascii

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from boundaries.errors import BoundariesError

_SIGN_TEXT = "boundaries-sign-key-1:"
_CHECK_TEXT = "boundaries-check-key-1:"


class SignatureFault(BoundariesError):
    """Something signed was changed, or another key signed it."""


def sign_key_text(key: Ed25519PrivateKey) -> str:
    """A signing key on one line of ASCII."""
    return _SIGN_TEXT + base64.b64encode(key.private_bytes_raw()).decode("ascii")


def check_key_text(key: Ed25519PublicKey) -> str:
    """The key that checks signatures, on one line of ASCII."""
    return _CHECK_TEXT + base64.b64encode(key.public_bytes_raw()).decode("ascii")


def sign_key_of(text: str) -> Ed25519PrivateKey:
    """Read what `sign_key_text` wrote; raises SignatureFault for anything else."""
    try:
        return Ed25519PrivateKey.from_private_bytes(_raw(text, _SIGN_TEXT))
    except (ValueError, binascii.Error) as error:
        raise SignatureFault(f"this is no signing key: it should be one line that begins with {_SIGN_TEXT}") from error


def check_key_of(text: str) -> Ed25519PublicKey:
    """Read what `check_key_text` wrote; raises SignatureFault for anything else."""
    try:
        return Ed25519PublicKey.from_public_bytes(_raw(text, _CHECK_TEXT))
    except (ValueError, binascii.Error) as error:
        raise SignatureFault(f"this is no checking key: it should be one line that begins with {_CHECK_TEXT}") from error


def signed(text: str, key: Ed25519PrivateKey) -> str:
    """The text with a last line that holds its signature."""
    body = text.rstrip("\n") + "\n"
    return f"{body}signature {base64.b64encode(key.sign(body.encode())).decode('ascii')}\n"


def checked(text: str, key: Ed25519PublicKey) -> str:
    """The text without its signature; raises SignatureFault where that does not fit."""
    body, found, signature = text.rstrip("\n").rpartition("\nsignature ")
    try:
        if not found:
            raise ValueError(text)
        key.verify(_decoded(signature), f"{body}\n".encode())
    except (InvalidSignature, ValueError, binascii.Error) as error:
        raise SignatureFault("the signature does not fit: changed since, or signed by another key") from error
    return body


def _raw(text: str, start: str) -> bytes:
    if not text.strip().startswith(start):
        raise ValueError(start)
    return _decoded(text.strip()[len(start) :])


def _decoded(text: str) -> bytes:
    """The bytes of base64 in its one spelling: the library lets the spare bits of the last letter be anything."""
    held = base64.b64decode(text, validate=True)
    if base64.b64encode(held).decode("ascii") != text:
        raise ValueError(text)
    return held
