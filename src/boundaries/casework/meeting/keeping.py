"""What is kept of a page that has been opened hangs on, beside the segments of the index, and how it goes on from there."""

from collections.abc import Mapping

from django.db.models import Subquery

from boundaries import __version__
from boundaries.casework.accounts.attendance import Holder
from boundaries.casework.content import index
from boundaries.casework.content.facts import FORM
from boundaries.casework.models import RosterIdentifier, RosterWord
from boundaries.casework.models.prepared import Prepared

_FORM = 1
"""Another one with each change of what is kept, or of how names are masked in it."""
_ROSTER = Prepared(
    lambda: RosterIdentifier.objects.order_by("-pk").values_list(
        "pk", "mark", Subquery(RosterWord.objects.order_by("-pk").values("pk")[:1])
    )[:1]
)


def hangs_on(state: index.State, *more: object) -> list[object]:
    """What a page hangs on: how this version words and masks it, whether something waits to be read, the roster, and more beside."""
    return [_FORM, FORM, __version__, state.unread, _ROSTER.first(), *more]


def is_as_before(holder: Holder, state: index.State, before: Mapping[str, str], read: str) -> bool:
    """Whether no safe of those that were `read` says more since the segments were written so, and none is joined with others otherwise."""
    changed = index.changed_since(holder, state, before)
    return changed is not None and not any(is_joined or one in read for one, is_joined in changed.items())
