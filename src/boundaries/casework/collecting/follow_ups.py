"""What a reporter adds later: it goes through the letterbox of their entry."""

from dataclasses import replace
from datetime import datetime

from boundaries.casework.audit import Act, record
from boundaries.casework.collecting.holding import release
from boundaries.casework.content.compartments import Compartment
from boundaries.casework.content.pieces import Piece, post
from boundaries.casework.content.recusal import keep_out
from boundaries.casework.content.reported import FOLLOW_UP, kept_out_by_more
from boundaries.casework.models import Entry, EntryState, Held, Sealed
from boundaries.casework.register.entering import attached
from boundaries.errors import BoundariesError
from boundaries.handover.report import FollowUp
from boundaries.handover.sealing import OpeningKey


def register_follow_up(plain: bytes, opening: OpeningKey) -> None:
    """Attach a follow-up to its entry; one whose report is not here, or is held still, waits. Called in a transaction."""
    follow_up = FollowUp.from_bytes(plain)
    held = Held.objects.filter(lookup_id=follow_up.lookup_id).first()
    if held and follow_up.release:
        release(held, follow_up.release, opening)
    entry = Entry.objects.select_related("safe").filter(lookup_id=follow_up.lookup_id).exclude(lookup_id="").first()
    if entry is None:
        raise BoundariesError("the report that this follows is not open here yet")
    add_follow_up(entry, follow_up)


def add_follow_up(entry: Entry, follow_up: FollowUp) -> None:
    """Put what a reporter added into their entry's safe; a withdrawn way to reach them is no longer shown to anyone."""
    now = datetime.now()
    told = replace(follow_up, attachments=(), lookup_id="", release=b"")
    post(entry.safe, [Piece(Compartment.THREAD, FOLLOW_UP, told.to_bytes(), now), *attached(follow_up.attachments, now)])
    if follow_up.withdraw_contact:
        Sealed.objects.filter(safe=entry.safe, compartment=Compartment.SOURCE).update(is_withdrawn=True)
    Entry.objects.filter(pk=entry.pk).update(is_unread=True)
    Entry.objects.filter(pk=entry.pk, state=EntryState.CLOSED).update(state=EntryState.OPEN)
    keep_out(entry.safe, kept_out_by_more(follow_up))
    record(None, Act.ENTRY_CHANGED, entry.pk, {"by": "reporter"})
