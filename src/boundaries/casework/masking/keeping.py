"""Masks kept from one look to the next, locked as orders are: to work one out, hundreds of safes are opened."""

import json
from collections.abc import Collection, Iterator, Mapping

from django.db.models import Subquery

from boundaries.casework.accounts.attendance import Holder
from boundaries.casework.content import Piece, index
from boundaries.casework.content.facts import FORM, NUMBER
from boundaries.casework.content.orders import kept_on
from boundaries.casework.masking.knowing import known_about
from boundaries.casework.masking.mask import Mask, mask_from, mask_told
from boundaries.casework.models import RosterIdentifier, RosterWord
from boundaries.casework.models.prepared import Prepared

OF_AGENDA, OF_OVERSIGHT = "masks", "overs. masks"
"""What is kept for a page of either kind."""
_FORM = 3
"""Another one with each change of what is kept."""


_ROSTER = Prepared(
    lambda: RosterIdentifier.objects.order_by("-pk").values_list(
        "pk", Subquery(RosterWord.objects.order_by("-pk").values("pk")[:1])
    )[:1]
)


def kept_masks(
    holder: Holder,
    what: str,
    state: index.State,
    wanted: Mapping[str, Collection[str]],
    held: Mapping[str, list[Piece]] | None = None,
) -> dict[str, Mask]:
    """What `masks_for` gives, of one page of a kind, which is `what`; kept until the roster changes, a safe that it was read from says
    more, or any is joined with others otherwise.

    Called in a transaction, after `orders.make_room`. Whatever a safe says more has its facts written anew, and of a pair lets all go that is kept.
    """
    roster = _ROSTER.first()

    def work_out() -> Iterator[str]:
        known = known_about(holder, wanted, held)
        yield NUMBER.join(known.safe_ids)
        yield json.dumps({key: mask_told(mask) for key, mask in known.masks.items()})

    def go_on(lines: list[str], before: Mapping[str, str]) -> list[str] | None:
        changed = index.changed_since(holder, state, before)
        return None if changed is None or any(is_joined or one in lines[0] for one, is_joined in changed.items()) else lines

    about = sorted((key, sorted(safes)) for key, safes in wanted.items())
    _, found = kept_on(holder, what, state.written, [_FORM, FORM, state.unread, roster, about], work_out, go_on)
    return {key: mask_from(told) for key, told in json.loads(found).items()}
