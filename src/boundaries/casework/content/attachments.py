"""Attachments: a piece says which blob a file lies in, its key and what is known of it; the blob lies sealed in the unit's own folder."""

import json
from collections.abc import Sequence
from dataclasses import asdict, replace
from pathlib import Path

from django.db import transaction

from boundaries.casework.content.pieces import Piece
from boundaries.casework.content.places import places
from boundaries.errors import BoundariesError
from boundaries.handover.blobs import BlobWriter, read_blob
from boundaries.handover.durable import DiskFull
from boundaries.handover.ids import is_id, new_id
from boundaries.handover.letting_go import let_go
from boundaries.handover.padding import SealError
from boundaries.handover.report import Attachment

ATTACHMENT = "attachment"


def written(attachment: Attachment) -> bytes:
    """An attachment as its piece holds it."""
    return json.dumps({**asdict(attachment), "key": attachment.key.hex()}).encode()


def read_attachment(held: bytes) -> Attachment:
    """Read what `written` wrote."""
    told = json.loads(held)
    return Attachment(**{**told, "key": bytes.fromhex(told["key"])})


def blob_path(blob_id: str) -> Path:
    """Where a blob lies; raises where the name could lead elsewhere."""
    if not is_id(blob_id):
        raise BoundariesError("this is no id of a blob")
    return places().unit_blobs / blob_id


def sealed_anew(piece: Piece) -> Piece:
    """An attachment's piece with its file sealed anew in another blob; the old one goes once the transaction is committed.

    A file that is not there or does not open stays as it is. Raises DiskFull where there is no room for the copy.
    """
    told = read_attachment(piece.plain)
    source, blob_id = blob_path(told.blob_id), new_id()
    try:
        with BlobWriter(blob_path(blob_id)) as writer:
            for chunk in read_blob(source, told.key):
                writer.write(chunk)
            blob = writer.finish()
    except DiskFull:
        raise
    except (SealError, OSError):
        return piece
    transaction.on_commit(lambda: forget_blobs([told.blob_id]))
    return replace(piece, plain=written(replace(told, blob_id=blob_id, key=blob.key)))


def forget_blobs(blob_ids: Sequence[str]) -> None:
    """Remove blobs that no piece names any more, as soon as no backup is being taken."""
    let_go(places().unit, places().unit_blobs, blob_ids)
