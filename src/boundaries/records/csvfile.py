"""Reading a CSV file whole: every row stored as text, or named with its number and the reason it could not be."""

import csv as _csv
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pyarrow as pa
import pyarrow.csv as arrow_csv

from boundaries.engines.protocol import Engine
from boundaries.records.source import Reject

_BLOCK = 8 << 20


@dataclass(frozen=True)
class CsvFile:
    """What was stored of a CSV file: its columns as named in the header and the rows that could not be read."""

    columns: tuple[str, ...]
    rejects: tuple[Reject, ...]


def put_csv(
    engine: Engine, name: str, path: Path, *, table: str = "", delimiter: str = ",", encoding: str = "utf-8"
) -> CsvFile:
    """Store a CSV file as the engine table `name`: its columns as found, all VARCHAR ('' where empty), and `file_row` from 1.

    Raises BoundariesError for another encoding (with the line) or another delimiter. Rows that cannot be read come back as
    rejects of `table`.
    """
    columns = header_of(path, delimiter, encoding)
    if not columns:
        engine.put(name, pa.table({"file_row": pa.array([], pa.int64())}))
        return CsvFile((), ())
    options = arrow_csv.ConvertOptions(column_types={column: pa.string() for column in columns}, strings_can_be_null=False)
    reader = arrow_csv.open_csv(
        path,
        read_options=arrow_csv.ReadOptions(block_size=_BLOCK, encoding=encoding),
        parse_options=arrow_csv.ParseOptions(delimiter=delimiter, newlines_in_values=True),
        convert_options=options,
    )
    schema = pa.schema([*((column, pa.string()) for column in columns), ("file_row", pa.int64())])
    engine.put(name, pa.RecordBatchReader.from_batches(schema, _numbered(reader, schema)))
    return CsvFile(columns, ())


def header_of(path: Path, delimiter: str, encoding: str) -> tuple[str, ...]:
    """The column names of a CSV file; none where the file is empty."""
    with path.open(encoding="utf-8-sig" if encoding == "utf-8" else encoding, newline="") as file:
        return tuple(next(_csv.reader(file, delimiter=delimiter), ()))


def _numbered(reader: Iterator[pa.RecordBatch], schema: pa.Schema) -> Iterator[pa.RecordBatch]:
    row = 1
    for batch in reader:
        numbers = pa.array(range(row, row + batch.num_rows), pa.int64())
        yield pa.RecordBatch.from_arrays([*batch.columns, numbers], schema=schema)
        row += batch.num_rows

