"""From one message to one envelope in the drop: sealed whole, read as well as it can be, delivered, and read back."""

import hashlib
from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from boundaries.errors import BoundariesError
from boundaries.handover.blobs import Blob, BlobPart, BlobWriter, read_blob
from boundaries.handover.drop import Envelope, Inbound, Kind
from boundaries.handover.durable import sweep
from boundaries.handover.ids import is_id, new_id
from boundaries.handover.people import SafeContact
from boundaries.handover.report import Attachment, Report, Route
from boundaries.handover.sealing import SealingKey, seal
from boundaries.intake.mailbox.facts import MailFacts, MailFile, read_mail

LONGEST_READ = 32 * 1_048_576
_PIECE = 65_536


class NotAsSealed(BoundariesError):
    """What lies in the drop is not what was sealed; the message stays on the server."""


@dataclass(frozen=True)
class Fetched:
    """A message whose every byte is sealed: its blob, and as much of it in memory as is read."""

    blob: Blob
    start: bytes = field(repr=False)

    @property
    def whole(self) -> bool:
        """Whether all of it is in memory."""
        return len(self.start) == self.blob.size


@dataclass(frozen=True)
class Sealed:
    """An envelope ready to be delivered."""

    envelope_id: str
    content: bytes = field(repr=False)
    blobs: tuple[Path, ...]
    message: Blob

    @property
    def sha256(self) -> str:
        """The SHA-256 (hex) of the sealed part and the sealed blobs, in their order."""
        digest = hashlib.sha256(self.content)
        for path in self.blobs:
            for held in _bytes_of(BlobPart(path, 0, path.stat().st_size)):
                digest.update(held)
        return digest.hexdigest()


class Desk:
    """Where messages are sealed: a folder of the public side for blobs not yet delivered, and the unit's public key."""

    def __init__(self, folder: Path, key: SealingKey, own: tuple[str, ...] = ()) -> None:
        self._folder = folder
        self._key = key
        self._own = own

    def fetch(self, pieces: Iterable[bytes]) -> Fetched:
        """Seal a message as it comes from the server."""
        start = bytearray()
        with BlobWriter(self._folder / new_id()) as writer:
            for piece in pieces:
                writer.write(piece)
                start += piece[: max(0, LONGEST_READ - len(start))]
            return Fetched(writer.finish(), bytes(start))

    def seal(self, envelope_id: str, fetched: Fetched, received_on: date, *, read: bool = True) -> Sealed:
        """Read a message, unless it must not be, and seal it as a report: itself as the first attachment, its files as the others."""
        facts = _read(fetched, self._own) if read else None
        blobs = [fetched.blob]
        attached = [_attachment(fetched.blob, "message.eml", "message/rfc822")]
        for file in facts.files if facts else ():
            blob = self._blob(file)
            blobs.append(blob)
            attached.append(_attachment(blob, file.name, file.media_type))
        report = Report(
            report_id=envelope_id,
            route=Route.MAILBOX,
            received_on=received_on,
            story=facts.text if facts else "",
            contact=_contact(facts),
            attachments=tuple(attached),
            notes=_notes(facts, fetched),
        )
        content = seal(report.to_bytes(), self._key, Kind.REPORT.bound_to(envelope_id))
        return Sealed(envelope_id, content, tuple(self._folder / blob.blob_id for blob in blobs), fetched.blob)

    def clear(self) -> None:
        """Remove what is sealed here; it is in the drop, or its message is still on the server."""
        sweep(self._folder)
        for path in self._folder.iterdir():
            if is_id(path.name):
                path.unlink()

    def _blob(self, file: MailFile) -> Blob:
        with BlobWriter(self._folder / new_id()) as writer:
            writer.write(file.content)
            return writer.finish()


def deliver(sealed: Sealed, drop: Inbound) -> None:
    """Deliver an envelope and make sure that what lies in the drop is what was sealed, and opens to the message."""
    drop.deliver(sealed.envelope_id, Kind.REPORT, sealed.content, sealed.blobs)
    envelope = in_drop(sealed.envelope_id, drop)
    if envelope is None:
        return  # the unit has it already, and has checked it itself
    must_be(envelope, sealed.sha256)
    digest = hashlib.sha256()
    with suppress(FileNotFoundError):
        for piece in read_blob(envelope.blobs[sealed.message.blob_id], sealed.message.key):
            digest.update(piece)
        if digest.hexdigest() != sealed.message.sha256:
            raise NotAsSealed("a message in the drop does not open to what was fetched", sealed.envelope_id)


def in_drop(envelope_id: str, drop: Inbound) -> Envelope | None:
    """The envelope as it lies in the drop; None once the unit has taken it. Raises where it is neither."""
    try:
        return drop.read(envelope_id)
    except BoundariesError:
        if drop.was_taken(envelope_id):
            return None
        raise


def must_be(envelope: Envelope, sha256: str) -> None:
    """Raise NotAsSealed unless an envelope's sealed part and blobs have this hash; one that the unit takes meanwhile is well."""
    digest = hashlib.sha256(envelope.sealed)
    with suppress(FileNotFoundError):
        for part in envelope.blobs.values():
            for held in _bytes_of(part):
                digest.update(held)
        if envelope.kind is not Kind.REPORT or digest.hexdigest() != sha256:
            raise NotAsSealed("a message in the drop is not what was sealed", envelope.envelope_id, "It stays on the server.")


def _bytes_of(part: BlobPart) -> Iterator[bytes]:
    with part.path.open("rb") as file:
        file.seek(part.start)
        left = part.length
        while held := file.read(min(left, _PIECE)):
            yield held
            left -= len(held)


def _read(fetched: Fetched, own: tuple[str, ...]) -> MailFacts | None:
    """What the message says; None where an unforeseen fault of ours keeps it from being read, which must not keep it from the unit."""
    try:
        return read_mail(fetched.start, own)
    except Exception:  # noqa: BLE001 - the original goes to the unit whatever happens here
        return None


def _attachment(blob: Blob, name: str, media_type: str) -> Attachment:
    return Attachment(blob_id=blob.blob_id, key=blob.key, size=blob.size, sha256=blob.sha256, name=name, media_type=media_type)


def _contact(facts: MailFacts | None) -> SafeContact:
    """Who wrote, kept where the identity of a source is kept. They never said how they may be reached: that stays empty."""
    if facts is None:
        return SafeContact()
    return SafeContact(address="\n".join(dict.fromkeys(filter(None, (facts.sender, facts.answer_to)))))


def _notes(facts: MailFacts | None, fetched: Fetched) -> dict[str, str]:
    """The facts about how it came, by name; only those that are there."""
    if facts is None:
        return {"read": "not at all"}
    notes = {
        "subject": facts.subject,
        "to": facts.recipients,
        "sent": facts.sent,
        "screened": facts.screened.value if facts.screened else "",
        "read": "" if facts.whole and fetched.whole else "in part",
    }
    return {name: text for name, text in notes.items() if text}
