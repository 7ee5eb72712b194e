"""Reads the whole trail in bulk: for each line the bytes that were hashed, and the hash that stands beside them.

The database joins the fields, since a row as a Python object costs more than hashing it. The bytes come from the very columns
that the auditor sees, so a changed column changes them. A field that somebody emptied altogether gives bytes that do not fit either.

The lines come some hundreds at a time. Their memory is used again for the next ones: with all of them held at once, getting memory
from the system cost as much as the hashing.
"""

from collections.abc import Iterator, Sequence
from functools import partial

import psycopg
from django.db import connection

_AT_ONCE = 256
_FIELDS = ("recorded_at", "actor", "act", "about", "detail")

_SQLITE = (
    "SELECT coalesce(CAST(previous || (sequence"
    + "".join(f" || x'1f' || {name}" for name in _FIELDS)
    + ") AS BLOB), x''), coalesce(CAST(hash AS BLOB), x'') FROM casework_trail ORDER BY sequence LIMIT -1 OFFSET %s"
)
_POSTGRESQL = (
    f"SELECT coalesce(previous, '') || convert_to(concat_ws(chr(31), sequence, {', '.join(_FIELDS)}), 'UTF8'), coalesce(hash, '') "
    "FROM casework_trail ORDER BY sequence OFFSET %s"
)


def messages_and_hashes(after: int = 0) -> Iterator[Sequence[tuple[bytes, bytes]]]:
    """Every line after the first so many, in the order of the sequence: its canonical bytes and its stored hash, all of one moment."""
    if connection.vendor == "postgresql":
        connection.ensure_connection()
        # Django's own cursor hands bytes over as hexadecimal text.
        with psycopg.Cursor(connection.connection) as rows:
            rows.execute(_POSTGRESQL, [after], binary=True)
            yield from iter(partial(rows.fetchmany, _AT_ONCE), [])
        return
    with connection.cursor() as cursor:
        cursor.execute(_SQLITE, [after])
        yield from iter(partial(cursor.fetchmany, _AT_ONCE), [])
