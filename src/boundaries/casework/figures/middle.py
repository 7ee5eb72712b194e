"""The middle of many moments, found by the database in one pass: PostgreSQL can, and SQLite is taught it."""

from datetime import datetime, timedelta
from statistics import median
from typing import Any

from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import Aggregate, FloatField

_BEGINNING = datetime(1970, 1, 1)
_NAME = "MIDDLE"


class Middle(Aggregate):
    """The middle of the moments in a column, or halfway between the two in the middle, in seconds; read with `moment`."""

    function = _NAME
    arity = 1

    def __init__(self, column: str, **told: Any) -> None:
        super().__init__(column, output_field=FloatField(), **told)

    def as_postgresql(self, compiler: Any, connection: BaseDatabaseWrapper, **told: Any) -> tuple[str, Any]:
        """The same in the words of PostgreSQL; as a local time, since it would count the seconds of another zone."""
        template = "PERCENTILE_CONT(0.5) WITHIN GROUP (ORDER BY EXTRACT(EPOCH FROM (%(expressions)s)::timestamp))"
        return self.as_sql(compiler, connection, template=template, **told)


def moment(seconds: float) -> datetime:
    """The moment that so many seconds stand for."""
    return _BEGINNING + timedelta(seconds=seconds)


class _OfSqlite:
    """What SQLite calls for each row, and at the end of each group."""

    def __init__(self) -> None:
        self._held: list[str] = []
        self.step = self._held.append

    def finalize(self) -> float:
        held = sorted(self._held)  # as text they are in order
        two = held[(len(held) - 1) // 2 : len(held) // 2 + 1]
        return median((datetime.fromisoformat(text) - _BEGINNING).total_seconds() for text in two)


def teach(connection: BaseDatabaseWrapper, **_: object) -> None:
    """Teach a new connection to SQLite to find the middle."""
    if connection.vendor == "sqlite":
        connection.connection.create_aggregate(_NAME, 1, _OfSqlite)
