"""Pieces of several safes at once, in the clear: for pages that look across what one may open."""

from collections.abc import Collection, Iterator
from datetime import datetime
from typing import NamedTuple

from django.db.models import QuerySet

from boundaries.casework.accounts.attendance import Holder
from boundaries.casework.content.binary import bytes_of
from boundaries.casework.content.compartments import SafeKeys
from boundaries.casework.content.pieces import Piece, opened
from boundaries.casework.content.wraps import open_wrap
from boundaries.casework.models import Safe, Sealed, Wrap


class _Row(NamedTuple):
    """What opens a piece, without all that a row of a table can do besides."""

    safe_id: str
    compartment: str
    kind: str
    form: str
    held: bytes
    made_at: datetime
    pk: str
    is_withdrawn: bool = False


def pieces_in(holder: Holder, safes: QuerySet[Safe] | Collection[str], kinds: Collection[str]) -> dict[str, list[Piece]]:
    """The pieces of these kinds by safe, the oldest first; a safe that the holder cannot open is not there.

    As many queries however many safes there are; called in a transaction.
    """
    wanted = list(safes.order_by().values_list("pk", flat=True)) if isinstance(safes, QuerySet) else list(safes)
    keys = _keys(holder, wanted)
    found: dict[str, list[Piece]] = {safe_id: [] for safe_id in keys}
    for row in sorted(_rows(list(keys), kinds), key=lambda row: (row.made_at, row.pk)):
        found[row.safe_id].append(opened(row, keys[row.safe_id]))
    return found


def _keys(holder: Holder, safe_ids: list[str]) -> dict[str, SafeKeys]:
    """The keys of those that the holder can open; a wrap that opens slowly opens quickly from then on."""
    keys, changed = {}, []
    generations = dict(Safe.objects.filter(pk__in=safe_ids).order_by().values_list("pk", "generation"))
    columns = ("id", "safe_id", "form", "held")
    for pk, safe_id, form, held in bytes_of(Wrap, columns, {"account_id": holder.account.pk, "safe_id": safe_ids}):
        wrap = Wrap(pk=pk, safe_id=safe_id, account=holder.account, form=form, held=held)
        keys[safe_id], is_changed = open_wrap(wrap, generations[safe_id], holder)
        if is_changed:
            changed.append(wrap)
    Wrap.objects.bulk_update(changed, ["held", "form"], batch_size=500)
    return keys


def _rows(safe_ids: list[str], kinds: Collection[str]) -> Iterator[_Row]:
    where = {"safe_id": safe_ids, "kind": list(kinds), "is_withdrawn": False}
    columns = ("safe_id", "compartment", "kind", "form", "held", "made_at", "sealed_id")
    for safe_id, compartment, kind, form, held, made_at, pk in bytes_of(Sealed, columns, where):
        yield _Row(safe_id, compartment, kind, form, held, made_at.replace(tzinfo=None), pk)
