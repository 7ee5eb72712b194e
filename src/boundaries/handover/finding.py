"""What a scan found, as it is sent to the unit: plain values, the same whichever engine looked."""

from dataclasses import dataclass, field
from datetime import date, datetime
from typing import ClassVar

from boundaries.handover.wire import Wire


@dataclass(frozen=True, kw_only=True)
class SentEvidence:
    """What one detector says about a pair; `record_ids` are the newest of `records` in all.

    `title`, `innocent`, `clears` and `triage` are the detector's own words for who reviews it.
    """

    sign: str
    detector: str
    bits: float
    summary: str = field(repr=False)
    observed: float | None = None
    expected: float | None = None
    exposure: float | None = None
    first_at: datetime | None = None
    last_at: datetime | None = None
    table: str = ""
    record_ids: tuple[str, ...] = field(default=(), repr=False)
    records: int = 0
    title: str = ""
    innocent: tuple[str, ...] = ()
    clears: tuple[str, ...] = ()
    triage: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class SentEvent:
    """One record of a pair for its timeline: `what` it is, on duty or not, `way` out, in or empty, `how` by what."""

    at: datetime
    what: str
    record_id: str
    duty: str = ""
    way: str = ""
    how: str = ""


@dataclass(frozen=True, kw_only=True)
class SentShift:
    """One line of the member's roster."""

    starts_at: datetime
    ends_at: datetime
    kind: str


@dataclass(frozen=True, kw_only=True)
class SentCase:
    """One case of the person, and what both had to do with it."""

    case_id: str
    kind: str
    opened_at: datetime
    closed_at: datetime | None = None
    outcome: str = ""
    person_roles: tuple[str, ...] = ()
    member_roles: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class SentFinding(Wire):
    """One listed pair with the evidence for and against it and its timeline; the unit keeps each by itself.

    `set_aside_at` is there where a verdict explained the pair: its bits then count only what came after that moment.
    """

    KIND: ClassVar[str] = "finding"

    rank: int
    member_id: str = field(repr=False)
    person_id: str = field(repr=False)
    bits: float
    band: str
    urgency: str
    vulnerabilities: tuple[str, ...] = ()
    signs: tuple[str, ...] = ()
    detectors: tuple[str, ...] = ()
    first_at: datetime | None = None
    last_at: datetime | None = None
    new_at: datetime | None = None
    set_aside_at: datetime | None = None
    evidence: tuple[SentEvidence, ...] = ()
    events: tuple[SentEvent, ...] = field(default=(), repr=False)
    shifts: tuple[SentShift, ...] = field(default=(), repr=False)
    cases: tuple[SentCase, ...] = field(default=(), repr=False)


@dataclass(frozen=True, kw_only=True)
class SentCoverage:
    """Whether one detector could be checked: `checked`, `partly` or `not_checked`, and why.

    `title` is the detector's own; `asks` says in words what to ask the force for, by the table or column of the contract that is missing.
    """

    sign: str
    detector: str
    state: str
    reason: str = ""
    rows: int = 0
    title: str = ""
    asks: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class SentScan(Wire):
    """One scan: the moment it looks from, what it rests on, what it found and what it could not check."""

    KIND: ClassVar[str] = "scan"

    scan_id: str
    as_of: datetime
    sent_on: date
    content: str
    budget: int
    catalogue_hash: str
    detectors_hash: str
    findings: tuple[SentFinding, ...] = ()
    coverage: tuple[SentCoverage, ...] = ()
    facts: dict[str, str] = field(default_factory=dict)
