"""The search index of an account: what each entry says, locked under a key that only the account's own gives.

It is kept in segments of some hundred entries, and read afresh where something was added. It is never an answer to who may see what: that
is the wraps. `wraps.let_go` removes a segment together with any wrap that it says something of.
"""

import json
import time
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime

import psycopg
from django.db import connection, transaction
from django.db.models import Exists, OuterRef, QuerySet
from psycopg import sql

from boundaries.casework.accounts.attendance import Holder
from boundaries.casework.content.compartments import SafeKeys, index_key
from boundaries.casework.content.pieces import plain_of
from boundaries.casework.content.saying import SEARCHED, said_by
from boundaries.casework.content.wraps import open_wrap
from boundaries.casework.models import Account, Entry, Indexed, IndexSegment, Safe, Sealed, Wrap
from boundaries.handover.symmetric import lock, unlock

FULL, BATCH = 256, 128
"""The most entries of a segment, and how many are read in one transaction."""
SECONDS = 0.4
"""How long a search reads what is new before it looks for the words."""
COUNTED = {"case_outcome": ("outcome", "decided_on")}
"""The kinds of piece that are counted over all cases, and which of their answers: a yearly return must not open every safe."""
ID, AT = 26, 20
_BETWEEN, _WITHIN = "\x1f", "\x1e"
_CLEARED = str.maketrans(_BETWEEN + _WITHIN, "  ")
_WHEN = "%Y%m%d%H%M%S%f"


@dataclass
class _Segment:
    """A segment in the clear: by safe, when its entry came with what it says, and what is counted of it."""

    row: IndexSegment
    parts: dict[str, tuple[str, list[str]]] = field(default_factory=dict, repr=False)


def refresh(holder: Holder, seconds: float | None = None) -> int:
    """Read what is new into the index, the newest first, for about so long at most; gives how many entries are still to be read."""
    begun = time.monotonic()
    for rows in (to_read(holder.account), _waiting(holder.account)):  # what is no entry's is only marked, once all else is read
        newest = rows.order_by("-pk").values_list("pk", flat=True)[:BATCH]
        while some := list(newest.all()):
            started = time.monotonic()
            with transaction.atomic():
                _read(some, holder)
            now = time.monotonic()
            if seconds is not None and now - begun + (now - started) > seconds:
                return to_read(holder.account).count()
    return 0


def entries_said(holder: Holder) -> Iterator[bytes]:
    """Of each entry in the index: its id, when it came, and what it says, as one line of bytes."""
    for held in _opened_all(holder, "held"):
        yield from held.split(_BETWEEN.encode())


def facts(holder: Holder, kind: str) -> list[dict[str, str]]:
    """What is counted of the newest piece of a kind, for every entry in the index that holds one."""
    begins = _WITHIN + kind + _WITHIN
    some = (held.decode().split(_BETWEEN) for held in _opened_all(holder, "facts"))
    lines = (line.split(_WITHIN)[2:] for held in some for line in held if line.startswith(begins, ID))
    return [dict(zip(COUNTED[kind], values, strict=True)) for values in lines]


def _opened_all(holder: Holder, column: str) -> Iterator[bytes]:
    """One column of every segment of an account, in the clear."""
    key = index_key(holder.opening)
    for segment_id, held in _rows(holder.account, column):
        yield unlock(bytes(held), key, _bound(holder.account, segment_id, column))


def _rows(account: Account, column: str) -> Iterator[tuple[str, bytes]]:
    if connection.vendor != "postgresql":
        yield from IndexSegment.objects.filter(account=account).values_list("segment_id", column).iterator(8)
        return
    connection.ensure_connection()
    asked = sql.SQL("SELECT segment_id, {} FROM casework_indexsegment WHERE account_id = %s").format(sql.Identifier(column))
    # Django's own cursor hands bytes over as hexadecimal text, twice as long.
    with psycopg.Cursor(connection.connection) as cursor:
        yield from cursor.stream(asked, [account.pk], binary=True)


def to_read(account: Account) -> QuerySet[Wrap]:
    """The wraps of entries of which the index does not hold all."""
    return _waiting(account).filter(Exists(Entry.objects.filter(pk=OuterRef("safe_id"))))


def _waiting(account: Account) -> QuerySet[Wrap]:
    """The wraps that the index has not looked at yet; there may be nothing in their safes for it, as in those of pairs."""
    return Wrap.objects.filter(account=account, is_indexed=False)


