"""Drafts in the database: locked, changed one at a time, and wiped with their files."""

import os
from collections.abc import Callable
from contextlib import suppress
from datetime import datetime, timedelta
from pathlib import Path
from typing import TypeVar

from django.db import transaction
from django.db.models import QuerySet

from boundaries.handover.durable import sweep as sweep_parts
from boundaries.handover.ids import is_id
from boundaries.handover.padding import SealError
from boundaries.handover.symmetric import lock, unlock
from boundaries.handover.wire import Wire, WireError
from boundaries.intake.clock import steady_now
from boundaries.intake.drafts.keys import DraftKey
from boundaries.intake.models import Draft as Row
from boundaries.intake.models import SealedFile
from boundaries.intake.site import site

W = TypeVar("W", bound=Wire)
STRAY_HOURS = 24


def begin(content: Wire) -> DraftKey:
    """Keep a new draft and give its key, which nothing here remembers."""
    sweep()
    sweep_files()
    key = DraftKey.new()
    Row.objects.create(draft_id=key.id_for("draft"), locked=_lock(content, key), touched_at=steady_now())
    return key


def opened(kind: type[W], key: DraftKey | None) -> W | None:
    """The draft of a key; none where there is no such draft any more."""
    row = _live().filter(draft_id=key.id_for("draft")).first() if key else None
    return _unlock(kind, bytes(row.locked), key) if row and key else None


def change(kind: type[W], key: DraftKey | None, how: Callable[[W], W], blobs: tuple[str, ...] = ()) -> W | None:
    """Change a draft while nobody else can, and keep the `blobs` that belong to it from then on; none where it is gone.

    Blobs that `how` returned without stay on disk until `forget` or `drop_blobs`.
    """
    if key is None:
        return None
    with transaction.atomic():
        row = _live().select_for_update().filter(draft_id=key.id_for("draft")).first()
        found = _unlock(kind, bytes(row.locked), key) if row else None
        if row is None or found is None:
            return None
        changed = how(found)
        row.locked, row.touched_at = _lock(changed, key), steady_now()
        row.save()
        SealedFile.objects.bulk_create([SealedFile(blob_id=blob_id, draft=row) for blob_id in blobs])
    return changed


def drop_blobs(blob_ids: tuple[str, ...]) -> None:
    """Remove sealed files that no draft needs any more."""
    SealedFile.objects.filter(blob_id__in=blob_ids).delete()
    _unlink(blob_ids)


def forget(key: DraftKey | None) -> None:
    """Wipe a draft and its files."""
    if key is not None:
        _wipe([key.id_for("draft")])


def sweep() -> int:
    """Wipe what nobody has touched for as long as drafts are kept, and sealed files that belong to none; gives how many drafts."""
    stale = list(Row.objects.filter(touched_at__lt=_oldest()).values_list("draft_id", flat=True)[:100])
    _wipe(stale)
    return len(stale)


def sweep_files() -> int:
    """Remove sealed files that no draft owns and that are too old to be on their way to one; gives how many."""
    owned = set(SealedFile.objects.values_list("blob_id", flat=True))
    limit = (steady_now() - timedelta(hours=STRAY_HOURS)).timestamp()
    with os.scandir(_folder()) as entries:
        stray = tuple(one.name for one in entries if is_id(one.name) and one.name not in owned and one.stat().st_mtime < limit)
    _unlink(stray)
    sweep_parts(_folder())
    return len(stray)


def _wipe(draft_ids: list[str]) -> None:
    blobs = tuple(SealedFile.objects.filter(draft_id__in=draft_ids).values_list("blob_id", flat=True))
    Row.objects.filter(draft_id__in=draft_ids).delete()
    _unlink(blobs)


def _unlink(blob_ids: tuple[str, ...]) -> None:
    for blob_id in blob_ids:
        with suppress(FileNotFoundError):
            (_folder() / blob_id).unlink()


def _folder() -> Path:
    return site().places.blobs


def _oldest() -> datetime:
    """The moment before which drafts are too old; where the clock was set anew meanwhile, it still counts evenly."""
    return steady_now() - timedelta(hours=site().draft_hours)


def _live() -> "QuerySet[Row]":
    return Row.objects.filter(touched_at__gte=_oldest())


def _lock(content: Wire, key: DraftKey) -> bytes:
    return lock(content.to_bytes(), key.drawn("lock"), "draft")


def _unlock(kind: type[W], locked: bytes, key: DraftKey) -> W | None:
    try:
        return kind.from_bytes(unlock(locked, key.drawn("lock"), "draft"))
    except (SealError, WireError):  # written by another version, or changed: as good as gone
        return None
