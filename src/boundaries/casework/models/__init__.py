"""Every table of the unit's workspace."""

from boundaries.casework.models.accounts import Account, Delay, Device, Invitation, Passkey
from boundaries.casework.models.content import Exclusion, Form, Grant, Safe, Sealed, Share, SubjectMark, Wrap
from boundaries.casework.models.entries import Entry, EntryState, Held, HeldShare, Outgoing, Taken
from boundaries.casework.models.findings import Pair, Scan, Score, Verdict
from boundaries.casework.models.roster import RosterIdentifier, RosterMember, RosterTie
from boundaries.casework.models.trail import TrailLine

__all__ = [
    "Account",
    "Delay",
    "Device",
    "Entry",
    "EntryState",
    "Exclusion",
    "Form",
    "Grant",
    "Held",
    "HeldShare",
    "Invitation",
    "Outgoing",
    "Pair",
    "Passkey",
    "RosterIdentifier",
    "RosterMember",
    "RosterTie",
    "Safe",
    "Scan",
    "Score",
    "Sealed",
    "Share",
    "SubjectMark",
    "Taken",
    "TrailLine",
    "Verdict",
    "Wrap",
]
