"""Takes envelopes from the drop: each is durably here before it is let go, and one that comes twice is here once."""

import fcntl
import hashlib
import os
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from django.db import DatabaseError, transaction

from boundaries.casework.audit import Act, record
from boundaries.casework.collecting.blobs import take_blobs
from boundaries.casework.collecting.follow_ups import register_follow_up
from boundaries.casework.collecting.reports import register_report
from boundaries.casework.content.places import places
from boundaries.casework.content.turns import Turn, hold_turn
from boundaries.casework.models import Account, Taken
from boundaries.casework.models.accounts import AccountState
from boundaries.casework.review.registering import register_scan
from boundaries.casework.roles import KEY_HOLDERS
from boundaries.errors import BoundariesError
from boundaries.handover.drop import Envelope, Inbound, Kind
from boundaries.handover.heartbeat import beat_when_due
from boundaries.handover.keys import load_opening_key
from boundaries.handover.sealing import OpeningKey, unseal

Register = Callable[[bytes, OpeningKey], None]

REGISTERS: Mapping[Kind, Register] = {Kind.REPORT: register_report, Kind.FOLLOW_UP: register_follow_up, Kind.SCAN: register_scan}
"""What is done with the plain bytes of each kind of envelope, in the transaction that marks it as taken."""


@dataclass(frozen=True)
class Collected:
    """How many envelopes were taken, and how many must wait because they cannot be opened or understood yet."""

    taken: int
    waiting: int


def collect(most: int | None = None) -> Collected:
    """Take what waits in the drop, at most so many; nothing where someone else is taking, or where nobody has a key yet.

    Each time it also says, signed, that the unit's side can read: without that word the public side does not open. Kept is when it
    began, since when it ended would tell whether much had come, and how many could not be taken.
    """
    begun_at = time.time()
    inbound = Inbound(places().drop_in)
    with _turn() as is_ours:
        if not is_ours or not _someone_has_a_key():
            return Collected(0, 0)
        waiting = inbound.waiting()
        opening = load_opening_key(places())
        beat_when_due(places(), opening)
        tried = waiting[:most]
        taken = sum(_take(inbound, envelope_id, opening) for envelope_id in tried)
        _stamped().touch(mode=0o600)
        _stamped().write_text(str(len(tried) - taken), encoding="ascii")
        os.utime(_stamped(), (begun_at, begun_at))
    return Collected(taken, len(waiting) - taken)


def collected_at() -> datetime | None:
    """When the drop was last looked into, as everyone may know; None where it never was."""
    with suppress(FileNotFoundError):
        return datetime.fromtimestamp(_stamped().stat().st_mtime)
    return None


def left_unopened() -> int:
    """How many envelopes could not be opened, understood or kept when the drop was last looked into; they lie there still."""
    with suppress(FileNotFoundError):
        return int(_stamped().read_text(encoding="ascii") or 0)
    return 0


def _stamped() -> Path:
    return places().unit / "collected"


def _take(inbound: Inbound, envelope_id: str, opening: OpeningKey) -> bool:
    """Take one envelope; one that cannot be opened, understood or kept stays where it is, and the others go on."""
    if not Taken.objects.filter(pk=envelope_id).exists():
        try:
            envelope = inbound.read(envelope_id)
            register = REGISTERS[envelope.kind]
            plain = unseal(envelope.sealed, opening, envelope.bound_to)
            take_blobs(envelope)
            with transaction.atomic():
                hold_turn(Turn.ENTERING, alone=False)  # before any row is held
                Taken.objects.create(envelope_id=envelope_id, taken_at=datetime.now())
                register(plain, opening)
                record(None, Act.COLLECTED, detail=seal_facts(envelope))
        except (BoundariesError, KeyError, DatabaseError):
            return False
    inbound.remove(envelope_id)
    return True


def seal_facts(envelope: Envelope) -> dict[str, str]:
    """What the trail keeps of an envelope: what an acknowledgement is later held against."""
    return {"kind": envelope.kind.value, "sealed": hashlib.sha256(envelope.sealed).hexdigest()}


def _someone_has_a_key() -> bool:
    return Account.objects.filter(state=AccountState.ACTIVE, role__in=KEY_HOLDERS, is_admitted=True).exists()


@contextmanager
def _turn() -> Iterator[bool]:
    """Whether it is our turn: one process takes at a time, the others go on without."""
    with (places().unit / "collect.lock").open("w") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            yield False
            return
        yield True
