"""Keeps the ledger in the unit's database: adds lines in their order, reads them back."""

from collections.abc import Iterable
from datetime import datetime
from zoneinfo import ZoneInfo

from django.db import connection, transaction

from boundaries.training.ledger.chain import BEGINNING, Line, check_plain, hash_of
from boundaries.training.ledger.entries import Entry, read, written
from boundaries.training.ledger.standing import Numbered
from boundaries.training.models import LedgerLine

_LONDON = ZoneInfo("Europe/London")
_LOCK = 0x626F756E_6C656467
"""The advisory lock that lets one transaction at a time add to the ledger on PostgreSQL."""
_BATCH = 1000
_FIELDS = ("sequence", "recorded_at", "recorded_by", "what", "number", "body", "hash")


def append(entries: Iterable[Entry], by: str) -> int:
    """Add entries, all or none, and give how many; `by` is a workforce number, an account's id, or the command that did it."""
    check_plain(by=by)
    with transaction.atomic():
        if connection.vendor == "postgresql":  # an SQLite transaction has its turn from its first statement
            with connection.cursor() as cursor:
                cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_LOCK])
        last = LedgerLine.objects.order_by("-sequence").values_list("sequence", "hash").first()
        sequence, previous = (last[0], bytes(last[1])) if last else (0, BEGINNING)
        first, made = sequence, []
        now = datetime.now(_LONDON).isoformat(timespec="microseconds")
        for entry in entries:
            check_plain(number=entry.number)
            sequence += 1
            fields = (sequence, now, by, entry.what, entry.number, written(entry))
            joined = hash_of(previous, *fields)
            made.append(LedgerLine(**dict(zip(_FIELDS, (*fields, joined), strict=True)), previous=previous))
            previous = joined
        LedgerLine.objects.bulk_create(made, batch_size=_BATCH)
    return sequence - first


def head() -> bytes:
    """The last line's hash, or what stands before the first line."""
    last = LedgerLine.objects.order_by("-sequence").values_list("hash", flat=True).first()
    return BEGINNING if last is None else bytes(last)


def lines(number: str | None = None) -> list[Line]:
    """Every line in its order, or those of one person."""
    kept = LedgerLine.objects.order_by("sequence").values_list(*_FIELDS)
    chosen = kept if number is None else kept.filter(number=number)
    return [Line._make((*fields[:-1], bytes(fields[-1]))) for fields in chosen.iterator(chunk_size=5000)]


def entries(number: str | None = None) -> list[Numbered]:
    """What the lines say, with their sequences."""
    return told(lines(number))


def told(kept: Iterable[Line]) -> list[Numbered]:
    """What these lines say."""
    return [(line.sequence, read(line.what, line.body)) for line in kept]
