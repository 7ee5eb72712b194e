"""CSV files a batch at a time: any delimiter and encoding, lines to skip, gzip; ragged rows are named, never guessed at."""

import csv
import gzip
from collections.abc import Iterator
from contextlib import contextmanager
from io import TextIOWrapper
from itertools import islice
from pathlib import Path
from typing import Literal, TextIO

import pyarrow as pa
import pyarrow.csv as arrow_csv

from boundaries.errors import BoundariesError
from boundaries.records.csvbytes import quotes_pair_up
from boundaries.records.csvrepair import Marks, rows_of
from boundaries.records.mapping.cells import ROW, ROWS, batch_of, named
from boundaries.records.mapping.definition import Layout

_BLOCK = 8 << 20
_TWO = 2
_BYTE_FOR_BYTE = ("utf-8", "utf8", "utf_8", "ascii", "cp1252", "windows-1252", "latin-1", "latin1", "iso-8859-1", "iso-8859-15")


def csv_header(path: Path, layout: Layout) -> tuple[str, ...]:
    """The column names; those of the layout where the file has no header."""
    with _lines(path, layout) as lines:
        if layout.names:
            return layout.names
        quoting: Literal[0, 3] = csv.QUOTE_MINIMAL if layout.quote else csv.QUOTE_NONE
        return named(next(csv.reader(lines, delimiter=layout.delimiter, quotechar=layout.quote or None, quoting=quoting), []))


def csv_rows(
    path: Path, layout: Layout, columns: tuple[str, ...], wanted: tuple[str, ...], unread: list[tuple[int, str]]
) -> Iterator[pa.RecordBatch]:
    """Batches of the wanted columns and their numbers; rows that cannot be taken apart go to `unread`.

    A file is read at speed as far as a strict reader takes it, and row by row from there.
    """
    done = 0
    if _is_plain(path, layout, columns, wanted):
        try:
            for batch in _at_speed(path, layout, columns, wanted):
                done += batch.num_rows
                yield batch
            return
        except pa.ArrowException:
            pass  # what troubles the strict reader is named below, row by row
    places = [columns.index(name) for name in wanted]
    with _lines(path, layout) as lines:
        rows = islice(rows_of(lines, len(columns), Marks(layout.delimiter, layout.quote), header=not layout.names), done, None)
        while block := list(islice(rows, ROWS)):
            unread += [(row.number, row.reason) for row in block if row.fields is None]
            good = [(row.number, row.fields) for row in block if row.fields is not None]
            yield batch_of([[fields[place] for place in places] for _, fields in good], [number for number, _ in good], wanted)


def _is_plain(path: Path, layout: Layout, columns: tuple[str, ...], wanted: tuple[str, ...]) -> bool:
    """Whether a strict reader and the careful one agree on every row that the strict one takes."""
    simple = (
        bool(wanted) and layout.encoding.lower() in _BYTE_FOR_BYTE and layout.delimiter.isascii() and path.suffix.lower() != ".gz"
    )
    if not simple or len(columns) < _TWO or layout.quote not in ("", '"'):
        return False
    return not layout.quote or quotes_pair_up(path, layout.delimiter)


def _at_speed(path: Path, layout: Layout, columns: tuple[str, ...], wanted: tuple[str, ...]) -> Iterator[pa.RecordBatch]:
    places = {name: f"c{place}" for place, name in enumerate(columns)}
    reader = arrow_csv.open_csv(
        path,
        read_options=arrow_csv.ReadOptions(
            block_size=_BLOCK, column_names=list(places.values()), skip_rows=layout.skip_lines, encoding=layout.encoding
        ),
        parse_options=arrow_csv.ParseOptions(
            delimiter=layout.delimiter, quote_char=layout.quote or False, newlines_in_values=bool(layout.quote)
        ),
        convert_options=arrow_csv.ConvertOptions(
            column_types=dict.fromkeys(places.values(), pa.string()),
            strings_can_be_null=False,
            include_columns=[places[name] for name in wanted],
        ),
    )
    row = 1 if layout.names else 0
    for batch in reader:
        numbers = pa.array(range(row, row + batch.num_rows), pa.int64())
        told = pa.RecordBatch.from_arrays([*batch.columns, numbers], [*wanted, ROW])
        yield told if row else told.slice(1)  # the first row is the header
        row += batch.num_rows


@contextmanager
def _lines(path: Path, layout: Layout) -> Iterator[TextIO]:
    """The lines of the file after those to skip; told plainly where the file is not what the mapping says."""
    encoding = "utf-8-sig" if layout.encoding.lower().replace("_", "-") in ("utf-8", "utf8") else layout.encoding
    with _told(path, layout), _text(path, encoding) as file:
        for _ in range(layout.skip_lines):
            file.readline()
        yield file


def _text(path: Path, encoding: str) -> TextIO:
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
            f"not in the encoding {layout.encoding}",
            f"{path.name}, line {line}" if line else path.name,
            'Name its encoding in the mapping, such as encoding = "cp1252" for files from older Windows systems.',
        ) from error
    except csv.Error as error:
        raise BoundariesError(
            f"not a CSV file as the mapping describes it ({error})", path.name, "Check delimiter and quote."
        ) from error
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
