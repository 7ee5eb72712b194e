"""What the page of an entry shows of those merged into it: what was told, messages, files and notes of each, under its own heading."""

from collections.abc import Iterable
from dataclasses import dataclass

from boundaries.casework import visibility
from boundaries.casework.accounts.attendance import Holder
from boundaries.casework.audit import Act
from boundaries.casework.audit.recording import record_each
from boundaries.casework.collecting.replying import REPLY
from boundaries.casework.content import Compartment, Piece
from boundaries.casework.content.attachments import ATTACHMENT, read_attachment
from boundaries.casework.content.compartments import SHARED
from boundaries.casework.content.gathering import pieces_in
from boundaries.casework.content.reported import FOLLOW_UP, REPORT
from boundaries.casework.models import Entry, EntryState
from boundaries.casework.models.prepared import Prepared
from boundaries.casework.pages.telling import Message, messages_in, report_in, rows_of
from boundaries.casework.pages.written_out import NOTES
from boundaries.casework.register.grading import GRADE, Grade, grades_in
from boundaries.casework.register.routes import ROUTES
from boundaries.casework.review.registering import FINDING
from boundaries.handover.report import Attachment

_BOTH_WAYS = Prepared(lambda account, entry: visibility.merges_of(account, entry).select_related("merged"))
_KINDS = frozenset({REPORT, FOLLOW_UP, REPLY, ATTACHMENT, FINDING, GRADE, *NOTES})


@dataclass(frozen=True)
class Merged:
    """One entry merged into the one that is shown."""

    entry: Entry
    route: str
    rows: list[tuple[str, str]]
    messages: list[Message]
    files: list[tuple[str, Attachment]]
    notes: list[tuple[str, Piece]]
    grades: list[Grade]


@dataclass(frozen=True)
class Joined:
    """The entries merged into one, the oldest first, with what is shown of each; and those that it is part of."""

    merged: list[tuple[Entry, list[Piece]]]
    into: list[Entry]

    @property
    def shown(self) -> list[Merged]:
        """The merged ones as a page shows them."""
        return [_shown(one, pieces) for one, pieces in self.merged]

    @property
    def grades(self) -> list[tuple[str, Grade]]:
        """What counts of the gradings of the merged ones, by the id of each that was graded."""
        found = [(one.pk, next(iter(grades_in(pieces)), None)) for one, pieces in self.merged]
        return [(pk, grade) for pk, grade in found if grade is not None]


def look_at_merged(found: Entry, holder: Holder) -> Joined:
    """What the holder sees of merges of an entry, either way; the look at what is merged into it is recorded.

    As many queries however many there are; called in a transaction.
    """
    both_ways = _BOTH_WAYS(account=holder.account.pk, entry=found.pk)
    into = list(visibility.part_of(holder.account, found)) if any(one.merged_id == found.pk for one in both_ways) else []
    merged = sorted((one.merged for one in both_ways if one.merged_id != found.pk), key=lambda one: (one.registered_at, one.pk))
    if not merged:
        return Joined([], into)
    seen = [one.pk for one in merged]
    pieces = pieces_in(holder, seen, _KINDS)
    Entry.objects.filter(pk__in=seen, is_unread=True).update(is_unread=False)
    Entry.objects.filter(pk__in=seen, state=EntryState.NEW).update(state=EntryState.OPEN)
    record_each(holder.account, Act.ENTRY_VIEWED, seen)
    return Joined([(one, pieces.get(one.pk, [])) for one in merged], into)


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
        grades_in(notes),
    )
