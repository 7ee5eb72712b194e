"""Escrow: two custodians together give an account access to what nobody else can give it."""

from collections.abc import Sequence

from django.db import transaction

from boundaries.casework.audit import Act, record
from boundaries.casework.collecting.naming import keeps_out
from boundaries.casework.content.compartments import Compartment, SafeKeys, wrap_bound
from boundaries.casework.content.eligibility import eligible
from boundaries.casework.content.pieces import read
from boundaries.casework.content.places import places
from boundaries.casework.content.safes import ESCROW, renew_source
from boundaries.casework.content.wraps import wrap_for
from boundaries.casework.models import Account, Exclusion, Safe, Wrap
from boundaries.errors import BoundariesError
from boundaries.handover.escrow import recover
from boundaries.handover.keys import opening_keys_of
from boundaries.handover.sealing import OpeningKey, unseal


def recover_for(account: Account, identities: Sequence[str]) -> int:
    """Vouch for an account's key and give it every safe it is eligible for, by the escrow key; gives how many.

    `identities` are the age identities of two custodians. Whom a safe keeps out it keeps out here as well.
    """
    files = [path.read_bytes() for path in sorted(places().escrow.glob("*.age"))] if places().escrow.is_dir() else []
    if not files:
        raise BoundariesError("the escrow files are not here", str(places().escrow), "Copy the escrow folder here first.")
    _, escrow = opening_keys_of(recover(files, identities))
    given = 0
    with transaction.atomic():
        Account.objects.filter(pk=account.pk).update(is_admitted=True)
        for safe in Safe.objects.select_for_update().exclude(wraps__account=account):
            given += _give(safe, account, escrow)
        record(None, Act.RECOVERED, account.account_id, {"count": str(given)})
    return given


def _give(safe: Safe, account: Account, escrow: OpeningKey) -> bool:
    if account.account_id not in {one.account_id for one in eligible(safe).accounts}:
        return False
    held = unseal(bytes(safe.escrow_wrap), escrow, wrap_bound(safe.pk, ESCROW, safe.generation))
    keys = SafeKeys.from_bytes(held, safe.pk, safe.generation)
    if keeps_out(read(safe, keys, Compartment.THREAD), account):
        Exclusion.objects.get_or_create(safe=safe, account=account)
        return False
    wrap_for(keys, account).save()
    if safe.escrow_source:
        renew_source(safe, unseal(bytes(safe.escrow_source), escrow, wrap_bound(safe.pk, ESCROW, 0, "source")))
    record(None, Act.RECOVERED, safe.pk, {"account": account.account_id})
    return Wrap.objects.filter(safe=safe, account=account).exists()
