"""What an account held when it left or lost its key: written down as its wraps go."""

from django.db.models import QuerySet

from boundaries.casework.models import LeftBehind, Wrap

_AT_ONCE = 2_000


def leave_behind(wraps: QuerySet[Wrap]) -> None:
    """Write down, of wraps that are about to go, those of accounts that lost their own key; called in the same transaction."""
    rows = wraps.filter(account__losing__isnull=False).order_by("safe_id").values_list("account_id", "safe_id")
    made = [LeftBehind(account_id=account_id, safe_id=safe_id) for account_id, safe_id in rows]
    LeftBehind.objects.bulk_create(made, batch_size=_AT_ONCE, ignore_conflicts=True)
