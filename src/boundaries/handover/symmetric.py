"""Locking with one key of 32 bytes that both ends hold: drafts, compartments, wraps. XChaCha20-Poly1305, a random nonce each."""

import secrets

from nacl.bindings import crypto_aead_xchacha20poly1305_ietf_decrypt, crypto_aead_xchacha20poly1305_ietf_encrypt
from nacl.exceptions import CryptoError

from boundaries.handover.padding import SealError, pad, unpad

KEY_LENGTH = 32
_NONCE_LENGTH = 24
_FORM = b"\x01"
_INFO = b"boundaries/lock/1\x00"


def new_key() -> bytes:
    """A fresh key of 32 bytes."""
    return secrets.token_bytes(KEY_LENGTH)


def lock(plain: bytes, key: bytes, bound_to: str) -> bytes:
    """Lock bytes under a key, bound to a place: form, nonce, then the padded text with its tag."""
    nonce = secrets.token_bytes(_NONCE_LENGTH)
    return _FORM + nonce + crypto_aead_xchacha20poly1305_ietf_encrypt(pad(plain), _info(key, bound_to), nonce, key)


def unlock(locked: bytes, key: bytes, bound_to: str) -> bytes:
    """Open what was locked; raises SealError where key, place or a single bit differ."""
    info = _info(key, bound_to)
    if locked[:1] != _FORM:
        raise SealError("this was locked in a form that this version does not know", to_do="Update Boundaries on this side.")
    nonce, rest = locked[1 : 1 + _NONCE_LENGTH], locked[1 + _NONCE_LENGTH :]
    try:
        return unpad(crypto_aead_xchacha20poly1305_ietf_decrypt(rest, info, nonce, key))
    except (CryptoError, ValueError) as error:
        raise SealError("something locked does not open: another key, another place, or changed on the way") from error


def _info(key: bytes, bound_to: str) -> bytes:
    if len(key) != KEY_LENGTH:
        raise SealError(f"a key to lock with has {KEY_LENGTH} bytes, this has {len(key)}")
    if not bound_to:
        raise SealError("nothing is locked without saying what it is bound to")
    return _INFO + bound_to.encode()
