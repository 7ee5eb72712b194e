"""Signing in with a password and a one-time code, held off by delays and never by a lock."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.http import HttpRequest

from boundaries.casework.accounts import delays
from boundaries.casework.accounts.boxes import opening_of, secret_of
from boundaries.casework.accounts.devices import known_device
from boundaries.casework.audit import Act, record
from boundaries.casework.models import Account
from boundaries.credentials.codes import step_of
from boundaries.handover.sealing import OpeningKey


@dataclass(frozen=True)
class Tried:
    """How a try went: the account, or None; and when the next one is allowed, where it is not now."""

    account: Account | None
    wait_until: datetime | None = None


def by_password(request: HttpRequest, name: str, password: str, code: str, now: datetime) -> Tried:
    """Try a name, a password and a code together; what was wrong is not told, and an unknown name takes as long."""
    account = Account.objects.filter(name=name.strip().casefold()).first() if name.isprintable() else None
    buckets = buckets_of(request, name, account)
    until = delays.wait_until(buckets, now)
    if until:
        return Tried(None, until)
    secret = secret_of(account, password)
    step = step_of(code, secret, now) if secret else None
    if account is None or not account.is_active or step is None or not _spend(account, step):
        failed(account, buckets, now)
        return Tried(None)
    delays.forget(buckets)
    return Tried(account)


def buckets_of(request: HttpRequest, name: str, account: Account | None) -> list[str]:
    """What a failure counts against: on a device this account knows, only the device; elsewhere the source and the name."""
    device = known_device(request, account) if account else None
    if device:
        return [delays.bucket("device", device.token_hash)]
    source = str(request.META.get("REMOTE_ADDR", ""))
    return [delays.bucket("source", source), delays.bucket("name", name.strip().casefold())]


def failed(account: Account | None, buckets: Sequence[str], now: datetime) -> None:
    """Count a failure, and write that there was one."""
    delays.failed(buckets, now)
    with transaction.atomic():
        record(None, Act.SIGN_IN_FAILED, account.account_id if account else "")


def unlock_by_passphrase(account: Account, passphrase: str, now: datetime) -> tuple[OpeningKey | None, datetime | None]:
    """The private key, or when the next try is allowed; only whoever is signed in to the account can slow it down."""
    bucket = [delays.bucket("unlock", account.account_id)]
    until = delays.wait_until(bucket, now)
    if until:
        return None, until
    opening = opening_of(account, passphrase)
    if opening is None:
        delays.failed(bucket, now)
    else:
        delays.forget(bucket)
    with transaction.atomic():
        record(account, Act.UNLOCK_FAILED if opening is None else Act.UNLOCKED, account.account_id)
    return opening, None


def _spend(account: Account, step: int) -> bool:
    """Use a code up: of two that come at the same time, one wins."""
    spent = Account.objects.filter(pk=account.pk, last_code_step__lt=step).update(last_code_step=step)
    return spent == 1
