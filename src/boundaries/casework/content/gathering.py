"""Pieces of several safes at once, in the clear: for pages that look across what one may open."""

from collections.abc import Collection

from django.db.models import F, QuerySet

from boundaries.casework.accounts.attendance import Holder
from boundaries.casework.content.pieces import Piece, opened
from boundaries.casework.content.wraps import open_wrap
from boundaries.casework.models import Safe, Sealed, Wrap

_AT_ONCE = 2000


def pieces_in(holder: Holder, safes: QuerySet[Safe], kinds: Collection[str]) -> dict[str, list[Piece]]:
    """The pieces of these kinds by safe, the oldest first; a safe that the holder cannot open is not there.

    Two queries, however many safes there are; called in a transaction.
    """
    keys, changed = {}, []
    chosen = safes.order_by().values("pk")
    wraps = Wrap.objects.filter(account=holder.account, safe__in=chosen).annotate(generation=F("safe__generation"))
    for wrap in wraps.iterator(_AT_ONCE):
        keys[wrap.safe_id], is_changed = open_wrap(wrap, wrap.generation, holder)
        if is_changed:
            changed.append(wrap)
    Wrap.objects.bulk_update(changed, ["held", "form"], batch_size=500)
    found: dict[str, list[Piece]] = {safe_id: [] for safe_id in keys}
    rows = Sealed.objects.filter(kind__in=kinds, is_withdrawn=False, safe__in=chosen, safe__wraps__account=holder.account)
    for row in rows.order_by("made_at", "sealed_id").iterator(_AT_ONCE):
        if row.safe_id in keys:  # and has not come since
            found[row.safe_id].append(opened(row, keys[row.safe_id]))
    return found
