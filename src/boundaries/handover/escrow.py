"""Escrow: the opening keys for the day when everybody who holds one is gone; any two of three custodians open it, no one alone.

Made for stock age (https://age-encryption.org), so that no part of Boundaries is needed then. For each two custodians the keys are
encrypted to the one and the result to the other: `age -d` twice.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from itertools import combinations

import pyrage

from boundaries.errors import BoundariesError

CUSTODIANS = 3


class EscrowError(BoundariesError):
    """What is in escrow does not open with these identities, or cannot be put there."""


@dataclass(frozen=True)
class Custodian:
    """One of the three: the recipient that is encrypted to, and the identity where it was made here and not by themselves."""

    number: int
    recipient: str
    identity: str = field(default="", repr=False)


@dataclass(frozen=True)
class EscrowFile:
    """One armoured file, opened by the identity of `outer`, then that of `inner` (numbers of custodians)."""

    outer: int
    inner: int
    armoured: bytes = field(repr=False)

    @property
    def name(self) -> str:
        """What it is called on disk."""
        return f"custodians-{self.outer}-and-{self.inner}.age"


def new_custodians() -> tuple[Custodian, ...]:
    """Three custodians with identities made here."""
    made = [pyrage.x25519.Identity.generate() for _ in range(CUSTODIANS)]
    return tuple(Custodian(number, str(one.to_public()), str(one)) for number, one in enumerate(made, 1))


def custodians_of(recipients: Sequence[str]) -> tuple[Custodian, ...]:
    """Three custodians who made their identities themselves, with `age-keygen`; raises EscrowError where one is no recipient."""
    kept = [text.strip() for text in recipients]
    if len(set(kept)) != CUSTODIANS or len(kept) != CUSTODIANS:
        raise EscrowError(f"escrow needs {CUSTODIANS} different recipients, {len(set(kept))} were given")
    for text in kept:
        _recipient(text)
    return tuple(Custodian(number, text) for number, text in enumerate(kept, 1))


def put_in_escrow(secret: bytes, custodians: Sequence[Custodian]) -> tuple[EscrowFile, ...]:
    """Encrypt a secret for every two of the custodians."""
    files = []
    for outer, inner in combinations(custodians, 2):
        within = pyrage.encrypt(secret, [_recipient(inner.recipient)], armored=True)
        files.append(EscrowFile(outer.number, inner.number, pyrage.encrypt(within, [_recipient(outer.recipient)], armored=True)))
    return tuple(files)


def recover(files: Iterable[bytes], identities: Sequence[str]) -> bytes:
    """Open whichever file two identities can open; raises EscrowError where none does."""
    try:
        keys = [pyrage.x25519.Identity.from_str(text.strip()) for text in identities]
    except pyrage.IdentityError as error:
        raise EscrowError("this is no age identity: it should begin with AGE-SECRET-KEY-1") from error
    for held in files:
        opened = _opened(_opened(held, keys), keys)
        if opened is not None:
            return opened
    raise EscrowError("no file in escrow opens with these identities", to_do="It takes two different custodians' identities.")


def _opened(held: bytes | None, keys: Sequence[pyrage.x25519.Identity]) -> bytes | None:
    if held is None:
        return None
    try:
        opened: bytes = pyrage.decrypt(held, list(keys))
    except pyrage.DecryptError:
        return None
    return opened


def _recipient(text: str) -> pyrage.x25519.Recipient:
    try:
        return pyrage.x25519.Recipient.from_str(text)
    except pyrage.RecipientError as error:
        raise EscrowError("this is no age recipient: it should begin with age1") from error
