"""Giving access to a colleague who joined, or whose key is new: by someone who can open what they are given."""

from django.db import transaction

from boundaries.casework.accounts.attendance import Holder
from boundaries.casework.audit import Act, record
from boundaries.casework.content.eligibility import eligible
from boundaries.casework.content.safes import open_safe
from boundaries.casework.content.wraps import wrap_for
from boundaries.casework.models import Account, Safe, Wrap
from boundaries.casework.visibility import safes


def give_access(account: Account, by: Holder) -> int:
    """Vouch for an account's key, and give it the keys of every safe that `by` can open and it is eligible for; gives how many."""
    Account.objects.filter(pk=account.pk).update(is_admitted=True)
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
    wrap_for(keys, account).save()
    return True
