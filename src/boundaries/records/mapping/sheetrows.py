"""Spreadsheets (.xlsx) streamed row by row, every cell as text: dates in ISO, whole numbers without `.0`."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime, time, timedelta
from pathlib import Path
from xml.etree.ElementTree import ParseError
from zipfile import BadZipFile

import pyarrow as pa
from openpyxl import load_workbook
from openpyxl.utils.exceptions import InvalidFileException

from boundaries.errors import BoundariesError
from boundaries.records.mapping.cells import ROWS, batch_of, named
from boundaries.records.mapping.definition import Layout


def sheet_header(path: Path, layout: Layout) -> tuple[str, ...]:
    """The column names of the sheet; those of the layout where it has no header."""
    with _told(path), _cells(path, layout) as rows:
        return layout.names or named([text_of(cell) or "" for cell in next(rows, ())])


def sheet_rows(path: Path, layout: Layout, columns: tuple[str, ...], wanted: tuple[str, ...]) -> Iterator[pa.RecordBatch]:
    """Batches of the wanted columns as text and their numbers; rows without any value are passed over."""
    places = [columns.index(name) for name in wanted]
    taken: list[list[str | None]] = []
    numbers: list[int] = []
    with _told(path), _cells(path, layout) as rows:
        if not layout.names:
            next(rows, None)
        for number, row in enumerate(rows, 1):
            if all(cell is None for cell in row):
                continue
            taken.append([text_of(row[place]) if place < len(row) else None for place in places])
            numbers.append(number)
            if len(taken) == ROWS:
                yield batch_of(taken, numbers, wanted)
                taken, numbers = [], []
    yield batch_of(taken, numbers, wanted)


def text_of(cell: object) -> str | None:
    """A cell as text: a date at midnight is a date, a length of time is H:MM:SS."""
    match cell:
        case None:
            return None
        case bool():
            return "yes" if cell else "no"
        case float():
            return str(int(cell)) if cell.is_integer() else repr(cell)
        case datetime():
            text = cell.isoformat(sep=" ")
            return text.removesuffix(" 00:00:00")
        case date() | time():
            return cell.isoformat()
        case timedelta():
            whole = round(cell.total_seconds())
            return f"{whole // 3600}:{whole // 60 % 60:02}:{whole % 60:02}"
        case _:
            return str(cell)


@contextmanager
def _cells(path: Path, layout: Layout) -> Iterator[Iterator[tuple[object, ...]]]:
    """The rows of the sheet after the lines to skip."""
    book = load_workbook(path, read_only=True, data_only=True)
    try:
        if layout.sheet and layout.sheet not in book.sheetnames:
            held = ", ".join(book.sheetnames)
            raise BoundariesError(
                f"has no sheet {layout.sheet!r} (it has {held})", path.name, "Name one of its sheets in the mapping."
            )
        sheet = book[layout.sheet] if layout.sheet else book.worksheets[0]
        sheet.reset_dimensions()
        rows = sheet.iter_rows(min_row=layout.skip_lines + 1, values_only=True)
        yield iter(rows)
    finally:
        book.close()


@contextmanager
def _told(path: Path) -> Iterator[None]:
    try:
        yield
    except (BadZipFile, InvalidFileException, ParseError, KeyError, ValueError, IndexError, TypeError, EOFError) as error:
        raise BoundariesError(
            "not an .xlsx file that can be read; it may be cut short or kept by a password",
            path.name,
            "Open it, and save it again as .xlsx without a password, or as CSV.",
        ) from error
