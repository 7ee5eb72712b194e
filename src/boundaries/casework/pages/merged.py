"""What the page of an entry shows of those merged into it: what was told, messages, files and notes of each, under its own heading."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db import transaction

from boundaries.casework import visibility
from boundaries.casework.accounts.attendance import Holder
from boundaries.casework.audit import Act
from boundaries.casework.audit.recording import record_each
from boundaries.casework.collecting.naming import FOLLOW_UP, REPORT
from boundaries.casework.collecting.replying import REPLY
from boundaries.casework.content import Compartment, Piece
from boundaries.casework.content.attachments import ATTACHMENT, read_attachment
from boundaries.casework.content.compartments import SHARED
from boundaries.casework.content.gathering import pieces_in
from boundaries.casework.models import Entry, EntryState
from boundaries.casework.pages.telling import ROUTES, Message, messages_in, report_in, rows_of
from boundaries.casework.pages.written_out import NOTES
from boundaries.casework.permissions import Action, may
from boundaries.casework.register.grading import GRADE
from boundaries.handover.report import Attachment

_KINDS = frozenset({REPORT, FOLLOW_UP, REPLY, ATTACHMENT, GRADE, *NOTES})


@dataclass(frozen=True)
class Merged:
    """One entry merged into the one that is shown."""

    entry: Entry
    route: str
    rows: list[tuple[str, str]]
    messages: list[Message]
    files: list[tuple[str, Attachment]]
    notes: list[tuple[str, Piece]]


def merged_in(found: Entry, holder: Holder) -> dict[str, Any]:
    """The entries merged into one, which are looked at with it, and those it is merged into: as many queries however many there are."""
    with transaction.atomic():
        merged = look_at_merged(found, holder)
    return {
        "merged": [_shown(one, pieces) for one, pieces in merged],
        "merged_into": list(visibility.merged_into(holder.account, found)),
        "can_merge": may(holder.account.as_role, Action.MERGE_ENTRIES),
    }


def look_at_merged(found: Entry, holder: Holder) -> list[tuple[Entry, list[Piece]]]:
    """The entries merged into one that the holder can open, the oldest first, with what is shown of each; the look is recorded.

    As many queries however many there are; called in a transaction.
    """
    entries = list(visibility.merged(holder.account, found))
    if not entries:
        return []
    seen = [one.pk for one in entries]
    pieces = pieces_in(holder, visibility.safes(holder.account).filter(pk__in=seen), _KINDS)
    Entry.objects.filter(pk__in=seen, is_unread=True).update(is_unread=False)
    Entry.objects.filter(pk__in=seen, state=EntryState.NEW).update(state=EntryState.OPEN)
    record_each(holder.account, Act.ENTRY_VIEWED, seen)
    return [(one, pieces.get(one.pk, [])) for one in entries]


def by_compartment(pieces: Iterable[Piece]) -> dict[Compartment, list[Piece]]:
    """Pieces by the compartment that they lie in."""
    found: dict[Compartment, list[Piece]] = {name: [] for name in SHARED}
    for piece in pieces:
        found[piece.compartment].append(piece)
    return found


def _shown(entry: Entry, pieces: list[Piece]) -> Merged:
    shared = by_compartment(pieces)
    thread, notes = shared[Compartment.THREAD], shared[Compartment.NOTES]
    told = report_in(thread)
    return Merged(
        entry,
        ROUTES.get(entry.route, entry.route),
        rows_of(told) if told else [],
        list(messages_in(thread)),
        [(piece.sealed_id, read_attachment(piece.plain)) for piece in shared[Compartment.ATTACHMENTS]],
        [(NOTES[piece.kind], piece) for piece in notes if piece.kind in NOTES],
    )
