"""The segments of an account's search index: opened, filled and written again, with what is counted of their entries and what was read lately."""

import json
from collections.abc import Collection
from dataclasses import dataclass, field
from typing import Any

from boundaries.casework.accounts.attendance import Holder
from boundaries.casework.content.binary import write_bytes
from boundaries.casework.content.changes import noted
from boundaries.casework.content.compartments import index_key
from boundaries.casework.content.facts import FORM, ID, READY, Facts
from boundaries.casework.models import Account, IndexSegment, SegmentFacts
from boundaries.handover.ids import new_id
from boundaries.handover.symmetric import lock, unlock

FULL = 256
"""The most entries of a segment."""
BETWEEN = "\x1f"
FACTS, LATELY = "facts", "lately"


@dataclass(frozen=True)
class Part:
    """One entry in a segment in the clear: when it came with what it says, and what is counted of it."""

    line: str = field(repr=False)
    facts: Facts = field(repr=False)


@dataclass
class Segment:
    """A segment in the clear, by safe; `written` and `lately` as they were, and which entries were read anew since."""

    row: IndexSegment
    parts: dict[str, Part] = field(default_factory=dict, repr=False)
    written: str = ""
    lately: str = field(default="", repr=False)
    changed: dict[str, bool] = field(default_factory=dict, repr=False)


def opened_segments(known: Collection[str], has_new: bool, holder: Holder) -> list[Segment]:
    """These segments, and where there is something new one that has room."""
    ids = set(known)
    if has_new:
        partly = IndexSegment.objects.filter(account=holder.account, entries__lt=FULL).exclude(counted=None).order_by("pk")
        ids.update(partly.values_list("pk", flat=True)[:1])
    rows = IndexSegment.objects.select_for_update().filter(pk__in=ids).order_by("pk")
    facts = SegmentFacts.objects.only("facts", "written", "lately").in_bulk(list(ids))
    return [_opened(row, facts[row.pk], holder) for row in rows]


def with_room(segments: dict[str, Segment], holder: Holder) -> Segment:
    """One of these segments that is not full; a new one where all are."""
    found = next((one for one in segments.values() if len(one.parts) < FULL), None)
    if found is None:
        found = Segment(IndexSegment(account=holder.account))
        segments[found.row.pk] = found
    return found


def _opened(row: IndexSegment, counted: SegmentFacts, holder: Holder) -> Segment:
    key = index_key(holder.opening)
    lines = unlock(bytes(row.held), key, bound(holder.account, row.pk, "held")).decode().split(BETWEEN)
    known: dict[str, Facts] = json.loads(unlock(bytes(counted.facts), key, bound(holder.account, row.pk, FACTS)))
    lately = unlock(bytes(counted.lately), key, bound(holder.account, row.pk, LATELY)).decode() if counted.lately else ""
    return Segment(row, {line[:ID]: Part(line, known[line[:ID]]) for line in lines}, counted.written, lately)


def save(segment: Segment, holder: Holder) -> None:
    """Write a segment, and all that is counted of it, under fresh locks; called in a transaction."""
    key, row = index_key(holder.opening), segment.row

    def locked(text: str, column: str) -> bytes:
        return lock(text.encode("utf-8", "replace"), key, bound(holder.account, row.pk, column))

    lines = locked(BETWEEN.join(part.line for part in segment.parts.values()), "held")
    facts = {safe_id: part.facts for safe_id, part in segment.parts.items()}
    columns: dict[str, Any] = {name: locked(made(facts), name) for name, made in READY.items()}
    columns[FACTS] = locked(json.dumps(facts), FACTS)
    columns["written"] = new_id()
    columns[LATELY] = locked(noted(segment.lately, segment.written, columns["written"], segment.changed), LATELY)
    if segment.written:
        write_bytes(IndexSegment, row.pk, {"entries": len(segment.parts), "held": lines})
        write_bytes(SegmentFacts, row.pk, columns)
    else:
        row.entries, row.held = len(segment.parts), lines
        row.save(force_insert=True)
        SegmentFacts.objects.create(segment=row, account=holder.account, form=FORM, **columns)


def bound(account: Account, segment_id: str, what: str) -> str:
    """What a column of a segment is locked for."""
    return f"index:{account.pk}/{segment_id}/{what}"
