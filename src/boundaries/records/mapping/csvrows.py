"""CSV files a batch at a time: any delimiter and encoding, lines to skip, gzip; ragged rows are named, never guessed at."""

import csv
import gzip
from collections.abc import Iterator
from contextlib import contextmanager
from io import TextIOWrapper
from pathlib import Path
from typing import Literal, TextIO

import pyarrow as pa

from boundaries.errors import BoundariesError
from boundaries.records.mapping.cells import ROWS, batch_of, named
from boundaries.records.mapping.definition import Layout

_LONGEST_CELL = 16 << 20


def csv_header(path: Path, layout: Layout) -> tuple[str, ...]:
    """The column names; those of the layout where the file has no header."""
    if layout.names:
        return layout.names
    with _told(path, layout), _reader(path, layout) as rows:
        return named(next(rows, []))


def csv_rows(
    path: Path, layout: Layout, columns: tuple[str, ...], wanted: tuple[str, ...], unread: list[tuple[int, str]]
) -> Iterator[pa.RecordBatch]:
    """Batches of the wanted columns and their numbers; rows with too few or too many values go to `unread`."""
    places = [columns.index(name) for name in wanted]
    taken: list[list[str]] = []
    numbers: list[int] = []
    with _told(path, layout), _reader(path, layout) as rows:
        if not layout.names:
            next(rows, None)
        for number, row in enumerate((row for row in rows if row), 1):
            if len(row) != len(columns) and not _padded(row, len(columns)):
                unread.append((number, f"has {len(row)} values where the header has {len(columns)}"))
                continue
            taken.append([row[place] for place in places])
            numbers.append(number)
            if len(taken) == ROWS:
                yield batch_of(taken, numbers, wanted)
                taken, numbers = [], []
    yield batch_of(taken, numbers, wanted)


def _padded(row: list[str], width: int) -> bool:
    """Whether a longer row only has empty cells beyond the header (a comma at the end of every line)."""
    return len(row) > width and not any(cell.strip() for cell in row[width:])


@contextmanager
def _reader(path: Path, layout: Layout) -> Iterator[Iterator[list[str]]]:
    """The rows of the file after the lines to skip."""
    csv.field_size_limit(_LONGEST_CELL)
    encoding = "utf-8-sig" if layout.encoding.lower().replace("_", "-") in ("utf-8", "utf8") else layout.encoding
    with _bytes_as(path, encoding) as file:
        for _ in range(layout.skip_lines):
            file.readline()
        quoting: Literal[0, 3] = csv.QUOTE_MINIMAL if layout.quote else csv.QUOTE_NONE
        yield csv.reader(file, delimiter=layout.delimiter, quotechar=layout.quote or None, quoting=quoting)


def _bytes_as(path: Path, encoding: str) -> TextIO:
    if path.suffix.lower() == ".gz":
        return TextIOWrapper(gzip.open(path, "rb"), encoding=encoding, newline="")
    return path.open(encoding=encoding, newline="")


@contextmanager
def _told(path: Path, layout: Layout) -> Iterator[None]:
    """Tell what the file is if not what the mapping says."""
    try:
        yield
    except UnicodeError as error:
        line = _first_bad_line(path, layout.encoding)
        raise BoundariesError(
            f"not in the encoding {layout.encoding}", f"{path.name}, line {line}" if line else path.name,
            'Name its encoding in the mapping, such as encoding = "cp1252" for files from older Windows systems.',
        ) from error
    except csv.Error as error:
        raise BoundariesError(f"not a CSV file as the mapping describes it ({error})", path.name, "Check delimiter and quote.") from error
    except (gzip.BadGzipFile, EOFError) as error:
        raise BoundariesError("the compressed file is broken or cut short", path.name, "Copy or export it again.") from error


def _first_bad_line(path: Path, encoding: str) -> int:
    """The number of the first line that is not in this encoding; 0 where lines are not bytes up to a newline."""
    with gzip.open(path, "rb") if path.suffix.lower() == ".gz" else path.open("rb") as file:
        for number, line in enumerate(file, 1):
            try:
                line.decode(encoding)
            except UnicodeError:
                return 0 if encoding.lower().startswith(("utf-16", "utf-32", "utf16", "utf32")) else number
    return 0
