"""How often something may be done in an hour, counted in buckets that many addresses share.

An address becomes one of 4,096 buckets by a random salt that lives for a day. A million addresses fall into each bucket, so a
seized database tells nobody's; the address itself is never written down.
"""

import hashlib
import hmac
import ipaddress
import secrets
from datetime import timedelta
from enum import StrEnum

from django.db import transaction
from django.db.models import F
from django.http import HttpRequest

from boundaries.intake.clock import steady_now
from boundaries.intake.models import DailySalt, Tally
from boundaries.intake.site import site

BUCKETS = 4096
EVERYONE = -1


class Act(StrEnum):
    """What is counted."""

    BEGIN = "begin"
    FILE = "file"
    RECEIPT = "receipt"
    SEND = "send"


# How many an hour from one bucket; from everyone together it is `site().hourly` times as many.
_AN_HOUR = {Act.BEGIN: 30, Act.FILE: 200, Act.RECEIPT: 30, Act.SEND: 15}


def too_many(request: HttpRequest, act: Act) -> bool:
    """Count one more, and say whether it is one too many for its bucket or for everyone together.

    What comes from this machine itself, as through an onion service, shares no bucket: only all of it together is limited.
    """
    most = _AN_HOUR[act]
    bucket = _bucket(request)
    own = _counted(act, bucket) if bucket != EVERYONE else 0
    return own > most or _counted(act, EVERYONE) > most * site().hourly


def _counted(act: Act, bucket: int) -> int:
    hour_at = steady_now().replace(minute=0, second=0, microsecond=0)
    with transaction.atomic():
        tally, new = Tally.objects.get_or_create(hour_at=hour_at, act=act.value, bucket=bucket, defaults={"count": 1})
        if new:
            Tally.objects.filter(hour_at__lt=hour_at - timedelta(hours=1)).delete()
            return 1
        Tally.objects.filter(pk=tally.pk).update(count=F("count") + 1)
        return tally.count + 1


def _bucket(request: HttpRequest) -> int:
    address = str(request.META.get(site().address_header or "REMOTE_ADDR", ""))
    try:
        told = ipaddress.ip_address(address.strip())
    except ValueError:
        return EVERYONE
    if told.is_loopback:
        return EVERYONE
    # Whoever has one IPv6 address has its whole network.
    network = told.packed[:8] if told.version == 6 else told.packed
    digest = hmac.digest(_salt(), network, hashlib.sha256)
    return int.from_bytes(digest[:4], "big") % BUCKETS


def _salt() -> bytes:
    """Today's salt; yesterday's is gone."""
    today = steady_now().date()
    made, new = DailySalt.objects.get_or_create(day=today, defaults={"salt": secrets.token_bytes(32)})
    if new:
        DailySalt.objects.exclude(day=today).delete()
    return bytes(made.salt)
