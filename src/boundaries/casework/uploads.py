"""Files that are sent to the unit's site: hashed as they stream, never written to a disk, and kept only as far as a register is long."""

import hashlib
import io
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.core.files.uploadhandler import FileUploadHandler

MOST_KEPT = 5_000_001
"""One byte more than a register may hold, so that one that is longer is told from one that is not."""


class HashedFile(UploadedFile):  # type: ignore[type-arg]
    """A file as it came: its size and hash, and its beginning."""

    def __init__(self, held: io.BytesIO, name: str, size: int, sha256: str) -> None:
        super().__init__(held, name, size=size)
        self.sha256 = sha256


class HashingUploads(FileUploadHandler):
    """Django's way of taking in files; its own would write what is large to a temporary folder in the clear."""

    def new_file(self, *args: Any, **kwargs: Any) -> None:
        """Begin a file."""
        super().new_file(*args, **kwargs)
        self._digest, self._held = hashlib.sha256(), io.BytesIO()

    def receive_data_chunk(self, raw_data: bytes, start: int) -> None:
        """Take a piece of it; nothing is passed on."""
        self._digest.update(raw_data)
        self._held.write(raw_data[: max(MOST_KEPT - self._held.tell(), 0)])

    def file_complete(self, file_size: int) -> HashedFile:
        """The file once it is whole."""
        self._held.seek(0)
        return HashedFile(self._held, self.file_name or "", file_size, self._digest.hexdigest())
