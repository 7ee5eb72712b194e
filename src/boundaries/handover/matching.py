"""Recognise two reports about the same member without a list of names: a keyed index, and holds that open at the second report.

After Callisto (Rajan and others, 2018). From the index key and an identifier come a tag, a secret k and a slope a. A report
carries the tag and one point (x, k + a·x) of the line; x comes from its receipt. One point tells nothing of k, two points with
different x give it. The public side holds the index key and keeps no points; the unit's side holds points and no index key.
"""

import hashlib
import hmac
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from boundaries.errors import BoundariesError
from boundaries.handover.identifiers import identifiers
from boundaries.handover.ids import id_of
from boundaries.handover.padding import SealError
from boundaries.handover.people import NamedMember
from boundaries.handover.symmetric import KEY_LENGTH, lock, new_key, unlock

# A prime just under 2^255, as large as the secrets need.
PRIME = 2**255 - 19
_RELEASE = "release"


class MatchError(BoundariesError):
    """Two shares do not give a secret together."""


@dataclass(frozen=True)
class MatchShare:
    """One point of an identifier's line: `tag` is the same for the same identifier, `x` differs between reporters."""

    tag: str
    x: int = field(repr=False)
    y: int = field(repr=False)

    def __post_init__(self) -> None:
        if not 0 < self.x < PRIME or not 0 <= self.y < PRIME:
            raise MatchError("a share lies outside its field")


@dataclass(frozen=True)
class Wrap:
    """The key of held content, locked under the secret of one tag, or under the reporter's own release key."""

    tag: str
    locked: bytes = field(repr=False)


@dataclass(frozen=True)
class HeldContent:
    """Content that any one of its wraps opens: `wraps` holds the content's key locked under each tag's secret."""

    wraps: tuple[Wrap, ...] = field(repr=False)
    locked: bytes = field(repr=False)


def shares_for(member: NamedMember, index_key: bytes, reporter: str) -> tuple[tuple[MatchShare, bytes], ...]:
    """A share and its secret (32 bytes) for every identifier of a member; nothing where too little was given to single one out.

    `reporter` is the lookup id: one receipt always gives the same point, so nobody matches their own report.
    """
    if not reporter:
        raise MatchError("a share needs a receipt, so that nobody matches their own report")
    found = []
    for identifier in identifiers(member):
        tag = id_of(_drawn(index_key, "tag", identifier))
        secret, slope = (_number(index_key, name, identifier) for name in ("secret", "slope"))
        x = 1 + _number(index_key, "reporter", reporter) % (PRIME - 1)
        found.append((MatchShare(tag, x, (secret + slope * x) % PRIME), _key(tag, secret)))
    return tuple(found)


def combine(one: MatchShare, other: MatchShare) -> bytes:
    """The secret (32 bytes) of two shares of one identifier from two reporters; raises MatchError for any other two."""
    if one.tag != other.tag:
        raise MatchError("these shares are of different identifiers")
    if one.x == other.x:
        raise MatchError("these shares are of the same reporter")
    run = pow(other.x - one.x, -1, PRIME)
    return _key(one.tag, (one.y * other.x - other.y * one.x) * run % PRIME)


def hold(content: bytes, secrets: Mapping[str, bytes], bound_to: str, release: bytes = b"") -> HeldContent:
    """Lock content so that any one of the secrets (by their tags) opens it, and the reporter's own release key where given."""
    if not secrets:
        raise MatchError("nothing was given that a second report could match", to_do="Send the report without holding it.")
    key = new_key()
    keys = {**secrets, **({_RELEASE: release} if release else {})}
    wraps = tuple(Wrap(tag, lock(key, secret, f"{bound_to}/{tag}")) for tag, secret in keys.items())
    return HeldContent(wraps, lock(content, key, bound_to))


def open_held(held: HeldContent, secrets: Mapping[str, bytes], bound_to: str) -> bytes:
    """Open held content with the secrets of any tags; raises SealError where none of them fits."""
    for wrap in held.wraps:
        secret = secrets.get(wrap.tag)
        if secret is not None:
            try:
                return unlock(held.locked, unlock(wrap.locked, secret, f"{bound_to}/{wrap.tag}"), bound_to)
            except SealError:
                continue  # a false share of one identifier must not keep another from opening it
    raise SealError("none of the secrets opens this held report")


def release_held(held: HeldContent, release: bytes, bound_to: str) -> bytes:
    """Open held content because its reporter asked for it; raises SealError where the key is not theirs."""
    return open_held(held, {_RELEASE: release}, bound_to)


def open_by_match(held: HeldContent, own: Iterable[MatchShare], others: Iterable[MatchShare], bound_to: str) -> bytes | None:
    """Open held content with the shares that came with it and those of other reports; None where no two of them match.

    Every pair is tried: a false share, sent to spoil a match, spoils only itself.
    """
    mine = {share.tag: share for share in own}
    for other in others:
        share = mine.get(other.tag)
        if share is not None and share.x != other.x:
            try:
                return open_held(held, {share.tag: combine(share, other)}, bound_to)
            except SealError:
                continue
    return None


def _drawn(index_key: bytes, name: str, text: str) -> bytes:
    if len(index_key) != KEY_LENGTH:
        raise MatchError(f"an index key has {KEY_LENGTH} bytes, this has {len(index_key)}")
    return hmac.new(index_key, f"boundaries/match/1/{name}/{text}".encode(), hashlib.sha512).digest()


def _number(index_key: bytes, name: str, text: str) -> int:
    """A field element: 512 bits leave no bias to speak of."""
    return int.from_bytes(_drawn(index_key, name, text), "big") % PRIME


def _key(tag: str, secret: int) -> bytes:
    info = b"boundaries/match/1/key/" + tag.encode()
    return HKDF(SHA256(), KEY_LENGTH, None, info).derive(secret.to_bytes(32, "big"))
