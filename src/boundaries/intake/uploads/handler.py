"""Django's way in for uploaded files, replaced by one that seals: nothing is gathered in memory or in a temporary file."""

from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from django.core.files.uploadhandler import FileUploadHandler
from django.http import HttpRequest, QueryDict
from django.utils.datastructures import MultiValueDict

from boundaries.errors import BoundariesError
from boundaries.handover.blobs import Blob, BlobWriter
from boundaries.handover.ids import new_id
from boundaries.handover.report import Attachment
from boundaries.intake.cookie import has_draft
from boundaries.intake.limits import Act, too_many
from boundaries.intake.site import site
from boundaries.intake.uploads.clamd import Look
from boundaries.intake.uploads.kinds import LARGEST_BYTES, LARGEST_REQUEST, Refusal, refusal_of_name, refusal_of_start

_LONGEST_NAME = 200


@dataclass
class SealedUpload:
    """A file that came in whole: its blob, the name and type that the browser gave, and what a look by clamd said."""

    blob: Blob
    name: str = field(repr=False)
    media_type: str
    looked: str
    claimed: bool = False

    def claim(self) -> Attachment:
        """The file as an attachment; from now on it is the draft's."""
        self.claimed = True
        one = self.blob
        return Attachment(
            blob_id=one.blob_id, key=one.key, size=one.size, sha256=one.sha256, name=self.name, media_type=self.media_type
        )

    def close(self) -> None:
        """At the end of the request: what no page took is removed."""
        if not self.claimed:
            (_folder() / self.blob.blob_id).unlink(missing_ok=True)


@dataclass(frozen=True)
class RefusedUpload:
    """A file that was not taken, and why."""

    name: str = field(repr=False)
    refusal: Refusal

    def close(self) -> None:
        """Nothing of it was kept."""


class SealingUploads(FileUploadHandler):
    """Seals every file of a request as it streams in; a file that is not taken is read to its end and told to the page."""

    def __init__(self, request: HttpRequest | None = None) -> None:
        super().__init__(request)
        self._writer: BlobWriter | None = None
        self._look: Look | None = None
        self._refusal: Refusal | None = None
        self._taken = 0

    def handle_raw_input(self, input_data: Any, META: Any, content_length: int, boundary: Any, encoding: Any = None) -> Any:
        """Read nothing of a request that is larger than any page asks for; None lets it be read as usual."""
        return (QueryDict(), MultiValueDict()) if content_length > LARGEST_REQUEST else None

    def new_file(self, *words: Any, **named: Any) -> None:
        """Begin a file: sealed under a key of its own, unless it is refused at once."""
        super().new_file(*words, **named)
        self._abandon()
        self._taken = 0
        self._refusal = refusal_of_name(self.file_name or "") or self._refusal_of_sender()
        if self._refusal is None:
            self._try(self._begin)

    def _refusal_of_sender(self) -> Refusal | None:
        if self.request is None or not has_draft(self.request):
            return Refusal.NO_DRAFT
        return Refusal.BUSY if too_many(self.request, Act.FILE) else None

    def _begin(self) -> None:
        self._writer = BlobWriter(_folder() / new_id())
        self._look = Look(site().clamd) if site().clamd else None

    def receive_data_chunk(self, raw_data: bytes, start: int) -> None:
        """Seal a piece and let it go."""
        if self._refusal is None and self._taken == 0:
            self._refusal = refusal_of_start(raw_data)
        self._taken += len(raw_data)
        if self._refusal is None and self._taken > LARGEST_BYTES:
            self._refusal = Refusal.TOO_LARGE
        if self._refusal is not None:
            self._abandon()
        elif self._writer is not None:
            writer = self._writer
            self._try(lambda: writer.write(raw_data))
            if self._look is not None:
                self._look.write(raw_data)

    def file_complete(self, file_size: int) -> Any:
        """The sealed file, or why it was not taken."""
        name = (self.file_name or "")[:_LONGEST_NAME]
        if self._refusal is None and not self._taken:
            self._refusal = Refusal.EMPTY
        made: list[Blob] = []
        writer = self._writer
        if self._refusal is None and writer is not None:
            self._try(lambda: made.append(writer.finish()))
        if not made:
            self._abandon()
            return RefusedUpload(name, self._refusal or Refusal.FULL)
        self._writer = None
        looked = self._look.finish() if self._look else ""
        return SealedUpload(made[0], name, (self.content_type or "")[:_LONGEST_NAME], looked)

    def upload_interrupted(self) -> None:
        """The browser went away in the middle: nothing is kept of the file."""
        self._abandon()

    def _try(self, step: Callable[[], None]) -> None:
        try:
            step()
        except (BoundariesError, OSError):
            self._refusal = Refusal.FULL
            self._abandon()

    def _abandon(self) -> None:
        if self._look is not None:
            self._look.close()
            self._look = None
        writer, self._writer = self._writer, None
        if writer is not None:
            with suppress(BoundariesError, OSError):
                writer.__exit__(None, None, None)


def _folder() -> Path:
    return site().places.blobs
