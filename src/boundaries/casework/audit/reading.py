"""Reads the whole trail in bulk: for each line the bytes that were hashed, and the hash that stands beside them.

The database joins the fields, since a row as a Python object costs more than hashing it. The bytes come from the very columns
that the auditor sees, so a changed column changes them. A field that somebody emptied altogether gives bytes that do not fit either.
"""

from collections.abc import Sequence

import psycopg
from django.db import connection

_FIELDS = ("recorded_at", "actor", "act", "about", "detail")

_SQLITE = (
    "SELECT coalesce(CAST(previous || (sequence"
    + "".join(f" || x'1f' || {name}" for name in _FIELDS)
    + ") AS BLOB), x''), coalesce(CAST(hash AS BLOB), x'') FROM casework_trail ORDER BY sequence"
)
_POSTGRESQL = (
    f"SELECT coalesce(previous, '') || convert_to(concat_ws(chr(31), sequence, {', '.join(_FIELDS)}), 'UTF8'), coalesce(hash, '') "
    "FROM casework_trail ORDER BY sequence"
)


def messages_and_hashes() -> Sequence[tuple[bytes, bytes]]:
    """Every line in the order of the sequence: its canonical bytes and its stored hash, of one moment."""
    if connection.vendor == "postgresql":
        connection.ensure_connection()
        # Django's own cursor hands bytes over as hexadecimal text.
        with psycopg.Cursor(connection.connection) as cursor:
            rows: Sequence[tuple[bytes, bytes]] = cursor.execute(_POSTGRESQL, binary=True).fetchall()
            return rows
    with connection.cursor() as cursor:
        return cursor.execute(_SQLITE).fetchall()  # type: ignore[no-any-return]
