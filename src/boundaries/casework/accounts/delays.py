"""Waiting after failures: it grows and is capped, and guesses from elsewhere never slow down a device that is known.

Three buckets: a source (where requests come from), a name tried from unknown devices, and a known device. A known device waits only
for its own failures. Buckets are keyed hashes: no name and no address is kept.
"""

import hashlib
import hmac
from collections.abc import Iterable
from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction

from boundaries.casework.models import Delay
from boundaries.credentials.waiting import LONGEST, wait_after


def bucket(kind: str, of: str) -> str:
    """The keyed hash of a source, a name or a device."""
    return hmac.new(settings.SECRET_KEY.encode(), f"delay/{kind}/{of}".encode(), hashlib.sha256).hexdigest()


def wait_until(buckets: Iterable[str], now: datetime) -> datetime | None:
    """When the next try is allowed, or None where it is now.

    Nobody ever waits for longer than the longest wait: what lies further ahead was written while the clock was wrong.
    """
    waiting = Delay.objects.filter(bucket__in=list(buckets), until_at__gt=now, until_at__lte=now + LONGEST)
    found = waiting.order_by("-until_at").first()
    return found.until_at if found else None


def failed(buckets: Iterable[str], now: datetime) -> None:
    """Count one failure in each bucket; from the fifth on each doubles the wait."""
    for name in buckets:
        with transaction.atomic():
            Delay.objects.get_or_create(bucket=name, defaults={"until_at": now})
            held = Delay.objects.select_for_update().get(bucket=name)
            if now - held.until_at > timedelta(days=1):
                held.failures = 0
            held.failures += 1
            held.until_at = now + wait_after(held.failures)
            held.save()


def forget(buckets: Iterable[str]) -> None:
    """Let these be tried at once again."""
    Delay.objects.filter(bucket__in=list(buckets)).delete()
