"""Attachments: they stay sealed as they came, in the unit's own folder."""

from contextlib import suppress

from boundaries.casework.content.attachments import blob_path
from boundaries.handover.drop import Envelope


def take_blobs(envelope: Envelope) -> None:
    """Copy an envelope's blobs into the unit's folder, still sealed; what a crash left whole is not copied again."""
    for blob_id, part in envelope.blobs.items():
        with suppress(FileExistsError):
            part.copy_to(blob_path(blob_id))
