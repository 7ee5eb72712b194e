"""What an account held when it left or lost its key: written down then, since its own keys go at once."""

from boundaries.casework.models import Account, LeftBehind, Wrap

_AT_ONCE = 2_000


def leave_behind(account: Account) -> None:
    """Write down which safes an account holds the keys of; called before these go, in the same transaction."""
    rows = Wrap.objects.filter(account=account).order_by("safe_id").values_list("safe_id", flat=True)
    made = [LeftBehind(account=account, safe_id=safe_id) for safe_id in rows]
    LeftBehind.objects.bulk_create(made, batch_size=_AT_ONCE, ignore_conflicts=True)
