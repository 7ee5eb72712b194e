"""Pieces of several safes at once, in the clear: for pages that look across what one may open."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import datetime
from typing import NamedTuple

from django.db.models import QuerySet

from boundaries.casework.accounts.attendance import Holder
from boundaries.casework.content.binary import bytes_of
from boundaries.casework.content.compartments import Compartment, SafeKeys
from boundaries.casework.content.pieces import Piece, opened, plain_of
from boundaries.casework.content.wraps import keys_locked, open_wrap
from boundaries.casework.models import Form, Safe, Sealed, Wrap
from boundaries.casework.models.prepared import Prepared


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
    for row in sorted(_rows({"safe_id": list(keys), "kind": list(kinds)}), key=lambda row: (row.made_at, row.pk)):
        found[row.safe_id].append(opened(row, keys[row.safe_id]))
    return found


def read_some(holder: Holder, compartment: Compartment, sealed_ids: Sequence[str]) -> dict[str, bytes]:
    """Pieces of any safes that this account can open, in the clear by their ids, with two questions to the database."""
    rows = list(_rows({"sealed_id": list(sealed_ids), "compartment": compartment.value}))
    keys = _keys(holder, list({row.safe_id for row in rows}))
    return {row.pk: plain_of(row, keys[row.safe_id]) for row in rows if row.safe_id in keys}


_WRAPS = Prepared(
    lambda account, safe_ids: Wrap.objects.filter(account=account, safe_id__one_of=safe_ids).values_list(
        "pk", "safe_id", "form", "held", "safe__generation"
    )
)


def _keys(holder: Holder, safe_ids: list[str]) -> dict[str, SafeKeys]:
    """The keys of those that the holder can open; a wrap that opens slowly opens quickly from then on."""
    keys, changed = {}, []
    for pk, safe_id, form, held, generation in _WRAPS(account=holder.account.pk, safe_ids=safe_ids):
        if form == Form.LOCKED:
            keys[safe_id] = keys_locked(held, safe_id, generation, holder)
        else:
            wrap = Wrap(pk=pk, safe_id=safe_id, form=form, held=held)
            keys[safe_id], _ = open_wrap(wrap, generation, holder)
            changed.append(wrap)
    Wrap.objects.bulk_update(changed, ["held", "form"], batch_size=500)
    return keys


def _rows(where: Mapping[str, object]) -> Iterator[_Row]:
    columns = ("safe_id", "compartment", "kind", "form", "held", "made_at", "sealed_id")
    for safe_id, compartment, kind, form, held, made_at, pk in bytes_of(Sealed, columns, {**where, "is_withdrawn": False}):
        yield _Row(safe_id, compartment, kind, form, held, made_at.replace(tzinfo=None), pk)
