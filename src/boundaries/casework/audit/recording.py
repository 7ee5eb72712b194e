"""Writes a line of the trail, in the same transaction as the look or the change itself."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import NamedTuple, Protocol
from zoneinfo import ZoneInfo

from django.db import connection, transaction

from boundaries.casework.audit.acts import Act
from boundaries.casework.audit.chain import BEGINNING, Line, canonical, check_plain, digest, written
from boundaries.casework.audit.witness import witness_after_commit
from boundaries.casework.models.trail import TrailLine

_LONDON = ZoneInfo("Europe/London")
_LOCK = 0x626F756E_61756469
"""The advisory lock that lets one transaction at a time add to the trail on PostgreSQL."""
_AT_ONCE = 500
# Every page writes a line: as rows of a model it would take four times as long as all else that is done for it.
_COLUMNS = (*Line._fields, "previous", "hash")
_LAST = f"SELECT sequence, hash, recorded_at FROM {TrailLine._meta.db_table} ORDER BY sequence DESC LIMIT 1"
_ADD = f"INSERT INTO {TrailLine._meta.db_table} ({', '.join(_COLUMNS)}) VALUES "
_ROW = f"({', '.join(['%s'] * len(_COLUMNS))})"
_CLOCK_SLACK = timedelta(seconds=2)


class Actor(Protocol):
    """Whoever acts: an account, known by its id."""

    @property
    def pk(self) -> object:
        """The account's id."""


def record(actor: Actor | None, act: Act, about: str = "", detail: Mapping[str, str] | None = None) -> None:
    """Add one line: who (None is the system itself), what, about which report, case, entry or account id.

    `detail` holds counts, kinds and ids: no content, no name, no word searched for. Call it last in the transaction of the
    change: on PostgreSQL others who record wait until that transaction ends. If it fails, the change must fail too.
    """
    record_each(actor, act, (about,), detail)


def record_each(actor: Actor | None, act: Act, about: Iterable[str], detail: Mapping[str, str] | None = None) -> None:
    """Add a line for each id, as `record` does, with as many questions to the database as for one."""
    record_all(actor, ((act, one, detail) for one in about))


def record_all(actor: Actor | None, told: Iterable[tuple[Act, str, Mapping[str, str] | None]]) -> None:
    """Add a line for each act, what it was about and its detail, as `record` does; as many questions to the database as for one."""
    by, wanted = "" if actor is None else str(actor.pk), list(told)
    for _, about, _ in wanted:
        check_plain(actor=by, about=about)
    if not wanted:
        return
    with transaction.atomic(savepoint=False):
        _wait_for_turn()
        sequence, previous, last_at = _head()
        now = datetime.now(_LONDON)
        lines = [(by, *one) for one in wanted]
        if last_at - now > _CLOCK_SLACK:
            lines.insert(0, ("", Act.CLOCK_WENT_BACK, "", {"seconds": str(int((last_at - now).total_seconds()))}))
        rows = []
        for line in lines:
            rows.append(_row(sequence, previous, now, *line))
            sequence, previous = rows[-1].line.sequence, rows[-1].hash
        _add(rows)
        witness_after_commit(sequence, previous)


def _wait_for_turn() -> None:
    """Let nobody else add until this transaction ends; an SQLite transaction has its turn from its first statement."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_LOCK])


def _head() -> tuple[int, bytes, datetime]:
    """The last line's sequence, hash and time; before the first line, what stands for them."""
    with connection.cursor() as cursor:
        cursor.execute(_LAST)
        last = cursor.fetchone()
    if last is None:
        return 0, BEGINNING, datetime.min.replace(tzinfo=_LONDON)
    return last[0], bytes(last[1]), datetime.fromisoformat(last[2])


class _Row(NamedTuple):
    """A line with the hash of the one before it and its own."""

    line: Line
    previous: bytes
    hash: bytes


def _row(last: int, previous: bytes, now: datetime, actor: str, act: Act, about: str, detail: Mapping[str, str] | None) -> _Row:
    """The line that follows another, not saved yet."""
    line = Line(last + 1, now.isoformat(timespec="microseconds"), actor, act.value, about, written(detail))
    return _Row(line, previous, digest(canonical(previous, line)))


def _add(rows: Sequence[_Row]) -> None:
    with connection.cursor() as cursor:
        for first in range(0, len(rows), _AT_ONCE):
            some = rows[first : first + _AT_ONCE]
            values = [value for one in some for value in (*one.line, one.previous, one.hash)]
            cursor.execute(_ADD + ", ".join([_ROW] * len(some)), values)
