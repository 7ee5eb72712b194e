"""The timeline of a case: what came in, what was said either way, and everything that was done, each where it happened.

What came in, was said and was noted in entries merged into the case's own stands among it, each marked with the entry that it is from.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, time

from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import render

from boundaries.casework.accounts.attendance import UnitRequest
from boundaries.casework.audit import Act, record
from boundaries.casework.cases.filling import day_of, moment_of, rows_of
from boundaries.casework.cases.keeping import reasons_of, records_of
from boundaries.casework.cases.kinds import Asks, Kind, record_kinds
from boundaries.casework.cases.records import CaseRecord
from boundaries.casework.content import Compartment, Piece, open_safe
from boundaries.casework.content.attachments import ATTACHMENT, read_attachment
from boundaries.casework.content.pieces import read_shared
from boundaries.casework.guard import guarded
from boundaries.casework.models import Account, Entry, Merge
from boundaries.casework.pages.cases import case_or_404
from boundaries.casework.pages.merged import by_compartment, look_at_merged
from boundaries.casework.pages.telling import messages_in
from boundaries.casework.pages.written_out import NOTES
from boundaries.casework.permissions import Action
from boundaries.casework.register.grading import grades_in
from boundaries.casework.register.routes import ROUTES

_CLEAR = "First became clear that it must be referred"


@dataclass(frozen=True)
class Event:
    """One thing that happened: when, what, by whom, and what was said. A day without a time stands before what else happened on it.

    `recorded_at` is when the unit wrote it down, where it had happened before; `entry` is the merged entry that it is from, where it is.
    """

    at: datetime
    has_time: bool
    what: str
    by: str = ""
    told: tuple[tuple[str, str], ...] = field(default=(), repr=False)
    recorded_at: datetime | None = None
    entry: str = ""


@guarded(Action.READ_CASE)
def timeline(request: UnitRequest, case_id: str) -> HttpResponse:
    """Everything of a case in the order in which it happened, the first on top."""
    found = case_or_404(request, case_id)
    own = Entry.objects.get(pk=found.pk)
    with transaction.atomic():
        keys = open_safe(found.safe, request.unlocked)
        record(request.signed_in, Act.CASE_VIEWED, found.pk)
        merged = look_at_merged(own, request.unlocked).merged
    pieces = read_shared(found.safe, keys).pieces
    names = dict(Account.objects.values_list("account_id", "display_name"))
    events = [
        _came_in(own),
        *_said(pieces, names),
        *_merged(own, merged, names),
        *_done(records_of(found, keys), names),
        *(Event(at, True, f"Moved to {to}", "", (("", reason),)) for at, to, reason in reasons_of(found, keys)),
    ]
    events.sort(key=lambda one: (one.at, one.has_time))
    return render(request, "case_timeline.html", {"case": found, "events": events})


def _came_in(entry: Entry) -> Event:
    route = ROUTES.get(entry.route, entry.route)
    return Event(datetime.combine(entry.received_on, time()), False, f"Came in: {route}")


def _merged(own: Entry, merged: Iterable[tuple[Entry, list[Piece]]], names: Mapping[str, str]) -> Iterator[Event]:
    """What came in, was said and was noted in each entry merged into the case's own, and when it was merged."""
    merged_at = dict(Merge.objects.filter(into=own).values_list("merged", "merged_at"))
    for entry, pieces in merged:
        events = [_came_in(entry), *_said(by_compartment(pieces), names)]
        if entry.pk in merged_at:
            events.append(Event(merged_at[entry.pk], True, "Merged into the entry of the case"))
        yield from (replace(one, entry=entry.pk) for one in events)


def _said(pieces: Mapping[Compartment, Iterable[Piece]], names: Mapping[str, str]) -> Iterator[Event]:
    """Messages, notes, gradings and files."""
    for message in messages_in(pieces[Compartment.THREAD]):
        what = "Message to whoever told us" if message.from_us else "Message from whoever told us"
        yield Event(message.made_at, True, what, told=(("", message.text),))
    notes = list(pieces[Compartment.NOTES])
    for piece in notes:
        if piece.kind in NOTES:
            yield Event(piece.made_at, True, NOTES[piece.kind], told=(("", piece.plain.decode()),))
    for grade in grades_in(notes):
        yield Event(grade.made_at, True, f"Graded {grade.short}", names.get(grade.by, ""))
    for piece in pieces[Compartment.ATTACHMENTS]:
        if piece.kind == ATTACHMENT:
            yield Event(piece.made_at, True, f"File: {read_attachment(piece.plain).name}")


def _done(records: Iterable[CaseRecord], names: Mapping[str, str]) -> Iterator[Event]:
    """The records of the case, each where what it tells of happened, and who agreed or did not."""
    for one in records:
        asks, by = record_kinds()[one.kind], names.get(one.by, "")
        written = Event(one.made_at, True, asks.title, by, tuple(rows_of(asks, one.values)))
        happened = next(_when(asks, one.values), None)
        if happened is None:
            yield written
        elif one.kind is Kind.REFERRAL_DECISION:  # tells of when something was clear, not of when it was decided
            yield written
            yield Event(*happened, _CLEAR, by, recorded_at=one.made_at)
        else:
            yield replace(written, at=happened[0], has_time=happened[1], recorded_at=one.made_at)
        if one.decided:
            said = "Agreed" if one.decided.is_agreed else "Not agreed"
            yield Event(one.decided.decided_at, True, f"{said}: {asks.title}", one.decided.decided_by.display_name)


def _when(asks: Asks, values: Mapping[str, str]) -> Iterator[tuple[datetime, bool]]:
    """When what a record tells of happened, where it says so, and whether with a time: answers that cannot lie ahead."""
    for question in asks.questions:
        told = values.get(question.name, "") if question.is_past else ""
        if moment := moment_of(told):
            yield moment, True
        elif day := day_of(told):
            yield datetime.combine(day, time()), False
