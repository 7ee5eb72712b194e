"""Gathers what an account can open for a meeting: nothing of anything else, so that what is missing cannot be told from what is not."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta

from django.db.models import Q, QuerySet

from boundaries.casework import visibility
from boundaries.casework.accounts.attendance import Holder
from boundaries.casework.cases.filling import day_of
from boundaries.casework.cases.keeping import PREFIX, records_in
from boundaries.casework.cases.kinds import Kind
from boundaries.casework.cases.records import CaseRecord
from boundaries.casework.content import Piece
from boundaries.casework.content.gathering import pieces_in
from boundaries.casework.meeting.members import KINDS, Member, joined, named_in
from boundaries.casework.meeting.oversight import Overseen, of_concern, overseen
from boundaries.casework.models import CaseMove, Entry, Safe, Verdict
from boundaries.casework.register.grading import GRADE
from boundaries.casework.register.linking import LINK, UNLINK, links_told

APART = timedelta(days=28)
"""How long after the last meeting the next one is taken to be, where no decision tells of one."""


@dataclass(frozen=True)
class Gathered:
    """What stands in the safes of a meeting's members, opened."""

    people: tuple[Overseen, ...]
    members: tuple[Member, ...]
    pieces: Mapping[str, list[Piece]] = field(repr=False)
    records: Mapping[str, list[CaseRecord]] = field(repr=False)
    entries: Mapping[str, Entry]
    verdicts: Mapping[str, list[Verdict]]
    moves: Mapping[str, list[CaseMove]]
    links: Mapping[str, frozenset[str]]


def last_meeting(holder: Holder, on: date) -> date:
    """The day of the last meeting before a day, as the decisions that a holder can open tell it. Called in a transaction."""
    kind = PREFIX + Kind.MEETING_DECISION
    seen = visibility.safes(holder.account).filter(case__in=visibility.cases(holder.account), pieces__kind=kind)
    days = (
        day_of(one.values["meeting_on"])
        for held in pieces_in(holder, seen.distinct(), (kind,)).values()
        for one in records_in(held)
    )
    return max((day for day in days if day and day < on), default=on - APART)


def gather(holder: Holder, on: date, since: date) -> Gathered:
    """Everything for the meeting of a day. Called in a transaction; the number of queries is always the same."""
    account, starts_at = holder.account, datetime.combine(since, time.min)
    window = (starts_at, datetime.combine(on, time.max))
    cases = list(of_concern(account, starts_at))
    entries = visibility.entries(account).filter(registered_at__range=window).order_by("registered_at", "safe_id")
    verdicts: dict[str, list[Verdict]] = {}
    for verdict in Verdict.objects.filter(pair__in=visibility.pairs(account), decided_at__range=window):
        verdicts.setdefault(verdict.pair_id, []).append(verdict)
    moves: dict[str, list[CaseMove]] = {}
    for move in CaseMove.objects.filter(case__in=visibility.cases(account), moved_at__range=window):
        moves.setdefault(move.case_id, []).append(move)
    pieces = pieces_in(holder, _safes(holder, window), (*KINDS, GRADE, LINK, UNLINK, *(PREFIX + kind for kind in Kind)))
    records = {safe_id: records_in(held) for safe_id, held in pieces.items()}
    members = joined(named_in(pieces))
    people = sorted(overseen(cases, members, records), key=lambda one: one.rank(on))
    came = {entry.pk: entry for entry in entries}
    return Gathered(tuple(people), tuple(members), pieces, records, came, verdicts, moves, _links(pieces))


def _safes(holder: Holder, window: tuple[datetime, datetime]) -> QuerySet[Safe]:
    account = holder.account
    new = Q(entry__registered_at__range=window) | Q(pair__verdicts__decided_at__range=window)
    return visibility.safes(account).filter(Q(case__in=of_concern(account, window[0])) | new).distinct()


def _links(pieces: Mapping[str, list[Piece]]) -> dict[str, frozenset[str]]:
    """The entries that each safe is linked with, as far as both are among these: a link to what one cannot open is not there."""
    told = {safe_id: links_told(held) for safe_id, held in pieces.items()}
    return {
        safe_id: frozenset(one.other for one in held if one.undone_at is None and one.other in pieces)
        for safe_id, held in told.items()
    }
