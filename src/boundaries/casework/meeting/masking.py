"""Masks an item of an agenda: in what colleagues wrote, whom the member's cases are known to be about."""

from dataclasses import replace

from boundaries.casework.masking.mask import Mask
from boundaries.casework.meeting.agenda import Item


def masked(item: Item, mask: Mask) -> Item:
    """An item with what colleagues wrote in it masked."""
    clean = mask.clean
    return replace(
        item,
        tier_why=clean(item.tier_why),
        cases=tuple(replace(one, rationale=clean(one.rationale)) for one in item.cases),
        notes=tuple(replace(one, text=clean(one.text)) for one in item.notes),
        actions=tuple(
            replace(one, what=clean(one.what), why=clean(one.why), done=clean(one.done), owner=clean(one.owner))
            for one in item.actions
        ),
    )
