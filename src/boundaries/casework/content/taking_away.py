"""Takes the wraps of an account that left or lost its key, in parts that keep nobody waiting.

From the moment it loses its key it opens nothing: nobody can sign in with it, or the private half of the key is gone. So what goes
afterwards opens for nobody, and counts for nothing meanwhile. Killed at any moment, the timer or whoever takes away again goes on.
"""

import time

from django.db import transaction

from boundaries.casework.audit import Act, record
from boundaries.casework.content.orders import forget
from boundaries.casework.content.wraps import let_go, let_go_of_segments, overwrite_freed_pages
from boundaries.casework.models import Account, Given, Giving, IndexSegment, Passkey, Safe, Share, Wrap

PART, SEGMENTS = 1_000, 5
"""How many wraps, or how many parts of its search index, go in one transaction."""
REST = 0.1
"""How long others are let in between two parts."""


def lose_key(account: Account) -> None:
    """Let an account open nothing it could; called in a transaction that holds and saves it, with `take_away` once that is committed."""
    held = Wrap.objects.filter(account=account).count()
    has_more = held or Giving.objects.filter(account=account).exists() or account.losing is not None
    account.losing = max(held, account.losing or 0) if has_more else None
    account.is_admitted = account.is_taking_over = False
    Passkey.objects.filter(account=account).delete()


def take_away(account_id: str, seconds: float | None = None) -> bool:
    """Take what an account still holds, for about so long at most; whether all of it has gone."""
    until = None if seconds is None else time.monotonic() + seconds
    while taken := take_part(account_id):
        if until is not None and time.monotonic() > until:
            return False
        if taken >= PART:
            time.sleep(REST)
    return True


def take_rest() -> None:
    """Go on with every account whose keys were left in the middle."""
    for account_id in Account.objects.filter(losing__isnull=False).values_list("pk", flat=True):
        take_away(account_id)


def take_part(account_id: str) -> int:
    """Take some of what an account holds that lost its key; how much that was, 0 once all has gone, which the trail tells."""
    with transaction.atomic():
        account = Account.objects.select_for_update(no_key=True).get(pk=account_id)
        if account.losing is None:
            return 0
        taken = _segments(account) or _given(account) or _wraps(account)
        if not taken:
            Giving.objects.filter(account=account).delete()
            Account.objects.filter(pk=account_id).update(losing=None)
            record(None, Act.KEYS_TAKEN, account_id, {"count": str(account.losing)})
    return taken


def _segments(account: Account) -> int:
    forget([account.pk])
    some = list(IndexSegment.objects.filter(account=account).order_by("pk").values_list("pk", flat=True)[:SEGMENTS])
    if some:
        let_go_of_segments(some)
    return len(some)


def _given(account: Account) -> int:
    some = list(Given.objects.filter(giving=account.pk).order_by("pk").values_list("pk", flat=True)[:PART])
    overwrite_freed_pages()
    gone, _ = Given.objects.filter(pk__in=some).delete()
    return gone


def _wraps(account: Account) -> int:
    ids = list(Wrap.objects.filter(account=account).order_by("safe_id").values_list("safe_id", flat=True)[:PART])
    list(Safe.objects.select_for_update().filter(pk__in=ids).order_by("pk").only("pk"))
    shares = Share.objects.filter(account=account, safe__in=ids)
    Safe.objects.filter(pk__in=shares.values("safe")).update(is_source_stale=True)
    shares.delete()
    if not account.sealing_key:  # who only made another key may see it still
        Safe.objects.filter(pk__in=ids).update(is_stale=True)
    let_go(Wrap.objects.filter(account=account, safe__in=ids))
    return len(ids)
