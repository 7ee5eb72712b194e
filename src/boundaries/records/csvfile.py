"""Reading a CSV file whole: every row stored as text, or named with its number and the reason it could not be read."""

import csv
from collections.abc import Iterator
from itertools import islice
from pathlib import Path

import pyarrow as pa
import pyarrow.csv as arrow_csv

from boundaries.engines.protocol import Engine
from boundaries.errors import BoundariesError
from boundaries.records.contract import TABLES
from boundaries.records.csvbytes import check_encoding, quotes_pair_up
from boundaries.records.csvrepair import rows_of
from boundaries.records.source import Reject

_BLOCK = 8 << 20
_BATCH = 100_000
_OTHER_DELIMITERS = {";": "semicolons", "\t": "tabs", "|": "upright bars"}


def header_of(path: Path, table: str) -> tuple[str, ...]:
    """The column names of a CSV file, none where it is empty; raises BoundariesError for another encoding or delimiter."""
    try:
        check_encoding(path)
        with path.open(encoding="utf-8-sig", newline="") as file:
            header = tuple(next(csv.reader(file), ()))
    except PermissionError as error:
        raise BoundariesError("may not read this file", path.name, "Ask for the right to read it.") from error
    except csv.Error as error:
        raise BoundariesError(
            "the header cannot be read", f"{path.name}, line 1", "Check that it is a CSV file with a header."
        ) from error
    known = {column.name for column in TABLES[table].columns}
    if not known & {name.strip().lower() for name in header}:
        for delimiter, called in _OTHER_DELIMITERS.items():
            if known & {name.strip().strip('"').lower() for name in ",".join(header).split(delimiter)}:
                raise BoundariesError(
                    f"the columns look separated by {called}, not commas",
                    f"{path.name}, line 1",
                    "Export it with commas, or state the delimiter in a mapping file.",
                )
    return header


def put_csv(engine: Engine, name: str, path: Path, table: str, columns: list[str | None]) -> tuple[Reject, ...]:
    """Store a CSV file as the engine table `name`: the named columns as VARCHAR ('' where empty) and `file_row` from 1.

    `columns` names each column of the file in order, None where it is not wanted. Returns the rows that could not be read, as
    rejects of `table`. A file that a strict reader takes whole is read at speed; any other is read row by row.
    """
    schema = pa.schema([*((column, pa.string()) for column in columns if column), ("file_row", pa.int64())])
    if not any(columns):
        engine.put(name, schema.empty_table())
        return ()
    if quotes_pair_up(path):
        failed: list[str] = []
        engine.put(name, pa.RecordBatchReader.from_batches(schema, _whole(path, columns, schema, failed)))
        if not failed:
            return ()
    rejects: list[Reject] = []
    engine.put(name, pa.RecordBatchReader.from_batches(schema, _row_by_row(path, table, columns, schema, rejects)))
    return tuple(rejects)


def _whole(path: Path, columns: list[str | None], schema: pa.Schema, failed: list[str]) -> Iterator[pa.RecordBatch]:
    """Batches of a file that has no fault; at the first one the stream ends and `failed` says so."""
    places = [f"c{place}" for place in range(len(columns))]
    wanted = [place for place, column in zip(places, columns, strict=True) if column]
    try:
        reader = arrow_csv.open_csv(
            path,
            read_options=arrow_csv.ReadOptions(block_size=_BLOCK, column_names=places),
            parse_options=arrow_csv.ParseOptions(newlines_in_values=True),
            convert_options=arrow_csv.ConvertOptions(
                column_types=dict.fromkeys(places, pa.string()), strings_can_be_null=False, include_columns=wanted
            ),
        )
        row = 0
        for batch in reader:
            numbers = pa.array(range(row, row + batch.num_rows), pa.int64())
            told = pa.RecordBatch.from_arrays([*batch.columns, numbers], schema=schema)
            yield told if row else told.slice(1)  # the first row is the header
            row += batch.num_rows
    except pa.ArrowException as error:
        failed.append(str(error))


def _row_by_row(
    path: Path, table: str, columns: list[str | None], schema: pa.Schema, rejects: list[Reject]
) -> Iterator[pa.RecordBatch]:
    places = [place for place, column in enumerate(columns) if column]
    with path.open(encoding="utf-8-sig", newline="") as file:
        rows = rows_of(file, len(columns))
        while block := list(islice(rows, _BATCH)):
            good: list[tuple[list[str], int]] = []
            for row in block:
                if row.fields is None:
                    rejects.append(Reject(table, row.number, "", row.reason))
                else:
                    good.append((row.fields, row.number))
            arrays = [pa.array([fields[place] for fields, _ in good], pa.string()) for place in places]
            yield pa.RecordBatch.from_arrays([*arrays, pa.array([number for _, number in good], pa.int64())], schema=schema)
