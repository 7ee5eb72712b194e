"""Oversight of a member across all cases that one may open: the closest tier that any of them gives, and the nearest review."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime

from django.db.models import Exists, OuterRef, Q, QuerySet

from boundaries.casework import visibility
from boundaries.casework.cases.kinds import TIERS, Kind
from boundaries.casework.cases.records import CaseRecord, newest
from boundaries.casework.cases.workflow import ENDED
from boundaries.casework.meeting.members import Member
from boundaries.casework.models import Account, Case, CaseMove

ORDER = tuple(tier for tier, _ in TIERS)
"""The tiers, the closest first; the last one ends the oversight."""
_PLACES = {tier: place for place, tier in enumerate(ORDER)}
_NEVER = "9999-12-31"


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

    @property
    def rank(self) -> tuple[int, str, str]:
        """The place on an agenda."""
        return rank_of(self.tier, self.review_on.isoformat() if self.review_on else "", self.member.key)


def rank_of(tier: str, review_on: str, key: str) -> tuple[int, str, str]:
    """A place on an agenda: by tier, then by the day of the review, so that the overdue stand first.

    Nobody's tier stands after the tiers that are given, an ended one last.
    """
    return (len(ORDER) if tier == ORDER[-1] else _PLACES.get(tier, len(ORDER) - 1), review_on or _NEVER, key)


def of_concern(account: Account, since: datetime | None = None) -> QuerySet[Case]:
    """The cases that an account sees and that are open, kept in view, have something left to do, or have moved since."""
    wanted = ~Q(state__in=ENDED) | Q(review_on__isnull=False) | Q(task_by_on__isnull=False)
    if since:
        wanted |= Q(Exists(CaseMove.objects.filter(case=OuterRef("pk"), moved_at__gte=since)))
    return visibility.cases(account).filter(wanted)


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
