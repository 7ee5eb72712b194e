"""Attachments: they stay sealed as they came, in the unit's own folder."""

from contextlib import suppress
from pathlib import Path

from boundaries.casework.content.places import places
from boundaries.errors import BoundariesError
from boundaries.handover.drop import Envelope
from boundaries.handover.ids import is_id


def take_blobs(envelope: Envelope) -> None:
    """Copy an envelope's blobs into the unit's folder, still sealed; what a crash left whole is not copied again."""
    for blob_id, part in envelope.blobs.items():
        with suppress(FileExistsError):
            part.copy_to(blob_path(blob_id))


def blob_path(blob_id: str) -> Path:
    """Where a blob lies; raises where the name could lead elsewhere."""
    if not is_id(blob_id):
        raise BoundariesError("this is no id of a blob")
    return places().unit_blobs / blob_id
