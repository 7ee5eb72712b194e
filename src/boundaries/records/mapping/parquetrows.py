"""Parquet files a batch at a time, every value as text."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from boundaries.errors import BoundariesError
from boundaries.records.mapping.cells import ROW, ROWS


def parquet_header(path: Path) -> tuple[str, ...]:
    """The column names."""
    with _told(path):
        return tuple(pq.read_schema(path).names)


def parquet_rows(path: Path, wanted: tuple[str, ...]) -> Iterator[pa.RecordBatch]:
    """Batches of the wanted columns as text and their numbers."""
    row = 1
    with _told(path), pq.ParquetFile(path) as file:
        for batch in file.iter_batches(ROWS, columns=list(wanted)):
            arrays = [as_text(batch.column(name)) for name in wanted]
            numbers = pa.array(range(row, row + batch.num_rows), pa.int64())
            yield pa.RecordBatch.from_arrays([*arrays, numbers], [*wanted, ROW])
            row += batch.num_rows


def as_text(values: pa.Array) -> pa.StringArray:
    """Values of any plain type as text: times in ISO (with `Z` where they carry a zone), whole fractions without `.0`."""
    kind = values.type
    if pa.types.is_dictionary(kind):
        return as_text(values.dictionary_decode())
    if pa.types.is_timestamp(kind):
        zoned = values.cast(pa.timestamp("us", kind.tz), safe=False)
        return pc.strftime(
            zoned.cast(pa.timestamp("us", "UTC")) if kind.tz else zoned, "%Y-%m-%dT%H:%M:%S" + ("Z" if kind.tz else "")
        )
    if pa.types.is_floating(kind) or pa.types.is_decimal(kind):
        return pc.replace_substring_regex(values.cast(pa.float64()).cast(pa.string()), r"\.0$", "")
    if pa.types.is_list(kind) or pa.types.is_large_list(kind):
        return pc.binary_join(values.cast(pa.list_(pa.string())), ";")
    return values.cast(pa.string())


@contextmanager
def _told(path: Path) -> Iterator[None]:
    try:
        yield
    except (pa.ArrowException, ValueError) as error:
        raise BoundariesError("not a whole Parquet file; it may be cut short", path.name, "Export or copy it again.") from error
