"""What a stored table turned out to hold: rows, columns with values, its newest time, times no clock showed."""

from dataclasses import dataclass
from datetime import datetime

from boundaries.engines.protocol import Engine
from boundaries.errors import Fault
from boundaries.records.clock import missing_hour
from boundaries.records.contract import TABLES
from boundaries.records.reading import Reading
from boundaries.records.rejecting import accepted
from boundaries.records.store import number_name


@dataclass(frozen=True)
class Counted:
    """Accepted rows, the columns that hold at least one value, the newest time where the table has times, and warnings."""

    rows: int
    held: frozenset[str]
    newest_at: datetime | None
    warnings: list[Fault]


def count(reading: Reading, rejected: bool, engine: Engine) -> Counted:
    """Count what a stored table holds, in one pass."""
    table = TABLES[reading.table]
    names = list(reading.source.schema.names)
    asked = {name: f"COUNT(t.{number_name(table.name, name)})" for name in names}
    if table.name == "contacts":
        asked.pop("endpoint", None)
        asked.pop("person_id", None)
        asked |= {"contact_id": "COUNT(*)", "text": "COUNT(CASE WHEN t.worded THEN 1 END)"}
        asked = {name: count for name, count in asked.items() if name in names}
    parts = [f"{count} AS {name}_held" for name, count in asked.items()]
    at = f"t.{table.at}" if table.at else "CAST(NULL AS TIMESTAMP)"
    row = engine.table(
        f"SELECT COUNT(*) AS rows_kept, MIN({at}) AS oldest, MAX({at}) AS newest{''.join(', ' + part for part in parts)}"
        f" FROM loaded_{table.name} AS t"
    ).to_pylist()[0]
    held = {name for name in asked if row[f"{name}_held"]}
    for name in {"person_id", "endpoint"} & set(names) - set(asked):
        probe = f"SELECT 1 AS one FROM {accepted(reading, rejected)} WHERE {reading.sql[name]} IS NOT NULL LIMIT 1"
        held |= {name} if engine.table(probe).num_rows else set()
    warnings = _missing_hours(table.name, at, row["oldest"], row["newest"], engine) if row["newest"] else []
    return Counted(row["rows_kept"], frozenset(held), row["newest"], warnings)


def _missing_hours(table: str, at: str, oldest: datetime, newest: datetime, engine: Engine) -> list[Fault]:
    hours = [missing_hour(year) for year in range(oldest.year, newest.year + 1)]
    ranges = [
        f"({at} >= {engine.dialect.timestamp(str(start))} AND {at} < {engine.dialect.timestamp(str(end))})"
        for start, end in hours
        if end > oldest and start <= newest
    ]
    if not ranges:
        return []
    count = engine.table(f"SELECT COUNT(*) AS n FROM loaded_{table} AS t WHERE {' OR '.join(ranges)}").to_pylist()[0]["n"]
    where = f"{table}.{TABLES[table].at}"
    return (
        [Fault(where, f"{count} times fall in the hour that the spring clock change skips; kept as they stand")] if count else []
    )
