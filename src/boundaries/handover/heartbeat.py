"""The unit side's word that it can read: signed, with the moment and the key that it tried, so that no channel opens unread."""

import time
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from boundaries.handover.durable import DiskFull, replace
from boundaries.handover.keys import load_heartbeat_key
from boundaries.handover.places import Places
from boundaries.handover.sealing import OpeningKey, SealingKey, seal, unseal
from boundaries.handover.signing import SignatureFault, checked, signed

LONDON = ZoneInfo("Europe/London")
EVERY_S = 3600.0
_TITLE = "The unit's side can read."
_TRIAL = "heartbeat"


@dataclass(frozen=True)
class Heartbeat:
    """When the unit's side last opened something sealed, and the fingerprints of the keys it was sealed to."""

    at: datetime
    fingerprints: tuple[str, ...]


def now_in_london() -> datetime:
    """This moment, local, with its offset."""
    return datetime.now(LONDON).replace(microsecond=0)


def beat(places: Places, opening: OpeningKey, sign_key: Ed25519PrivateKey, at: datetime | None = None) -> None:
    """Seal something to each key, open it, and write down that it opened; raises SealError where it does not."""
    told = [_TITLE, f"at {(at or now_in_london()).isoformat()}"]
    for key in (opening, *opening.former):
        unseal(seal(b"heartbeat", key.public, _TRIAL), opening, _TRIAL)
        told.append(f"key {key.public.fingerprint}")
    replace(places.heartbeat, signed("\n".join(told), sign_key).encode(), 0o640)


def beat_when_due(places: Places, opening: OpeningKey) -> bool:
    """Beat where the last heartbeat is older than an hour; gives whether it did. A drop without room is no reason to stop."""
    with suppress(FileNotFoundError, DiskFull):
        age_s = time.time() - places.heartbeat.stat().st_mtime if places.heartbeat.exists() else EVERY_S
        if not 0 <= age_s < EVERY_S:
            beat(places, opening, load_heartbeat_key(places))
            return True
    return False


def read_heartbeat(places: Places, check_key: Ed25519PublicKey) -> Heartbeat | None:
    """The last heartbeat, or None where there is none; raises SignatureFault where it is not the unit side's."""
    try:
        text = places.heartbeat.read_text(encoding="utf-8")
    except FileNotFoundError:
        return None
    except UnicodeDecodeError as error:
        raise SignatureFault("the heartbeat cannot be read", str(places.heartbeat)) from error
    lines = checked(text, check_key).split("\n")
    try:
        if len(lines) < 3 or lines[0] != _TITLE:
            raise ValueError(text)
        at = datetime.fromisoformat(lines[1].removeprefix("at "))
        return Heartbeat(at.astimezone(LONDON), tuple(line.removeprefix("key ") for line in lines[2:]))
    except ValueError as error:
        raise SignatureFault("this is no heartbeat", str(places.heartbeat)) from error


def tells_of(heartbeat: Heartbeat, key: SealingKey) -> bool:
    """Whether what the unit's side opened was sealed to this key."""
    return key.fingerprint in heartbeat.fingerprints
