"""Reading a Parquet file that an engine cannot read as it stands: its rows are numbered here, and bytes become text."""

from collections.abc import Iterator, Mapping
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from boundaries.engines.protocol import Engine
from boundaries.errors import BoundariesError, Fault
from boundaries.records.source import Source

ROW_NUMBER = "file_row_number"


def is_bytes(found: pa.DataType) -> bool:
    """Whether a column holds bytes of which the file does not say that they are text."""
    return bool(pa.types.is_binary(found) or pa.types.is_large_binary(found) or pa.types.is_fixed_size_binary(found))


def put_parquet(engine: Engine, table: str, path: Path, names: Mapping[str, str], warnings: tuple[Fault, ...]) -> Source:
    """Store the columns of a Parquet file (`names` gives the file's by the contract's) as `raw_TABLE`, with `file_row` from 1."""
    with pq.ParquetFile(path) as file:
        found = [(tidy, file.schema_arrow.field(name).type) for tidy, name in names.items()]
        schema = pa.schema([(tidy, pa.string() if is_bytes(held) else held) for tidy, held in found])
        stored = schema.append(pa.field("file_row", pa.int64()))
        unread: list[str] = []
        engine.put(f"raw_{table}", pa.RecordBatchReader.from_batches(stored, _batches(file, names, stored, unread)))
    if unread:
        raise BoundariesError(
            f"the column {unread[0]} holds bytes that are not UTF-8 text",
            path.name,
            "Export it as text, or leave the column out.",
        )
    return Source(table, (path,), f"raw_{table}", schema, warnings=warnings)


def _batches(file: pq.ParquetFile, names: Mapping[str, str], stored: pa.Schema, unread: list[str]) -> Iterator[pa.RecordBatch]:
    """The wanted columns with their rows' numbers; the stream ends at the first column that does not read, and `unread` names it."""
    row = 0
    for batch in file.iter_batches(columns=list(names.values())):
        columns = []
        for name in names.values():
            try:
                columns.append(_as_text(batch.column(name)))
            except pa.ArrowException:
                unread.append(name)
                return
        numbers = pa.array(range(row + 1, row + batch.num_rows + 1), pa.int64())
        yield pa.RecordBatch.from_arrays([*columns, numbers], schema=stored)
        row += batch.num_rows


def _as_text(column: pa.Array) -> pa.Array:
    return column.cast(pa.binary()).cast(pa.string()) if is_bytes(column.type) else column
