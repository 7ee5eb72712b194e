"""Search over sealed content: what one may open, by an index that only oneself can open."""

from collections.abc import Iterator
from dataclasses import dataclass

from django.db.models import F

from boundaries.casework.accounts.attendance import Holder
from boundaries.casework.content import index
from boundaries.casework.content.compartments import SafeKeys
from boundaries.casework.content.index import AT, ID, entries_said
from boundaries.casework.content.pieces import plain_of
from boundaries.casework.content.wraps import open_wrap
from boundaries.casework.models import Sealed, Wrap


@dataclass(frozen=True)
class Found:
    """The ids of the entries that hold all the words, the newest first, and how many entries have not been read yet."""

    ids: tuple[str, ...]
    unread: int = 0


def search(holder: Holder, text: str) -> Found:
    """Look for every word of a text, in small or capital letters, in what was told, in messages, notes, gradings and cases."""
    words = [word.encode() for word in text.casefold().split()]
    if not words:
        return Found(())
    unread = index.refresh(holder, index.SECONDS)
    begins = ID + AT
    found = [said[:begins] for said in entries_said(holder) if all(said.find(word, begins) >= 0 for word in words)]
    found.sort(key=lambda head: head[ID:], reverse=True)
    return Found(tuple(head[:ID].decode() for head in found), unread)


def _keys(holder: Holder, kind: str) -> dict[str, SafeKeys]:
    """The keys of the holder's safes that hold a piece of a kind; wraps that were opened for the first time open quickly later."""
    keys, changed = {}, []
    holding = Sealed.objects.filter(kind=kind, is_withdrawn=False).values("safe")
    wraps = Wrap.objects.filter(account=holder.account, safe__in=holding).annotate(generation=F("safe__generation"))
    for wrap in wraps.iterator(2000):
        keys[wrap.safe_id], is_changed = open_wrap(wrap, wrap.generation, holder)
        if is_changed:
            changed.append(wrap)
    Wrap.objects.bulk_update(changed, ["held", "form"], batch_size=500)
    return keys


def pieces_of_kind(holder: Holder, kind: str) -> Iterator[tuple[str, bytes]]:
    """Every piece of a kind that this account can open, in the clear with its safe's id, the oldest first."""
    keys = _keys(holder, kind)
    rows = Sealed.objects.filter(kind=kind, is_withdrawn=False, safe__wraps__account=holder.account)
    for row in rows.order_by("made_at", "sealed_id").only("safe_id", "compartment", "kind", "form", "held").iterator(2000):
        if row.safe_id in keys:  # and not come since
            yield row.safe_id, plain_of(row, keys[row.safe_id])
