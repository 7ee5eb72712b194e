"""A signed statement that a report was received on a day: proof of having told, which says nothing of what was told.

It names the receipt's `proof`, which only the receipt gives, and the SHA-256 of the sealed report, which the unit's audit chain
holds from the day it was collected.
"""

import hashlib
import re
from dataclasses import dataclass
from datetime import date

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from boundaries.handover.ids import is_id
from boundaries.handover.signing import SignatureFault, checked, signed

_SHA256 = re.compile(r"[0-9a-f]{64}")
_TITLE = "A report was received."
_LINES = ("receipt ", "sealed ", "received ")


@dataclass(frozen=True)
class Acknowledgement:
    """What the statement says: `proof` of the receipt, `sealed_sha256` in hex, the day."""

    proof: str
    sealed_sha256: str
    received_on: date


def acknowledge(proof: str, sealed: bytes, received_on: date, key: Ed25519PrivateKey) -> str:
    """The statement about one sealed report, as a few lines of text to print or keep."""
    lines = (_TITLE, _LINES[0] + proof, _LINES[1] + hashlib.sha256(sealed).hexdigest(), _LINES[2] + received_on.isoformat())
    return signed("\n".join(lines), key)


def read_acknowledgement(text: str, key: Ed25519PublicKey) -> Acknowledgement:
    """What a statement says; raises SignatureFault where it was changed or is none of ours."""
    lines = checked(text.replace("\r\n", "\n"), key).split("\n")
    if len(lines) != 1 + len(_LINES) or lines[0] != _TITLE or not all(map(str.startswith, lines[1:], _LINES)):
        raise SignatureFault("this is no acknowledgement")
    proof, sealed, day = (line.partition(" ")[2] for line in lines[1:])
    try:
        if not is_id(proof) or not _SHA256.fullmatch(sealed):
            raise ValueError(proof)
        return Acknowledgement(proof, sealed, date.fromisoformat(day))
    except ValueError as error:
        raise SignatureFault("this is no acknowledgement") from error
