"""A report becomes an entry: its parts go into compartments, each under its own key."""

import json
from collections.abc import Sequence
from dataclasses import asdict, replace
from datetime import date, datetime

from boundaries.casework.audit import Act, record
from boundaries.casework.content.attachments import ATTACHMENT, written
from boundaries.casework.content.compartments import Compartment
from boundaries.casework.content.pieces import Piece
from boundaries.casework.content.reported import REPORT, kept_out_by_words, marks_in
from boundaries.casework.content.safes import make_safe
from boundaries.casework.models import Entry
from boundaries.casework.periods.reviews import begin_review
from boundaries.casework.register.answering import answer_by
from boundaries.handover.people import SafeContact
from boundaries.handover.report import Attachment, Report

SOURCE = "source"


def enter(report: Report, since: date | None = None) -> Entry:
    """Make an entry of a report; called in a transaction. `since` when it can be answered, where not since it was received."""
    now = datetime.now()
    safe, to = make_safe(pieces_of(report, now), marks_in(report), kept_out_by_words(report))
    entry = Entry.objects.create(
        safe=safe,
        route=report.route.value,
        received_on=report.received_on,
        registered_at=now,
        report_id=report.report_id,
        lookup_id=report.lookup_id,
        reporter_key=report.reporter_key,
        answer_by_on=answer_by(report, since or report.received_on),
    )
    begin_review(safe.pk, REPORT)
    record(None, Act.RECEIVED, safe.pk, {"route": report.route.value})
    if to.is_alternate:
        record(None, Act.ROUTED_ELSEWHERE, safe.pk)
    return entry


def pieces_of(report: Report, now: datetime) -> list[Piece]:
    """A report in its compartments: what it says, who the source is, and which files came with it."""
    told = replace(
        report, contact=SafeContact(), organisation_contact="", attachments=(), shares=(), reporter_key="", lookup_id=""
    )
    pieces = [Piece(Compartment.THREAD, REPORT, told.to_bytes(), now)]
    identity = {**asdict(report.contact), "organisation_contact": report.organisation_contact}
    if any(identity.values()):
        pieces.append(Piece(Compartment.SOURCE, SOURCE, json.dumps(identity).encode(), now))
    return pieces + attached(report.attachments, now)


def attached(attachments: Sequence[Attachment], now: datetime) -> list[Piece]:
    """The files of a report or follow-up: which blob, its key and what is known of it."""
    return [Piece(Compartment.ATTACHMENTS, ATTACHMENT, written(one), now) for one in attachments]
