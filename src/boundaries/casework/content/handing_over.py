"""Lets keys that were made for an account go over to it, in parts that keep nobody waiting; meanwhile it is shown no list.

Killed at any moment, what went over is there, and whoever gives access or the account itself, at its next page, goes on.
"""

import time
from collections.abc import Callable

from django.db import connection, transaction
from django.db.models import Exists, F, OuterRef, QuerySet

from boundaries.casework.audit import Act, record
from boundaries.casework.content.rosters import hold_rosters
from boundaries.casework.content.turns import Turn, hold_turn
from boundaries.casework.models import Account, Form, Given, Giving, Safe, Wrap
from boundaries.casework.roles import KEY_HOLDERS
from boundaries.errors import BoundariesError

PART = 1_000
"""How many keys go over in one transaction."""
_AT_ONCE_S = 0.1
"""For how long a page that must wait for the keys hands them over itself."""
_HAND_OVER = """INSERT INTO casework_wrap (safe_id, account_id, form, held, is_indexed)
SELECT safe_id, giving_id, %s, held, %s FROM casework_given WHERE giving_id = %s AND id <= %s AND length(held) > 0 AND NOT EXISTS (
    SELECT 1 FROM casework_wrap WHERE casework_wrap.safe_id = casework_given.safe_id AND casework_wrap.account_id = giving_id)"""


def being_given(account_id: str) -> Account:
    """The account, as long as it is what was vouched for."""
    found = Giving.objects.select_related("account").filter(pk=account_id).first()
    if found is None or not is_fit(found.account) or not is_for(found, found.account):
        raise BoundariesError("nobody is giving access to this account any more", to_do="Compare its key once more.")
    return found.account


def is_fit(account: Account) -> bool:
    """Whether an account can be given keys at all."""
    return account.is_active and account.as_role in KEY_HOLDERS


def is_for(giving: Giving, account: Account) -> bool:
    """Whether an account still is what was vouched for."""
    told = (giving.sealing_key, giving.role, giving.member_id)
    return told == (account.sealing_key, account.role, account.member_id)


def hold_giving(account_id: str) -> Account:
    """Hold an account and what is being given to it until the transaction ends, in the one order."""
    hold_rosters(alone=False)
    # Whoever renews keys holds a safe and then names the account as one whose key it is, which this lets them do.
    Account.objects.select_for_update(no_key=True).get(pk=account_id)
    list(Giving.objects.select_for_update().filter(pk=account_id))
    return being_given(account_id)


def to_come(account_id: str) -> QuerySet[Given]:
    """The keys that are made and have not gone over; what the account may not have stays marked as looked at until the end."""
    return Given.objects.filter(giving=account_id).exclude(held=b"")


def _renewed_for(account_id: str) -> QuerySet[Given]:
    """Those of which whoever renewed the keys gave the account the fresh ones, since it had been admitted."""
    holds = Wrap.objects.filter(account=account_id, safe=OuterRef("safe"))
    return Given.objects.filter(Exists(holds), giving=account_id, is_stale=True)


def begin_handing_over(account_id: str, lacks_some: Callable[[Account], bool]) -> bool:
    """Admit the account, to which whatever comes from now on is sealed at once, and let its pages wait.

    False where it lacks keys that must be made first. Whoever enters something or renews keys by who was admitted before has done so
    then, so that `lacks_some` finds it.
    """
    with transaction.atomic():
        hold_rosters(alone=False)
        hold_turn(Turn.ENTERING, alone=True)
        account = hold_giving(account_id)
        hold_turn(Turn.RENEWING, alone=True)
        if lacks_some(account):
            return False
        Account.objects.filter(pk=account.pk).update(is_admitted=True, is_taking_over=True)
        Giving.objects.filter(pk=account_id, handed=None).update(handed=0)
    return True


def hand_over_part(account_id: str) -> int:
    """Let some of the keys go over; how many these were, 0 where none is left."""
    with transaction.atomic():
        hold_giving(account_id)
        rows = list(to_come(account_id).order_by("pk").values_list("pk", "safe_id")[:PART])
        if not rows:
            return 0
        last = rows[-1][0]
        # Whoever renews a safe's keys or takes someone away has done so, or waits and then finds the account admitted.
        list(Safe.objects.select_for_update().filter(pk__in=[safe_id for _, safe_id in rows]).order_by("pk").only("pk"))
        with connection.cursor() as cursor:
            cursor.execute(_HAND_OVER, [Form.SEALED.value, False, account_id, last])
        # Also those that were renewed, for an account that had been admitted, while they were made: it holds the fresh keys already.
        handed, _ = to_come(account_id).filter(pk__lte=last).delete()
        Giving.objects.filter(pk=account_id).update(handed=F("handed") + handed)
    return len(rows)


def end_handing_over(account_id: str, by: Account | None) -> int | None:
    """Let the account's pages open once all keys have gone over; how many these were, None where there are more or none have begun to."""
    with transaction.atomic():
        hold_giving(account_id)
        handed = Giving.objects.get(pk=account_id).handed
        if handed is None or to_come(account_id).exists():
            return None
        handed += _renewed_for(account_id).count()
        Account.objects.filter(pk=account_id).update(is_taking_over=False)
        Giving.objects.filter(pk=account_id).delete()
        record(by, Act.SEALED, account_id, {"count": str(handed)})
    return handed


def take_over(account: Account) -> int:
    """Go on, at a page of the account's own, with what was left in the middle; gives how many keys are still to come.

    Where the account is no longer what was vouched for, nothing more comes until somebody gives access again.
    """
    until = time.monotonic() + _AT_ONCE_S
    try:
        while hand_over_part(account.pk):
            if time.monotonic() > until and (left := to_come(account.pk).count()):
                return left
        end_handing_over(account.pk, None)
    except BoundariesError:
        pass
    Account.objects.filter(pk=account.pk).update(is_taking_over=False)
    return 0
