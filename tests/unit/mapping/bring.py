"""Small mappings written out and brought in, as the tests of this folder need them."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from boundaries.engines.duckdb import DuckDBEngine
from boundaries.records.mapping.stacking import mapped_sources
from boundaries.records.source import Source


def write(folder: Path, mapping: str, files: Mapping[str, str | bytes]) -> Path:
    """Write a mapping and the files it names into a folder; the mapping's path."""
    for name, content in files.items():
        (folder / name).write_bytes(content if isinstance(content, bytes) else content.encode())
    path = folder / "mapping.toml"
    path.write_text(mapping, encoding="utf-8")
    return path


@contextmanager
def brought(folder: Path, mapping: str, files: Mapping[str, str | bytes]) -> Iterator[tuple[DuckDBEngine, dict[str, Source]]]:
    """The raw relations that a mapping makes."""
    path = write(folder, mapping, files)
    engine = DuckDBEngine(threads=1, memory_gib=0.5)
    try:
        yield engine, mapped_sources(path, folder, engine)
    finally:
        engine.close()


def rows(folder: Path, mapping: str, files: Mapping[str, str | bytes], table: str) -> list[dict[str, Any]]:
    """The rows of one raw relation, in order, without their numbers."""
    with brought(folder, mapping, files) as (engine, sources):
        names = ", ".join(f"r.{name} AS {name}" for name in sources[table].schema.names)
        return engine.table(f"SELECT {names} FROM raw_{table} AS r ORDER BY r.file_row").to_pylist()
