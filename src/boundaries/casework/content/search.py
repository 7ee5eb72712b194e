"""Search over sealed content: opened in memory, only what one may open; no index lies anywhere."""

import json
from collections.abc import Iterator
from contextlib import suppress
from typing import Any

from django.db.models import F

from boundaries.casework.accounts.attendance import Holder
from boundaries.casework.content.compartments import Compartment, SafeKeys
from boundaries.casework.content.pieces import plain_of
from boundaries.casework.content.wraps import open_wrap
from boundaries.casework.models import Sealed, Wrap

_ESCAPED = set('"\\')
"""What a word is written with another letter for, in the JSON of a value."""
SEARCHED = (Compartment.THREAD, Compartment.NOTES)


def search(holder: Holder, text: str) -> list[str]:
    """The ids of the safes that hold every word of a text, among those that this account can open."""
    words = text.casefold().split()
    if not words:
        return []
    keys = _keys(holder)
    missing = {safe_id: set(words) for safe_id in keys}
    rows = Sealed.objects.filter(compartment__in=SEARCHED, is_withdrawn=False, safe__wraps__account=holder.account)
    for row in rows.only("safe_id", "compartment", "kind", "form", "held").iterator(2000):
        wanted = missing.get(row.safe_id)
        if wanted:
            wanted -= _words_in(plain_of(row, keys[row.safe_id]), wanted)
    return [safe_id for safe_id, wanted in missing.items() if not wanted]


def _keys(holder: Holder) -> dict[str, SafeKeys]:
    """The keys of every safe of the holder; wraps that were opened for the first time open quickly from then on."""
    keys, changed = {}, []
    wraps = Wrap.objects.filter(account=holder.account).annotate(generation=F("safe__generation"))
    for wrap in wraps.iterator(2000):
        keys[wrap.safe_id], is_changed = open_wrap(wrap, wrap.generation, holder)
        if is_changed:
            changed.append(wrap)
    Wrap.objects.bulk_update(changed, ["held", "form"], batch_size=500)
    return keys


def _words_in(plain: bytes, wanted: set[str]) -> set[str]:
    """Which of the words a piece says; most pieces are ruled out before they are taken apart."""
    whole = plain.decode("utf-8", "replace").casefold()
    likely = {word for word in wanted if word in whole or _ESCAPED & set(word)}
    if not likely:
        return likely
    text = said(plain)
    return {word for word in likely if word in text}


def said(plain: bytes) -> str:
    """What a piece says, in small letters: the texts of a value, or the text itself."""
    text = plain.decode("utf-8", "replace")
    if text.startswith("{"):
        with suppress(ValueError):
            text = "\n".join(_texts(json.loads(text).get("value", {})))
    return text.casefold()


def _texts(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for one in value.values():
            yield from _texts(one)
    elif isinstance(value, list):
        for one in value:
            yield from _texts(one)


def pieces_of_kind(holder: Holder, kind: str) -> Iterator[tuple[str, bytes]]:
    """Every piece of a kind that this account can open, in the clear with its safe's id, the oldest first."""
    keys = _keys(holder)
    rows = Sealed.objects.filter(kind=kind, is_withdrawn=False, safe__wraps__account=holder.account)
    for row in rows.order_by("made_at", "sealed_id").only("safe_id", "compartment", "kind", "form", "held").iterator(2000):
        yield row.safe_id, plain_of(row, keys[row.safe_id])
