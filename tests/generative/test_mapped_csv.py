"""A CSV file read at speed and row by row holds the same rows, whatever stands in it."""

import csv
import gzip
from io import StringIO
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from boundaries.records.mapping.cells import ROW
from boundaries.records.mapping.csvrows import csv_header, csv_rows
from boundaries.records.mapping.definition import Layout

CELLS = st.text(st.sampled_from('ab ,;"\n\r\té£'), max_size=5)
ROWS = st.lists(st.lists(CELLS, min_size=3, max_size=3), max_size=8)
LINES = st.lists(st.text(st.sampled_from('ab,;" '), max_size=9), max_size=8)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where the files of this module are written."""
    return tmp_path_factory.mktemp("csv")


def read(path: Path, layout: Layout) -> tuple[list[dict[str, object]], list[tuple[int, str]]]:
    """The rows with their numbers, and those not taken."""
    unread: list[tuple[int, str]] = []
    columns = csv_header(path, layout)
    batches = list(csv_rows(path, layout, columns, columns, unread))
    return [row for batch in batches for row in batch.to_pylist()], unread


def both(folder: Path, text: str, layout: Layout) -> tuple[list[dict[str, object]], list[tuple[int, str]]]:
    """The rows, once it is sure that both ways of reading give them."""
    content = text.encode(layout.encoding)
    (folder / "a.csv").write_bytes(content)
    (folder / "a.csv.gz").write_bytes(gzip.compress(content))  # compressed files are always read row by row
    found = read(folder / "a.csv", layout)
    assert found == read(folder / "a.csv.gz", layout)
    return found


@settings(max_examples=150, deadline=None)
@given(ROWS, st.sampled_from([",", ";", "\t"]), st.sampled_from(["utf-8", "cp1252"]), st.sampled_from([0, 2]))
def test_what_a_writer_writes_is_read(folder: Path, rows: list[list[str]], delimiter: str, encoding: str, skip: int) -> None:
    text = StringIO(newline="")
    writer = csv.writer(text, delimiter=delimiter, quoting=csv.QUOTE_ALL)
    writer.writerows([["x", "y", "z"], *rows])
    layout = Layout("a.csv", delimiter=delimiter, encoding=encoding, skip_lines=skip)
    found, unread = both(folder, "above\r\n" * skip + text.getvalue(), layout)
    assert unread == []
    assert [[row["x"], row["y"], row["z"]] for row in found] == rows
    assert [row[ROW] for row in found] == list(range(1, len(rows) + 1))


@settings(max_examples=150, deadline=None)
@given(LINES, st.sampled_from(['"', ""]))
def test_broken_lines_are_told_alike(folder: Path, lines: list[str], quote: str) -> None:
    found, unread = both(folder, "\n".join(["x,y,z", *lines]) + "\n", Layout("a.csv", quote=quote))
    numbers = [row[ROW] for row in found] + [number for number, _ in unread]
    assert sorted(map(int, map(str, numbers))) == list(range(1, len(numbers) + 1))
