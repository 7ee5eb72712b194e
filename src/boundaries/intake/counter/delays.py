"""Waiting after failures; a browser that was signed in before waits only for its own, so that nobody can lock an operator out."""

import hashlib
import hmac
from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction

from boundaries.credentials.waiting import wait_after
from boundaries.intake.counter.models import Delay

_FORGIVEN = timedelta(days=1)


def _hashed(bucket: str) -> str:
    return hmac.new(settings.SECRET_KEY.encode(), f"delay/{bucket}".encode(), hashlib.sha256).hexdigest()


def wait_until(bucket: str, now: datetime) -> datetime | None:
    """When the next try is allowed, or None where it is now."""
    found = Delay.objects.filter(bucket=_hashed(bucket), until_at__gt=now).first()
    return found.until_at if found else None


def failed(bucket: str, now: datetime) -> None:
    """Count one failure; from the fifth on each doubles the wait."""
    with transaction.atomic():
        Delay.objects.filter(until_at__lt=now - _FORGIVEN).delete()
        Delay.objects.get_or_create(bucket=_hashed(bucket), defaults={"until_at": now})
        held = Delay.objects.select_for_update().get(bucket=_hashed(bucket))
        held.failures += 1
        held.until_at = now + wait_after(held.failures)
        held.save()


def forget(bucket: str) -> None:
    """Let this be tried at once again."""
    Delay.objects.filter(bucket=_hashed(bucket)).delete()
