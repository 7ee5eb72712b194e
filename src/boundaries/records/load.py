"""From a folder of exports to tables that can be trusted: found, typed, checked, numbered, stored."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime
from hashlib import sha256
from pathlib import Path
from zoneinfo import ZoneInfo

import pyarrow as pa

from boundaries.engines.protocol import Engine
from boundaries.errors import BoundariesError, Fault
from boundaries.progress import Progress, silent
from boundaries.records.contract import TABLES
from boundaries.records.counting import Counted, count
from boundaries.records.endpoints import keep_spans, number_spans
from boundaries.records.folder import sources_in, strangers_in
from boundaries.records.keys import keep_keys
from boundaries.records.mapping.stacking import mapped_sources
from boundaries.records.reading import Reading, day_after, reading_of
from boundaries.records.rejecting import reject
from boundaries.records.source import Reject, Source
from boundaries.records.state import Records, TableState
from boundaries.records.store import store

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
    found, told = _found(folder, mapping, engine, progress)
    latest = None if as_of is not None else day_after(now or datetime.now(_LONDON).replace(tzinfo=None))
    sources, unused = _usable(found, folder)
    warnings = [*told, *unused]
    with ThreadPoolExecutor(2) as pool:
        hashes = {name: pool.submit(_hash, source.paths) for name, source in sources.items()}
        readings, rejects = _read(sources, engine, latest, progress)
        rejected = {name for name, rows in rejects.items() if len(rows) > len(sources[name].rejects)}
        progress("numbering people and cases")
        keep_spans(readings, rejected, engine)
        warnings += keep_keys(readings, rejected, engine)
        number_spans(engine)
        states: dict[str, TableState] = {}
        newest: list[datetime] = []
        for name, counted in _stored(readings, rejected, engine, progress):
            if counted is None:
                states[name] = TableState(name, "", False, 0, 0, frozenset(), "")
                continue
            states[name] = TableState(
                name,
                sources[name].paths[0].name,
                True,
                counted.rows,
                len(rejects[name]),
                counted.held,
                hashes[name].result(),
                frozenset(sources[name].schema.names) - counted.held,
            )
            warnings += [*readings[name].warnings, *counted.warnings]
            newest += [counted.newest_at] if counted.newest_at is not None and name != "duties" else []
    _forget(found, engine)
    return Records(engine, states, _reject_table(sources, rejects), tuple(warnings), max(newest, default=None))


def _stored(
    readings: dict[str, Reading], rejected: set[str], engine: Engine, progress: Progress
) -> Iterator[tuple[str, Counted | None]]:
    """Keep every table, and tell in the contract's order what each holds; None where it was not there."""

    def kept(name: str) -> Counted | None:
        reading = readings.get(name)
        store(name, reading, name in rejected, engine)
        return count(reading, name in rejected, engine) if reading is not None else None

    progress("storing the tables", 0, len(TABLES))
    # Two at a time, as they are checked: most are too small to keep both processors busy.
    with ThreadPoolExecutor(2) as pool:
        for done, (name, counted) in enumerate(zip(TABLES, pool.map(kept, TABLES), strict=True), start=1):
            progress("storing the tables", done, len(TABLES))
            yield name, counted


def _found(folder: Path, mapping: Path | None, engine: Engine, progress: Progress) -> tuple[dict[str, Source], tuple[Fault, ...]]:
    """The tables that a mapping makes from the files of a folder, and those that stand in it under their own names."""
    mapped = mapped_sources(mapping, folder, engine, progress) if mapping else {}
    return sources_in(folder, engine, mapped), strangers_in(folder, mapped)


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
        raise BoundariesError(
            "the records lack what every scan needs", str(folder), "Export what is missing, or map it.", tuple(errors)
        )
    return usable, tuple(warnings)


def _read(
    sources: dict[str, Source], engine: Engine, latest: datetime | None, progress: Progress
) -> tuple[dict[str, Reading], dict[str, tuple[Reject, ...]]]:
    def checked(source: Source) -> tuple[Reading, tuple[Reject, ...]]:
        try:
            reading = reading_of(source, engine, latest)
            return reading, reject(reading, engine)
        except BoundariesError as error:
            raise BoundariesError(error.what, source.paths[0].name, error.to_do) from error

    readings: dict[str, Reading] = {}
    rejects: dict[str, tuple[Reject, ...]] = {}
    progress("checking the tables", 0, len(sources))
    # Two at a time: what is sorted of one table keeps one processor busy only, and the engine reads the other meanwhile.
    with ThreadPoolExecutor(2) as pool:
        for name, (reading, told) in zip(sources, pool.map(checked, sources.values()), strict=True):
            readings[name], rejects[name] = reading, told
            progress("checking the tables", len(readings), len(sources))
    return readings, rejects


def _forget(found: dict[str, Source], engine: Engine) -> None:
    """Let go of everything that only loading needed."""
    for name in ("endpoint_spans", "endpoint_people", "endpoint_strays"):
        engine.drop(name)
    for name, source in found.items():
        # The texts of contacts are read through these later on.
        if not (name == "contacts" and source.stays):
            engine.drop(f"rejected_{name}")
            engine.drop(f"read_{name}")
            engine.drop(source.relation)


def _hash(paths: tuple[Path, ...]) -> str:
    digest = sha256()
    for path in paths:
        with path.open("rb") as file:
            while block := file.read(1 << 22):
                digest.update(block)
    return digest.hexdigest()


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
