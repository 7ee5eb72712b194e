"""The key to a source's identity, shared so that any two holders give it and no one alone does.

Two points of a line give the line (Shamir's scheme for two). A share is one point, sealed to its holder; the seed is what the line
says at zero, through the key derivation of `handover.matching`.
"""

import secrets
from collections.abc import Iterable
from dataclasses import dataclass, field

from boundaries.casework.content.compartments import wrap_bound
from boundaries.casework.content.places import places
from boundaries.casework.models import Account, Share
from boundaries.handover.keys import load_opening_key
from boundaries.handover.matching import PRIME, MatchShare, combine
from boundaries.handover.padding import SealError
from boundaries.handover.sealing import OpeningKey, SealingKey, seal, unseal

_TAG = "source"
_HALF = 32
_UNIT = "unit"


@dataclass(frozen=True)
class SourceLine:
    """A fresh line: `seed` is what two of its points give."""

    secret: int = field(repr=False)
    slope: int = field(repr=False)

    @classmethod
    def new(cls) -> "SourceLine":
        """A random line."""
        return cls(secrets.randbelow(PRIME), secrets.randbelow(PRIME - 1) + 1)

    def point(self, x: int) -> MatchShare:
        """The point at x."""
        return MatchShare(_TAG, x, (self.secret + self.slope * x) % PRIME)

    def any_point(self) -> MatchShare:
        """A point that nobody else has."""
        return self.point(secrets.randbelow(PRIME - 1) + 1)

    @property
    def seed(self) -> bytes:
        """What any two points give."""
        return combine(self.point(1), self.point(2))


def share_all(line: SourceLine, safe_id: str, accounts: Iterable[Account]) -> None:
    """Give each account a point of the line, in the place of what it had."""
    rows = shares_of(line, safe_id, accounts)
    Share.objects.filter(safe_id=safe_id).delete()
    Share.objects.bulk_create(rows)


def shares_of(line: SourceLine, safe_id: str, accounts: Iterable[Account]) -> list[Share]:
    """A point of the line for each account, not saved yet."""
    sealed = ((account, seal_share(line.any_point(), safe_id, account, "share")) for account in accounts)
    return [Share(safe_id=safe_id, account=account, held=held) for account, held in sealed]


def unit_share(line: SourceLine, safe_id: str) -> bytes:
    """A point for those who join later, sealed to the unit's own key."""
    return _seal(line.any_point(), load_opening_key(places()).public, wrap_bound(safe_id, _UNIT, 0, "share"))


def unseal_unit_share(held: bytes, safe_id: str) -> MatchShare:
    """The point that `unit_share` sealed; asked for only once a second person has granted."""
    return _unseal(held, load_opening_key(places()), wrap_bound(safe_id, _UNIT, 0, "share"))


def seal_share(point: MatchShare, safe_id: str, account: Account, of: str) -> bytes:
    """A point sealed to an account; `of` says what for: its own share, or a grant."""
    return _seal(point, SealingKey.from_text(account.sealing_key), wrap_bound(safe_id, account.account_id, 0, of))


def unseal_share(held: bytes, safe_id: str, account: Account, opening: OpeningKey, of: str) -> MatchShare:
    """The point that `seal_share` sealed."""
    return _unseal(held, opening, wrap_bound(safe_id, account.account_id, 0, of))


def _seal(point: MatchShare, key: SealingKey, bound: str) -> bytes:
    return seal(point.x.to_bytes(_HALF, "big") + point.y.to_bytes(_HALF, "big"), key, bound)


def _unseal(held: bytes, key: OpeningKey, bound: str) -> MatchShare:
    plain = unseal(held, key, bound)
    if len(plain) != 2 * _HALF:
        raise SealError("this is no share")
    return MatchShare(_TAG, int.from_bytes(plain[:_HALF], "big"), int.from_bytes(plain[_HALF:], "big"))


def seed_of(one: MatchShare, other: MatchShare) -> bytes:
    """The seed that two shares give."""
    return combine(one, other)
