"""Finding a force's files in a folder: one per table, Parquet before CSV, and what is wrong with the folder itself."""

import os
from collections import Counter
from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType

import pyarrow as pa
import pyarrow.parquet as pq

from boundaries.engines.protocol import Engine
from boundaries.errors import BoundariesError, Fault
from boundaries.records.contract import TABLES
from boundaries.records.csvfile import header_of, put_csv
from boundaries.records.parquetfile import ROW_NUMBER, is_bytes, put_parquet
from boundaries.records.source import Source

_ENDINGS = (".parquet", ".csv")
NOTHING: Mapping[str, Source] = MappingProxyType({})
"""What is mapped where there is no mapping."""


def sources_in(folder: Path, engine: Engine, mapped: Mapping[str, Source] = NOTHING) -> dict[str, Source]:
    """Every contract table found in a records folder, in the contract's order, as raw relations of the engine.

    A table that a mapping has made already is taken from there, and no file that the mapping reads is read again.
    """
    names = _names_in(folder) - _read_by(mapped, folder)
    sources = {}
    for table in TABLES:
        if table in mapped:
            sources[table] = mapped[table]
            continue
        file = next((table + ending for ending in _ENDINGS if table + ending in names), None)
        if file is not None:
            sources[table] = (
                _read_parquet(table, folder / file, engine)
                if file.endswith(".parquet")
                else _read_csv(table, folder / file, engine)
            )
    if not sources:
        held = ", ".join(sorted(names)[:5]) or "nothing"
        raise BoundariesError(
            f"no records found; the folder holds {held}",
            str(folder),
            "A records folder holds one file per table, such as members.parquet or members.csv. Files named otherwise need a mapping.",
        )
    return sources


def _read_by(mapped: Mapping[str, Source], folder: Path) -> set[str]:
    """The names of the files of the folder that a mapping reads."""
    return {path.name for source in mapped.values() for path in source.paths if path.parent == folder}


def strangers_in(folder: Path, mapped: Mapping[str, Source] = NOTHING) -> tuple[Fault, ...]:
    """Files that no table is read from: another name, or a CSV beside a Parquet file of the same table."""
    faults = []
    names = _names_in(folder) - _read_by(mapped, folder)
    for name in sorted(names):
        stem, ending = Path(name).stem, Path(name).suffix
        if ending.lower() not in (*_ENDINGS, ".xlsx", ".tsv", ".txt"):
            continue
        if stem in TABLES and ending == ".csv" and stem + ".parquet" in names:
            faults.append(Fault(name, f"not read, since {stem}.parquet is there too"))
        elif stem in mapped and ending in _ENDINGS:
            faults.append(Fault(name, f"not read, since the mapping gives {stem}"))
        elif stem not in TABLES or ending not in _ENDINGS:
            faults.append(Fault(name, "not read: its name is not that of a table"))
    return tuple(faults)


def _names_in(folder: Path) -> set[str]:
    if not folder.exists():
        raise BoundariesError("there is no such folder", str(folder), "Give the folder that holds the exported tables.")
    if not folder.is_dir():
        raise BoundariesError("this is a file, not a folder", str(folder), "Give the folder that holds the exported tables.")
    try:
        return {entry.name for entry in os.scandir(folder) if entry.is_file()}
    except PermissionError as error:
        raise BoundariesError(
            "may not read this folder", str(folder), "Ask for the right to read it, or copy the records."
        ) from error


def contract_names(table: str, found: list[str], path: Path) -> tuple[dict[str, str], tuple[Fault, ...]]:
    """Which found column stands for which contract column (case and spaces apart), with warnings on the others."""
    columns = {column.name for column in TABLES[table].columns}
    tidied = [(name, name.strip().lower().replace(" ", "_").replace("-", "_")) for name in found]
    twice = sorted(name for name, count in Counter(tidy for _, tidy in tidied).items() if count > 1 and name in columns)
    if twice:
        raise BoundariesError(
            f"more than one column is called {', '.join(twice)}", path.name, "Keep one of them, or write a mapping."
        )
    names = {tidy: name for name, tidy in tidied if tidy in columns}
    warnings = []
    if changed := [f"{name!r} as {tidy}" for tidy, name in names.items() if name != tidy]:
        warnings.append(Fault(path.name, f"column names read apart from case and spaces: {', '.join(changed)}"))
    if unknown := [name or "(no name)" for name, tidy in tidied if tidy not in columns]:
        warnings.append(Fault(path.name, f"columns that no table has are not read: {', '.join(unknown)}"))
    return names, tuple(warnings)


def _read_parquet(table: str, path: Path, engine: Engine) -> Source:
    try:
        with pq.ParquetFile(path) as file:
            found = file.schema_arrow
    except PermissionError as error:
        raise BoundariesError("may not read this file", path.name, "Ask for the right to read it.") from error
    except (pa.ArrowException, OSError, ValueError) as error:
        raise BoundariesError("not a whole Parquet file; it may be cut short", path.name, "Export or copy it again.") from error
    names, warnings = contract_names(table, found.names, path)
    if _needs_rewriting(found, names):
        return put_parquet(engine, table, path, names, warnings)
    columns = [f"{engine.dialect.quoted(name)} AS {tidy}" for tidy, name in names.items()]
    raw = f"raw_{table}"
    engine.view(raw, f"SELECT {', '.join([*columns, 'file_row_number + 1 AS file_row'])} FROM {engine.read_parquet(path)}")
    schema = pa.schema([(tidy, found.field(name).type) for tidy, name in names.items()])
    return Source(table, (path,), raw, schema, warnings=warnings, stays=True)


def _needs_rewriting(found: pa.Schema, names: Mapping[str, str]) -> bool:
    """Whether a file has a column under the name by which engines number rows, or keeps text as bytes, as some systems write it."""
    return any(name.lower() == ROW_NUMBER for name in found.names) or any(
        is_bytes(found.field(name).type) for name in names.values()
    )


def _read_csv(table: str, path: Path, engine: Engine) -> Source:
    header = list(header_of(path, table))
    names, warnings = contract_names(table, header, path)
    tidied = {name: tidy for tidy, name in names.items()}
    raw = f"raw_{table}"
    rejects = put_csv(engine, raw, path, table, [tidied.get(name) for name in header])
    schema = pa.schema([(tidied[name], pa.string()) for name in header if name in tidied])
    return Source(table, (path,), raw, schema, rejects=rejects, warnings=warnings)
