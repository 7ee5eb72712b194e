"""Cells gathered into batches of text, and header cells made into column names."""

from collections.abc import Sequence

import pyarrow as pa

ROWS = 65_536
ROW = "\x1frow"
"""The column of a batch that numbers its rows: data rows of the file from 1. No header can hold this name."""


def named(cells: list[str]) -> tuple[str, ...]:
    """Header cells as column names: trimmed, empty ones at the end left out, a second of the same name numbered."""
    names = [" ".join(cell.split()) for cell in cells]
    while names and not names[-1]:
        names.pop()
    seen: dict[str, int] = {}
    for place, name in enumerate(names):
        seen[name] = seen.get(name, 0) + 1
        if seen[name] > 1:
            names[place] = f"{name} ({seen[name]})"
    return tuple(names)


def batch_of(taken: Sequence[Sequence[str | None]], numbers: list[int], wanted: tuple[str, ...]) -> pa.RecordBatch:
    """Rows of cells as columns of text, with their numbers."""
    columns = zip(*taken, strict=True) if taken else ([] for _ in wanted)
    arrays = [pa.array(column, pa.string()) for column in columns]
    return pa.RecordBatch.from_arrays([*arrays, pa.array(numbers, pa.int64())], [*wanted, ROW])
