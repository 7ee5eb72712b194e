"""Every table of the unit's workspace."""

from boundaries.casework.models.accounts import Account, Delay, Device, Invitation, Parting, Passkey, Reminder
from boundaries.casework.models.cases import Case, CaseMove, Decided
from boundaries.casework.models.content import (
    Exclusion,
    Form,
    Given,
    Giving,
    Grant,
    Indexed,
    IndexSegment,
    KeptOrder,
    LeftBehind,
    Safe,
    Sealed,
    SegmentFacts,
    Share,
    SubjectMark,
    Wrap,
)
from boundaries.casework.models.entries import Entry, EntryState, Held, HeldShare, Merge, Outgoing, Taken
from boundaries.casework.models.findings import Pair, Scan, Score, Verdict
from boundaries.casework.models.registers import RegisterLine
from boundaries.casework.models.retention import Disposal, DisposalReason, HoldReason, Reviewed, Subject
from boundaries.casework.models.roster import RosterIdentifier, RosterMember, RosterTie, RosterWord
from boundaries.casework.models.trail import TrailLine

__all__ = [
    "Account",
    "Case",
    "CaseMove",
    "Decided",
    "Delay",
    "Device",
    "Disposal",
    "DisposalReason",
    "Entry",
    "EntryState",
    "Exclusion",
    "Form",
    "Given",
    "Giving",
    "Grant",
    "Held",
    "HeldShare",
    "HoldReason",
    "IndexSegment",
    "Indexed",
    "Invitation",
    "KeptOrder",
    "LeftBehind",
    "Merge",
    "Outgoing",
    "Pair",
    "Parting",
    "Passkey",
    "RegisterLine",
    "Reminder",
    "Reviewed",
    "RosterIdentifier",
    "RosterMember",
    "RosterTie",
    "RosterWord",
    "Safe",
    "Scan",
    "Score",
    "Sealed",
    "SegmentFacts",
    "Share",
    "Subject",
    "SubjectMark",
    "Taken",
    "TrailLine",
    "Verdict",
    "Wrap",
]
