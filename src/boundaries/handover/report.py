"""What is told to the unit and what it answers: reports, held reports, follow-ups and replies."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import ClassVar

from boundaries.handover.ids import is_id
from boundaries.handover.matching import HeldContent, MatchShare
from boundaries.handover.padding import SealError
from boundaries.handover.people import NamedMember, NamedPerson, SafeContact
from boundaries.handover.sealing import SealingKey
from boundaries.handover.symmetric import KEY_LENGTH
from boundaries.handover.wire import Wire, one_of

NOT_SURE = "not_sure"
RATHER_NOT_SAY = "rather_not_say"
_SHA256 = re.compile(r"[0-9a-f]{64}")


class Route(StrEnum):
    """By what way a report came."""

    WEB = "web"
    PHONE = "phone"
    COUNTER = "counter"
    MAILBOX = "mailbox"
    PARTNER = "partner"
    INTELLIGENCE = "intelligence"


class Teller(StrEnum):
    """Who tells."""

    ABOUT_ME = "about_me"
    ABOUT_SOMEONE = "about_someone"
    PARTNER = "partner"
    COLLEAGUE = "colleague"
    NOT_SURE = "not_sure"


@dataclass(frozen=True, kw_only=True)
class Attachment:
    """A file that came with a report: which blob holds it, its key, and size and SHA-256 (hex) of the plain bytes."""

    blob_id: str
    key: bytes = field(repr=False)
    size: int
    sha256: str
    name: str = ""
    media_type: str = ""


def _faults(
    ids: dict[str, str], lookup_id: str = "", reporter_key: str = "", attachments: tuple[Attachment, ...] = ()
) -> Iterator[str]:
    """The names of what cannot be right: ids must be ids; a lookup id and a reporter's key may be missing, not wrong."""
    yield from (name for name, one in ids.items() if not is_id(one))
    if lookup_id and not is_id(lookup_id):
        yield "lookup_id"
    if reporter_key:
        try:
            SealingKey.from_text(reporter_key)
        except SealError:
            yield "reporter_key"
    for one in attachments:
        if not is_id(one.blob_id) or len(one.key) != KEY_LENGTH or one.size < 0 or not _SHA256.fullmatch(one.sha256):
            yield "attachments"


@dataclass(frozen=True, kw_only=True)
class Report(Wire):
    """One report as it was told.

    `signs` are ids of the catalogue, or NOT_SURE or RATHER_NOT_SAY. `exclude` says in the reporter's words who must not see it.
    `operator` is the id of who took a call. `reporter_key` is the text of a sealing key. `notes` are facts about how it came.
    """

    KIND: ClassVar[str] = "report"

    report_id: str
    route: Route
    received_on: date
    language: str = "en"
    teller: Teller = Teller.NOT_SURE
    signs: tuple[str, ...] = ()
    story: str = field(default="", repr=False)
    when: str = ""
    members: tuple[NamedMember, ...] = field(default=(), repr=False)
    people: tuple[NamedPerson, ...] = field(default=(), repr=False)
    contact: SafeContact = field(default_factory=SafeContact, repr=False)
    exclude: str = field(default="", repr=False)
    exclude_members: tuple[NamedMember, ...] = field(default=(), repr=False)
    held: bool = False
    organisation: str = ""
    organisation_contact: str = field(default="", repr=False)
    operator: str = ""
    attachments: tuple[Attachment, ...] = ()
    lookup_id: str = ""
    reporter_key: str = field(default="", repr=False)
    shares: tuple[MatchShare, ...] = field(default=(), repr=False)
    notes: dict[str, str] = field(default_factory=dict, repr=False)

    def faults(self) -> Iterator[str]:
        """Ids, the reporter's key and the attachments' facts."""
        return _faults({"report_id": self.report_id}, self.lookup_id, self.reporter_key, self.attachments)


@dataclass(frozen=True, kw_only=True)
class HeldReport(Wire):
    """A report that opens only once another names the same member: what the unit needs to match it and to answer, nothing more."""

    KIND: ClassVar[str] = "held_report"

    report_id: str
    route: Route
    received_on: date
    lookup_id: str = ""
    reporter_key: str = field(default="", repr=False)
    shares: tuple[MatchShare, ...] = field(repr=False)
    content: HeldContent = field(repr=False)

    def faults(self) -> Iterator[str]:
        """Ids and the reporter's key."""
        return _faults({"report_id": self.report_id}, self.lookup_id, self.reporter_key)


@dataclass(frozen=True, kw_only=True)
class FollowUp(Wire):
    """What a reporter adds later; `release` (32 bytes, or none) ends the hold of their report.

    Without a `lookup_id` it belongs to no report; what lies in an entry's safe needs none.
    """

    KIND: ClassVar[str] = "follow_up"

    follow_up_id: str
    lookup_id: str
    received_on: date
    text: str = field(default="", repr=False)
    attachments: tuple[Attachment, ...] = ()
    withdraw_contact: bool = False
    release: bytes = field(default=b"", repr=False)

    def faults(self) -> Iterator[str]:
        """Ids and the attachments' facts."""
        return _faults({"follow_up_id": self.follow_up_id}, self.lookup_id, attachments=self.attachments)


@dataclass(frozen=True, kw_only=True)
class Reply(Wire):
    """What the unit writes to a reporter; `asks` where it hopes for an answer."""

    KIND: ClassVar[str] = "reply"

    reply_id: str
    lookup_id: str
    sent_on: date
    text: str = field(repr=False)
    asks: bool = False

    def faults(self) -> Iterator[str]:
        """Ids."""
        return _faults({"reply_id": self.reply_id, "lookup_id": self.lookup_id})


def read_report(held: bytes) -> Report | HeldReport:
    """Read an unsealed report, held or not; raises WireError for anything else."""
    found: Report | HeldReport = one_of((Report, HeldReport), held)
    return found