def _read(wrap_ids: list[int], holder: Holder) -> None:
    """Read these wraps' entries into segments. Their safes stay held meanwhile, so that nothing is added or taken away unseen."""
    Account.objects.select_for_update(no_key=True).get(pk=holder.account.pk)
    list(Safe.objects.select_for_update().filter(wraps__in=wrap_ids).order_by("pk").only("pk"))
    looked_at = list(_waiting(holder.account).filter(pk__in=wrap_ids).select_related("safe__entry"))
    wraps = [wrap for wrap in looked_at if hasattr(wrap.safe, "entry")]
    said = _said(wraps, holder)
    segments = _segments(wraps, holder) if wraps else []
    rows, place = [], {safe_id: one for one in segments for safe_id in one.parts}
    for wrap in wraps:
        segment = place.get(wrap.safe_id) or next((one for one in segments if len(one.parts) < FULL), None)
        if segment is None:
            segment = _Segment(IndexSegment(account=holder.account))
            segments.append(segment)
        if wrap.safe_id not in segment.parts:
            rows.append(Indexed(wrap=wrap, segment=segment.row))
        segment.parts[wrap.safe_id] = said[wrap.safe_id]
    for segment in segments:
        _save(segment, holder)
    Indexed.objects.bulk_create(rows)
    Wrap.objects.filter(pk__in=[wrap.pk for wrap in looked_at if not wrap.is_indexed]).update(is_indexed=True)


def _said(wraps: Iterable[Wrap], holder: Holder) -> dict[str, tuple[str, list[str]]]:
    """What the entries of these wraps say and what is counted of them; a wrap that opens slowly opens quickly from then on."""
    keys: dict[str, SafeKeys] = {}
    opened: dict[str, tuple[datetime, list[tuple[str, bytes]]]] = {}
    changed = []
    for wrap in wraps:
        keys[wrap.safe_id], is_changed = open_wrap(wrap, wrap.safe.generation, holder)
        opened[wrap.safe_id] = (wrap.safe.entry.registered_at, [])
        if is_changed:
            wrap.is_indexed = True  # with the same writing: each rewrites every index of the table
            changed.append(wrap)
    Wrap.objects.bulk_update(changed, ["held", "form", "is_indexed"])
    pieces = Sealed.objects.filter(safe__in=list(keys), compartment__in=SEARCHED, is_withdrawn=False)
    for row in pieces.order_by("made_at", "sealed_id"):
        opened[row.safe_id][1].append((row.kind, plain_of(row, keys[row.safe_id])))
    return {safe_id: (_line(safe_id, at, some), _facts(safe_id, some)) for safe_id, (at, some) in opened.items()}


def _line(safe_id: str, at: datetime, pieces: Iterable[tuple[str, bytes]]) -> str:
    return f"{safe_id}{at:{_WHEN}}{said_by(pieces).translate(_CLEARED)}"


def _facts(safe_id: str, pieces: Iterable[tuple[str, bytes]]) -> list[str]:
    """The newest piece of each kind that is counted."""
    newest = {kind: plain for kind, plain in pieces if kind in COUNTED}
    told = {kind: json.loads(plain)["values"] for kind, plain in newest.items()}
    lines = ((kind, *(str(values.get(name, "")).translate(_CLEARED) for name in COUNTED[kind])) for kind, values in told.items())
    return [_WITHIN.join((safe_id, *line)) for line in lines]


def _segments(wraps: Iterable[Wrap], holder: Holder) -> list[_Segment]:
    """The segments that hold something of these wraps already, and one that has room."""
    known = Indexed.objects.filter(wrap__in=wraps).values("segment")
    room = IndexSegment.objects.filter(account=holder.account, entries__lt=FULL).order_by("pk").values("pk")[:1]
    ids = {*known.values_list("segment", flat=True), *room.values_list("pk", flat=True)}
    rows = IndexSegment.objects.select_for_update().filter(pk__in=ids).order_by("pk")
    return [_opened(row, holder) for row in rows]


def _opened(row: IndexSegment, holder: Holder) -> _Segment:
    key = index_key(holder.opening)
    lines = unlock(bytes(row.held), key, _bound(holder.account, row.pk, "held")).decode().split(_BETWEEN)
    parts: dict[str, tuple[str, list[str]]] = {line[:ID]: (line, []) for line in lines}
    for fact in unlock(bytes(row.facts), key, _bound(holder.account, row.pk, "facts")).decode().split(_BETWEEN):
        if fact:
            parts[fact[:ID]][1].append(fact)
    return _Segment(row, parts)


def _save(segment: _Segment, holder: Holder) -> None:
    key, row = index_key(holder.opening), segment.row
    row.entries = len(segment.parts)
    lines = _BETWEEN.join(line for line, _ in segment.parts.values())
    facts = _BETWEEN.join(fact for _, some in segment.parts.values() for fact in some)
    row.held = lock(lines.encode("utf-8", "replace"), key, _bound(holder.account, row.pk, "held"))
    row.facts = lock(facts.encode("utf-8", "replace"), key, _bound(holder.account, row.pk, "facts"))
    row.save()


def _bound(account: Account, segment_id: str, what: str) -> str:
    return f"index:{account.pk}/{segment_id}/{what}"
