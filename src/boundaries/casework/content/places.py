"""Where the unit's keys lie on disk, read once a process."""

from functools import cache

from django.conf import settings

from boundaries.handover.keys import load_escrow_key
from boundaries.handover.places import Places
from boundaries.handover.sealing import SealingKey


def places() -> Places:
    """The folders of this installation."""
    found: Places = settings.PLACES
    return found


@cache
def escrow_key() -> SealingKey:
    """The public key that every safe is wrapped to as well."""
    return load_escrow_key(places())
