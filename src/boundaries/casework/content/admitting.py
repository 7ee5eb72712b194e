"""Giving access to a colleague who joined, or whose key is new: by someone who can open what they are given."""

from django.db import transaction

from boundaries.casework.accounts.attendance import Holder
from boundaries.casework.audit import Act, record
from boundaries.casework.collecting.naming import keeps_out
from boundaries.casework.content.compartments import Compartment
from boundaries.casework.content.eligibility import eligible
from boundaries.casework.content.pieces import read
from boundaries.casework.content.safes import open_safe
from boundaries.casework.content.wraps import wrap_for
from boundaries.casework.models import Account, Exclusion, Safe, Wrap
from boundaries.casework.models.accounts import AccountState
from boundaries.casework.visibility import safes
from boundaries.errors import BoundariesError


def give_access(account: Account, by: Holder) -> int:
    """Vouch for an account's key, and give it the keys of every safe that `by` can open and it is eligible for; gives how many."""
    as_compared = Account.objects.filter(pk=account.pk, state=AccountState.ACTIVE, sealing_key=account.sealing_key)
    if not account.sealing_key or not as_compared.update(is_admitted=True):
        raise BoundariesError("this key was changed in the meantime", to_do="Open the page again, and compare it once more.")
    given = 0
    missing = safes(by.account).exclude(pk__in=Wrap.objects.filter(account=account).values("safe"))
    for safe in missing.iterator(200):
        with transaction.atomic():
            given += _give(safe, account, by)
    with transaction.atomic():
        record(by.account, Act.SEALED, account.account_id, {"count": str(given)})
    return given


def _give(safe: Safe, account: Account, by: Holder) -> bool:
    held = Safe.objects.select_for_update().get(pk=safe.pk)
    keys = open_safe(held, by)
    to = {one.account_id for one in eligible(held).accounts}
    if account.account_id not in to or Wrap.objects.filter(safe=held, account=account).exists():
        return False
    if keeps_out(read(held, keys, Compartment.THREAD), account):
        Exclusion.objects.get_or_create(safe=held, account=account)
        return False
    wrap_for(keys, account).save()
    return True
