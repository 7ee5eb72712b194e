"""Oversight of a member across all cases that one may open: the closest tier that any of them gives, and the nearest review."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime

from django.db.models import Q, QuerySet

from boundaries.casework import visibility
from boundaries.casework.accounts.attendance import Holder
from boundaries.casework.cases.keeping import PREFIX, records_in
from boundaries.casework.cases.kinds import TIERS, Kind
from boundaries.casework.cases.records import CaseRecord, newest
from boundaries.casework.cases.workflow import ENDED
from boundaries.casework.content.gathering import pieces_in
from boundaries.casework.meeting.members import KINDS, Member, joined, named_in
from boundaries.casework.models import Account, Case

ORDER = tuple(tier for tier, _ in TIERS)
"""The tiers, the closest first; the last one ends the oversight."""


@dataclass(frozen=True)
class Overseen:
    """One member with all cases that one may open, the newest oversight of each, and the one whose tier is the closest."""

    member: Member
    cases: tuple[Case, ...]
    given: Mapping[str, CaseRecord] = field(repr=False)
    closest: CaseRecord | None = field(repr=False)

    @property
    def tier(self) -> str:
        """The closest tier; empty where no case gives one."""
        return self.closest.values["tier"] if self.closest else ""

    @property
    def review_on(self) -> date | None:
        """The nearest day on which a case has it decided again."""
        return min((case.review_on for case in self.cases if case.review_on), default=None)

    def rank(self, on: date) -> tuple[int, bool, date, str]:
        """The place on an agenda: by tier, the overdue first; nobody's tier stands after the tiers that are given."""
        tier = ORDER.index(self.tier) if self.tier else len(ORDER) - 1
        day = self.review_on or date.max
        return (len(ORDER) if self.tier == ORDER[-1] else tier, day >= on, day, self.member.label)


def of_concern(account: Account, since: datetime | None = None) -> QuerySet[Case]:
    """The cases that an account sees and that are open, kept in view, have something left to do, or have moved since."""
    wanted = ~Q(state__in=ENDED) | Q(review_on__isnull=False) | Q(task_by_on__isnull=False)
    if since:
        wanted |= Q(moves__moved_at__gte=since)
    return visibility.cases(account).filter(wanted).distinct()


def oversight(holder: Holder) -> list[Overseen]:
    """Every member of concern, those looked at most closely first. Called in a transaction."""
    cases = list(of_concern(holder.account))
    safes = visibility.safes(holder.account).filter(case__in=of_concern(holder.account))
    pieces = pieces_in(holder, safes, (*KINDS, PREFIX + Kind.OVERSIGHT))
    found = overseen(cases, joined(named_in(pieces)), {safe_id: records_in(held) for safe_id, held in pieces.items()})
    return sorted(found, key=lambda one: one.rank(date.today()))


def overseen(cases: Iterable[Case], members: Iterable[Member], records: Mapping[str, Iterable[CaseRecord]]) -> Iterator[Overseen]:
    """The members whom these cases are about; a case about several stands with each of them."""
    by_id = {case.pk: case for case in cases}
    for member in members:
        held = tuple(by_id[safe_id] for safe_id in sorted(member.safe_ids) if safe_id in by_id and safe_id in records)
        if not held:
            continue
        newer = {case.pk: newest(records[case.pk], Kind.OVERSIGHT) for case in held}
        given = {case_id: one for case_id, one in newer.items() if one}
        closest = min(given.values(), key=lambda one: (ORDER.index(one.values["tier"]), one.made_at), default=None)
        yield Overseen(member, held, given, closest)
