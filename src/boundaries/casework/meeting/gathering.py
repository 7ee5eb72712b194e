"""Gathers what an account can open for a meeting: nothing of anything else, so that what is missing cannot be told from what is not."""

from collections.abc import Collection, Iterable, Mapping
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
from boundaries.casework.content.namings import KINDS
from boundaries.casework.meeting.members import joined, named_in
from boundaries.casework.meeting.oversight import Overseen, of_concern, overseen
from boundaries.casework.models import Account, Case, CaseMove, Entry, Verdict
from boundaries.casework.models.prepared import Prepared
from boundaries.casework.register.grading import GRADE
from boundaries.casework.register.linking import LINK, UNLINK, links_told

APART = timedelta(days=28)
"""How long after the last meeting the next one is taken to be, where no decision tells of one."""


@dataclass(frozen=True)
class Gathered:
    """What stands in the safes of a meeting's members, opened."""

    people: tuple[Overseen, ...]
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
    return before(
        on,
        (one.values["meeting_on"] for held in pieces_in(holder, seen.distinct(), (kind,)).values() for one in records_in(held)),
    )


def before(on: date, met: Iterable[str]) -> date:
    """The last of the days of meetings before a day; where there is none the one that lies as far back as meetings are apart."""
    days = (day_of(one) for one in met)
    return max((day for day in days if day and day < on), default=on - APART)


@dataclass(frozen=True)
class Window:
    """What is new for a meeting: what came in, was decided or moved from the day of the last one until its own day."""

    on: date
    since: date

    @property
    def moments(self) -> tuple[datetime, datetime]:
        """The first and the last moment."""
        return datetime.combine(self.since, time.min), datetime.combine(self.on, time.max)

    def holds(self, moment: datetime) -> bool:
        """Whether a moment lies in it."""
        first, last = self.moments
        return first <= moment <= last

    def cases(self, account: Account) -> QuerySet[Case]:
        """The cases that the meeting looks at."""
        return of_concern(account, self.moments[0])

    def entries(self, account: Account) -> QuerySet[Entry]:
        """The entries that came in."""
        came_in = visibility.entries(account).filter(registered_at__range=self.moments)
        return came_in.order_by("registered_at", "safe_id")

    def verdicts(self, account: Account) -> QuerySet[Verdict]:
        """The verdicts that were given."""
        return Verdict.objects.filter(visibility.seen(account, "pair_id"), decided_at__range=self.moments)


_CASES = Prepared(lambda account, ids: visibility.cases(account).select_related(None).filter(pk__one_of=ids))
_MOVES = Prepared(lambda ids: CaseMove.objects.filter(case_id__one_of=ids))
_VERDICTS = Prepared(lambda account, ids: Verdict.objects.filter(visibility.seen(account, "pair_id"), pair_id__one_of=ids))
_ENTRIES = Prepared(
    lambda account, ids: (
        visibility.entries(account).select_related(None).filter(pk__one_of=ids).order_by("registered_at", "safe_id")
    )
)


def gather(holder: Holder, window: Window) -> Gathered:
    """Everything for a meeting. Called in a transaction; the number of queries is always the same."""
    account = holder.account
    new = Q(entry__registered_at__range=window.moments) | Q(pair__verdicts__decided_at__range=window.moments)
    safes = visibility.safes(account).filter(Q(case__in=window.cases(account)) | new).distinct()
    concerned = window.cases(account).order_by().values_list("pk", flat=True)
    return gather_safes(holder, window, set(safes.order_by().values_list("pk", flat=True)), concerned)


def gather_safes(holder: Holder, window: Window, chosen: Collection[str], concerned: Iterable[str]) -> Gathered:
    """What a meeting needs of the safes with these ids, as far as the account sees them, opened.

    `concerned` are the cases that the meeting looks at, as far as they are among these. Called in a transaction.
    """
    account, ids = holder.account.pk, list(chosen)
    cases = _CASES(account=account, ids=[one for one in concerned if one in chosen])
    verdicts: dict[str, list[Verdict]] = {}
    for verdict in _VERDICTS(account=account, ids=ids):
        if window.holds(verdict.decided_at):
            verdicts.setdefault(verdict.pair_id, []).append(verdict)
    moves: dict[str, list[CaseMove]] = {}
    for move in _MOVES(ids=[case.pk for case in cases]):
        if window.holds(move.moved_at):
            moves.setdefault(move.case_id, []).append(move)
    pieces = pieces_in(holder, ids, (*KINDS, GRADE, LINK, UNLINK, *(PREFIX + kind for kind in Kind)))
    records = {safe_id: records_in(held) for safe_id, held in pieces.items()}
    people = sorted(overseen(cases, joined(named_in(pieces)), records), key=lambda one: one.rank)
    came = {entry.pk: entry for entry in _ENTRIES(account=account, ids=ids) if window.holds(entry.registered_at)}
    return Gathered(tuple(people), pieces, records, came, verdicts, moves, _links(pieces))


def _links(pieces: Mapping[str, list[Piece]]) -> dict[str, frozenset[str]]:
    """The entries that each safe is linked with, as far as both are among these: a link to what one cannot open is not there."""
    told = {safe_id: links_told(held) for safe_id, held in pieces.items()}
    return {
        safe_id: frozenset(one.other for one in held if one.undone_at is None and one.other in pieces)
        for safe_id, held in told.items()
    }
