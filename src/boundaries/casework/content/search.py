"""Search over sealed content: opened in memory, only what one may open; no index lies anywhere."""

import json
from collections.abc import Iterator
from contextlib import suppress
from typing import Any

from boundaries.casework.accounts.attendance import Holder
from boundaries.casework.content.compartments import Compartment
from boundaries.casework.content.pieces import opened
from boundaries.casework.content.wraps import open_wrap
from boundaries.casework.models import Sealed, Wrap

SEARCHED = (Compartment.THREAD, Compartment.NOTES)


def search(holder: Holder, text: str) -> list[str]:
    """The ids of the safes that hold every word of a text, among those that this account can open."""
    words = text.casefold().split()
    if not words:
        return []
    keys = {}
    changed = []
    wraps = Wrap.objects.filter(account=holder.account).select_related("safe")
    for wrap in wraps.iterator(2000):
        keys[wrap.safe_id], is_changed = open_wrap(wrap, wrap.safe.generation, holder)
        if is_changed:
            changed.append(wrap)
    Wrap.objects.bulk_update(changed, ["held", "form"], batch_size=500)
    missing = {safe_id: set(words) for safe_id in keys}
    rows = Sealed.objects.filter(compartment__in=SEARCHED, is_withdrawn=False, safe__wraps__account=holder.account)
    for row in rows.iterator(2000):
        wanted = missing.get(row.safe_id)
        if wanted:
            plain = said(opened(row, keys[row.safe_id]).plain)
            wanted.difference_update([word for word in wanted if word in plain])
    return [safe_id for safe_id, wanted in missing.items() if not wanted]


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
