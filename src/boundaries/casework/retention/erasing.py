"""Erasing: keys first, then what they locked. What is locked with a key that no longer exists stays shut for ever."""

from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass

from django.db import transaction

from boundaries.casework.accounts.attendance import Holder
from boundaries.casework.content.attachments import ATTACHMENT, blob_path, read_attachment
from boundaries.casework.content.compartments import Compartment
from boundaries.casework.content.pieces import read
from boundaries.casework.content.places import places
from boundaries.casework.content.safes import open_safe
from boundaries.casework.content.wraps import let_go, opening_wraps, overwrite_freed_pages
from boundaries.casework.models import (
    Case,
    CaseMove,
    Decided,
    Entry,
    HeldShare,
    Outgoing,
    Pair,
    RegisterLine,
    Safe,
    Sealed,
    Share,
    Verdict,
    Wrap,
)
from boundaries.casework.models.retention import Subject
from boundaries.handover.replies import Outbound


@dataclass(frozen=True)
class Erased:
    """How much was removed: keys (wraps and shares, escrow's among them), pieces of sealed content, and files."""

    keys: int
    pieces: int
    files: int


def erase_entry(about: str, holder: Holder) -> Erased:
    """Remove an entry with all that is sealed in it, a scan's finding with its verdicts too; called in a transaction.

    Its files go once that is committed.
    """
    entry = Entry.objects.select_for_update().select_related("safe").get(pk=about)
    blobs = _blobs(entry.safe, holder)
    keys = opening_wraps().filter(safe=about).count() + Share.objects.filter(safe=about).count() + 1
    pieces = Sealed.objects.filter(safe=about).count()
    overwrite_freed_pages()
    let_go(Wrap.objects.filter(safe=about))
    if entry.report_id:
        HeldShare.objects.filter(report_id=entry.report_id).delete()
    if entry.lookup_id:
        Outgoing.objects.filter(lookup_id=entry.lookup_id).delete()
    entry.delete()
    _erase_pair(about)
    Safe.objects.filter(pk=about).delete()
    transaction.on_commit(lambda: _remove(blobs, entry.lookup_id))
    return Erased(keys, pieces, len(blobs))


def erase_case(about: str, holder: Holder) -> Erased:
    """Remove a case, its steps and who agreed to what, and the entry whose safe it shares; called in a transaction."""
    Decided.objects.filter(case=about).delete()
    CaseMove.objects.filter(case=about).delete()
    Case.objects.filter(pk=about).delete()
    return erase_entry(about, holder)


def erase_finding(about: str, holder: Holder) -> Erased:
    """Remove a pair that became no entry, with what every scan said of it and its verdicts; called in a transaction."""
    pair = Pair.objects.select_for_update().select_related("safe").get(pk=about)
    open_safe(pair.safe, holder)
    keys, pieces = opening_wraps().filter(safe=about).count() + 1, Sealed.objects.filter(safe=about).count()
    overwrite_freed_pages()
    let_go(Wrap.objects.filter(safe=about))
    _erase_pair(about)
    Safe.objects.filter(pk=about).delete()
    return Erased(keys, pieces, 0)


def erase_line(about: str, _holder: Holder) -> Erased:
    """Remove a line of a register, whether it stands or was superseded; called in a transaction."""
    overwrite_freed_pages()
    lines, _ = RegisterLine.objects.filter(pk=about).delete()
    return Erased(0, lines, 0)


def _erase_pair(about: str) -> None:
    Verdict.objects.filter(pair=about).delete()
    Pair.objects.filter(pk=about).delete()


ERASERS: Mapping[Subject, Callable[[str, Holder], Erased]] = {
    Subject.ENTRY: erase_entry, Subject.CASE: erase_case, Subject.FINDING: erase_finding, Subject.REGISTER: erase_line,
}  # fmt: skip
"""How each kind of thing is erased."""


def _blobs(safe: Safe, holder: Holder) -> list[str]:
    """The files of a safe, which only who opens it can name."""
    pieces = read(safe, open_safe(safe, holder), Compartment.ATTACHMENTS)
    return [read_attachment(piece.plain).blob_id for piece in pieces if piece.kind == ATTACHMENT]


def _remove(blobs: list[str], lookup_id: str) -> None:
    """Files, and the replies that still lie in the drop: from then on the receipt is as one that never was."""
    for blob_id in blobs:
        with suppress(FileNotFoundError):
            blob_path(blob_id).unlink()
    if lookup_id:
        Outbound(places().drop_out).close(lookup_id)
