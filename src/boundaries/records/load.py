"""From a folder of exports to tables that can be trusted: found, typed, checked, numbered, stored."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import datetime
from hashlib import sha256
from pathlib import Path
from zoneinfo import ZoneInfo

import pyarrow as pa

from boundaries.engines.protocol import Engine
from boundaries.errors import BoundariesError, Fault
from boundaries.progress import Progress, silent
from boundaries.records.clock import missing_hour
from boundaries.records.contract import TABLES
from boundaries.records.endpoints import keep_spans, number_spans
from boundaries.records.folder import sources_in, strangers_in
from boundaries.records.keys import keep_keys
from boundaries.records.mapping.stacking import mapped_sources
from boundaries.records.reading import Reading, day_after, reading_of
from boundaries.records.rejecting import accepted, reject
from boundaries.records.source import Reject, Source
from boundaries.records.state import Records, TableState
from boundaries.records.store import number_name, store

_LONDON = ZoneInfo("Europe/London")


def load_records(
    folder: Path,
    engine: Engine,
    *,
    mapping: Path | None = None,
    as_of: datetime | None = None,
    now: datetime | None = None,
    progress: Progress = silent,
) -> Records:
    """Read a records folder into the engine: `loaded_TABLE` for every contract table, and the three key tables.

    Rows that break the contract are rejected with a reason and never lost. Events later than a day after `now` are rejected too,
    unless `as_of` is given (they are then simply not read yet). Raises BoundariesError where a whole file cannot be read.
    """
    progress("finding the tables")
    found, told = _found(folder, mapping, engine)
    latest = None if as_of is not None else day_after(now or datetime.now(_LONDON).replace(tzinfo=None))
    sources, warnings = _usable(found, folder)
    warnings = (*told, *warnings)
    with ThreadPoolExecutor(2) as pool:
        hashes = {name: pool.submit(_hash, source.paths) for name, source in sources.items()}
        readings, rejects = _read(sources, engine, latest, progress)
        rejected = {name for name, told in rejects.items() if len(told) > len(sources[name].rejects)}
        progress("numbering people and cases")
        keep_spans(readings, rejected, engine)
        keep_keys(readings, rejected, engine)
        number_spans(engine)
        states, newest = {}, []
        for done, name in enumerate(TABLES):
            progress(f"storing {name}", done, len(TABLES))
            reading = readings.get(name)
            store(name, reading, name in rejected, engine)
            if reading is None:
                states[name] = TableState(name, "", False, 0, 0, frozenset(), "")
                continue
            warnings = (*warnings, *reading.warnings)
            state, newest_at, clock_warnings = _state(reading, name in rejected, engine)
            states[name] = replace(state, rejected=len(rejects[name]), hash=hashes[name].result())
            warnings = (*warnings, *clock_warnings)
            newest += [newest_at] if newest_at is not None and name != "duties" else []
    for working in ("endpoint_spans", "endpoint_people", "endpoint_strays"):
        engine.drop(working)
    return Records(engine, states, _reject_table(sources, rejects), warnings, max(newest, default=None))


def _found(folder: Path, mapping: Path | None, engine: Engine) -> tuple[dict[str, Source], tuple[Fault, ...]]:
    """The tables that stand in the folder under their own names, or that a mapping makes from its files."""
    if mapping is None:
        return sources_in(folder, engine), strangers_in(folder)
    return mapped_sources(mapping, folder, engine), ()


def _usable(found: dict[str, Source], folder: Path) -> tuple[dict[str, Source], tuple[Fault, ...]]:
    """Sources with every required column; raises where members or people are missing or lack one."""
    usable, warnings, errors = {}, [], []
    for name, table in TABLES.items():
        source = found.get(name)
        if source is None:
            if table.required:
                errors.append(Fault(name, "this table must be there"))
            continue
        lacking = [column.name for column in table.columns if column.required and column.name not in source.schema.names]
        if lacking and table.required:
            errors.append(Fault(source.paths[0].name, f"lacks the required columns {', '.join(lacking)}"))
        elif lacking:
            warnings.append(Fault(source.paths[0].name, f"not used: lacks the required columns {', '.join(lacking)}"))
        else:
            usable[name] = source
    if errors:
        raise BoundariesError("the records lack what every scan needs", str(folder), "Export what is missing, or map it.", tuple(errors))
    return usable, tuple(warnings)


def _read(
    sources: dict[str, Source], engine: Engine, latest: datetime | None, progress: Progress
) -> tuple[dict[str, Reading], dict[str, tuple[Reject, ...]]]:
    readings, rejects = {}, {}
    for done, (name, source) in enumerate(sources.items()):
        progress(f"checking {name}", done, len(sources))
        readings[name] = reading_of(source, engine, latest)
        rejects[name] = reject(readings[name], engine)
    return readings, rejects


def _hash(paths: tuple[Path, ...]) -> str:
    digest = sha256()
    for path in paths:
        with path.open("rb") as file:
            while block := file.read(1 << 22):
                digest.update(block)
    return digest.hexdigest()


def _state(reading: Reading, rejected: bool, engine: Engine) -> tuple[TableState, datetime | None, list[Fault]]:
    """Count what a stored table holds, in one pass."""
    table = TABLES[reading.table]
    names = list(reading.source.schema.names)
    asked = {name: f"COUNT(t.{number_name(table.name, name)})" for name in names}
    if table.name == "contacts":
        asked.pop("endpoint", None)
        asked.pop("person_id", None)
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
    state = TableState(table.name, reading.source.paths[0].name, True, row["rows_kept"], 0, frozenset(held), "")
    return state, row["newest"], warnings


def _missing_hours(table: str, at: str, oldest: datetime, newest: datetime, engine: Engine) -> list[Fault]:
    hours = [missing_hour(year) for year in range(oldest.year, newest.year + 1)]
    ranges = [
        f"({at} >= {engine.dialect.timestamp(str(start))} AND {at} < {engine.dialect.timestamp(str(end))})"
        for start, end in hours if end > oldest and start <= newest
    ]
    if not ranges:
        return []
    count = engine.table(f"SELECT COUNT(*) AS n FROM loaded_{table} AS t WHERE {' OR '.join(ranges)}").to_pylist()[0]["n"]
    where = f"{table}.{TABLES[table].at}"
    return [Fault(where, f"{count} times fall in the hour that the spring clock change skips; kept as they stand")] if count else []


def _reject_table(sources: dict[str, Source], rejects: dict[str, tuple[Reject, ...]]) -> pa.Table:
    rows = sorted(sources[name].placed(one) for name, told in rejects.items() for one in told)
    return pa.table(
        {
            "table": pa.array([one.table for one in rows], pa.string()),
            "row": pa.array([one.row for one in rows], pa.int64()),
            "column": pa.array([one.column for one in rows], pa.string()),
            "reason": pa.array([one.reason for one in rows], pa.string()),
        }
    )

