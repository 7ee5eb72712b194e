"""What a people intelligence meeting has before it: plain values, the same for the page and for the pack."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime


@dataclass(frozen=True)
class CaseLine:
    """One open case, or one that moved since: where it stands, its priority with the reason for it, and what falls due next."""

    case_id: str
    state: str
    priority: str
    rationale: str = field(repr=False)
    due: str
    moved: str
    is_covert: bool


@dataclass(frozen=True)
class CameIn:
    """One entry that came in since the last meeting: by which route, its grade, and why it stands with the member."""

    entry_id: str
    received_on: date
    route: str
    grade: str
    because: str


@dataclass(frozen=True)
class FindingLine:
    """One verdict about a pair since the last meeting."""

    pair_id: str
    decided_at: datetime
    verdict: str


@dataclass(frozen=True)
class NoteLine:
    """One note about someone's welfare, or of the watch over whoever told us."""

    title: str
    text: str = field(repr=False)
    written_at: datetime
    next_on: date | None
    mark: str


@dataclass(frozen=True)
class ActionLine:
    """One task or decision of a meeting that is not done, or was since: its number in the case, who sees to it, by when, what came of it."""

    case_id: str
    number: str
    what: str = field(repr=False)
    why: str = field(repr=False)
    owner: str
    due_on: date | None
    mark: str
    meeting_on: date | None = None
    done: str = field(default="", repr=False)


@dataclass(frozen=True)
class Item:
    """One member on the agenda; `names` are empty until a purpose is recorded. `mark` says whether the review is due or overdue.

    `member` is the member's whole mark, empty where that is not known; `is_by_name` where only a name joins what stands here.
    """

    label: str
    names: str = field(repr=False)
    tier: str
    tier_why: str = field(repr=False)
    review_on: date | None
    mark: str
    cases: tuple[CaseLine, ...]
    came_in: tuple[CameIn, ...]
    findings: tuple[FindingLine, ...]
    notes: tuple[NoteLine, ...]
    actions: tuple[ActionLine, ...]
    member: str = field(repr=False)
    is_by_name: bool = False
    declared: tuple[str, ...] = field(default=(), repr=False)


@dataclass(frozen=True)
class Agenda:
    """The meeting of a day: what changed since the last one, by member, and the entries that belong to none of them."""

    on: date
    since: date
    items: tuple[Item, ...]
    others: tuple[CameIn, ...]


def case_ids(items: Iterable[Item]) -> tuple[str, ...]:
    """Every case of these members, each once."""
    return tuple(sorted({case.case_id for item in items for case in item.cases}))
