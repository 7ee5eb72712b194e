"""Closing an entry from which nothing more follows, and opening it again; each with a reason that is sealed with it."""

from collections.abc import Mapping
from datetime import datetime

from boundaries.casework.accounts.attendance import Holder
from boundaries.casework.audit import Act, record
from boundaries.casework.cases.workflow import ENDED
from boundaries.casework.content import Compartment, Piece, open_safe, put
from boundaries.casework.models import Case, Entry, EntryState
from boundaries.casework.standing import hold_standing
from boundaries.errors import BoundariesError

CLOSED, REOPENED = "closed", "reopened"
STEPS: Mapping[EntryState, tuple[EntryState, ...]] = {
    EntryState.NEW: (EntryState.OPEN,),
    EntryState.OPEN: (EntryState.CLOSED,),
    EntryState.CLOSED: (EntryState.OPEN,),
}
"""Where an entry can stand and where it goes from there: opened by the first look, closed and opened again by a decision; what its
reporter adds opens it too."""


def close_or_reopen(entry: Entry, holder: Holder, reason: str, on: str = "") -> bool:
    """Close an entry that is open, open one that is closed; called in a transaction.

    `on` is where it stood when whoever decides looked, where that is known: False where a colleague did the same in the meantime, so that
    two who close it do not open it again.
    Raises BoundariesError while its case is open, PartOfAnother where it does not stand by itself.
    """
    hold_standing(holder.account, "Close that one, or open it again there.", entry)
    held = Entry.objects.select_for_update().select_related("safe").get(pk=entry.pk)
    if on and (on == EntryState.CLOSED) != (held.state == EntryState.CLOSED):
        return False
    if held.state != EntryState.CLOSED and Case.objects.filter(pk=held.pk).exclude(state__in=ENDED).exists():
        raise BoundariesError("its case is open still", to_do="Close the case first.")
    to = EntryState.OPEN if held.state == EntryState.CLOSED else EntryState.CLOSED
    kind = CLOSED if to == EntryState.CLOSED else REOPENED
    keys = open_safe(held.safe, holder)
    put(held.safe, keys, [Piece(Compartment.NOTES, kind, f"{holder.account.display_name}: {reason}".encode(), datetime.now())])
    Entry.objects.filter(pk=held.pk).update(state=to, act_by_on=None)
    record(holder.account, Act.ENTRY_CHANGED, held.pk, {"kind": kind})
    return True
