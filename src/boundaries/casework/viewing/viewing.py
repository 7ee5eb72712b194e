"""Asks the other process for a copy of one attachment, and waits no longer than it should."""

import json
import subprocess
import sys

from boundaries.casework.content.attachments import blob_path
from boundaries.casework.viewing.seen import Seen, told
from boundaries.handover.blobs import read_blob
from boundaries.handover.report import Attachment

LARGEST = 40 * 2**20
SECONDS = 30
_COMMAND = (sys.executable, "-I", "-m", "boundaries.casework.viewing.worker")


def seen(attachment: Attachment) -> Seen:
    """The facts and the copy of an attachment; its plain bytes are in memory only."""
    if attachment.size > LARGEST:
        return Seen(told(note=f"It is larger than {LARGEST // 2**20} MiB and is not shown. The original is kept, sealed."))
    return asked(b"".join(read_blob(blob_path(attachment.blob_id), attachment.key)))


def asked(held: bytes) -> Seen:
    """What the other process makes of a file; where it fails or takes too long, only that it cannot be shown."""
    try:
        done = subprocess.run(_COMMAND, input=held, capture_output=True, timeout=SECONDS, env={}, check=True)
        head, _, copy = done.stdout.partition(b"\n")
        told_of = json.loads(head)
        return Seen(told_of["facts"], told_of["media_type"], copy)
    except (subprocess.SubprocessError, ValueError, KeyError):
        return Seen(told(note="It could not be shown safely. The original is kept, sealed."))
