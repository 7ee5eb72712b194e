"""Masks kept from one look to the next, locked as orders are: to work one out, hundreds of safes are opened."""

import json
from collections.abc import Collection, Iterator, Mapping

from django.db.models import Max

from boundaries.casework.accounts.attendance import Holder
from boundaries.casework.content import Piece, index
from boundaries.casework.content.orders import kept
from boundaries.casework.masking.knowing import masks_for
from boundaries.casework.masking.mask import Mask, mask_from, mask_told
from boundaries.casework.models import RosterIdentifier, RosterWord

OF_AGENDA, OF_OVERSIGHT = "masks", "overs. masks"
"""What is kept for a page of either kind."""
_FORM = 1
"""Another one with each change of what is kept."""


def kept_masks(
    holder: Holder,
    what: str,
    state: index.State,
    wanted: Mapping[str, Collection[str]],
    held: Mapping[str, list[Piece]] | None = None,
) -> dict[str, Mask]:
    """What `masks_for` gives, kept until a fact or the roster changes: of one page of a kind, which is `what`.

    Called in a transaction, after `orders.make_room`.

    Whatever a safe says more has its facts written anew, and of a pair lets all go that is kept.
    """
    roster = RosterIdentifier.objects.aggregate(Max("pk")), RosterWord.objects.aggregate(Max("pk"))

    def work_out() -> Iterator[str]:
        yield json.dumps({key: mask_told(mask) for key, mask in masks_for(holder, wanted, held).items()})

    about = sorted((key, sorted(safes)) for key, safes in wanted.items())
    (found,) = kept(holder, what, [_FORM, *state.whole, roster, about], work_out)
    return {key: mask_from(told) for key, told in json.loads(found).items()}
