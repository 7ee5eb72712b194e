"""Reads a CSV file of another system through a small mapping: which column means what, and what its words stand for."""

import csv
import hashlib
import io
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any

from boundaries.catalogue.entry import Entry
from boundaries.errors import BoundariesError, Fault

MOST_FAULTS_TOLD = 50


@dataclass(frozen=True)
class SheetMapping:
    """`columns` gives the file's column for each of ours, `words` what a cell's word stands for by our column, `day` how days are written."""

    columns: Mapping[str, str]
    words: Mapping[str, Mapping[str, str]]
    day: str = "%Y-%m-%d"
    delimiter: str = ","
    encoding: str = "utf-8-sig"


@dataclass(frozen=True)
class Row:
    """One row by our columns, its words translated; `line` is where it stands in the file."""

    line: int
    cells: Mapping[str, str]


@dataclass(frozen=True)
class Sheet:
    """All rows of a file, how its days are written, and the SHA-256 of its bytes."""

    rows: Sequence[Row]
    day: str
    sha256: str


def read_mapping(path: Path | None, needed: Sequence[str], allowed: Sequence[str], closed: Sequence[str]) -> SheetMapping:
    """The mapping of a file, or our own column names where there is none; raises with every fault at once.

    `needed` and `allowed` are our columns; `closed` those whose words may be translated.
    """
    if path is None:
        return SheetMapping({name: name for name in (*needed, *allowed)}, {})
    faults: list[Fault] = []
    try:
        values = tomllib.loads(path.read_text(encoding="utf-8"))
    except (ValueError, RecursionError) as error:
        raise BoundariesError(f"is not TOML: {error}", str(path), "Put the mapping right, then try again.") from error
    entry = Entry(values, path.name, faults)
    table = entry.table("columns")
    known = (*needed, *allowed)
    columns = {name: table.text(name) for name in known if table.has(name) or name in needed}
    table.close()
    words = {name: _words(entry.table(name)) for name in closed if entry.has(name)}
    texts = {name: entry.text(name) for name in ("day", "delimiter", "encoding") if entry.has(name)}
    entry.close()
    if len(texts.get("delimiter", ",")) != 1:
        faults.append(Fault(f"{path.name}: delimiter", "should be one character"))
    if faults:
        raise BoundariesError(
            "the mapping cannot be used", str(path), "Put right each line above, then try again.", tuple(faults)
        )
    return SheetMapping(columns, words, **texts)


def _words(table: Entry) -> dict[str, str]:
    return {name.casefold(): table.text(name) for name in table.names()}


def read_sheet(path: Path, mapping: SheetMapping, needed: Sequence[str]) -> Sheet:
    """Every row of a CSV file; raises where it cannot be read, is empty, or lacks a column that is needed."""
    content = path.read_bytes()
    try:
        text = content.decode(mapping.encoding)
    except (UnicodeDecodeError, LookupError) as error:
        raise BoundariesError(f"cannot be read as {mapping.encoding}", str(path), "Say `encoding` in the mapping.") from error
    reader = csv.DictReader(io.StringIO(text, newline=""), delimiter=mapping.delimiter, strict=True)
    try:
        header = [name.strip() for name in reader.fieldnames or []]
        reader.fieldnames = header
        _check_header(path, header, mapping, needed)
        rows = [_row(reader.line_num, values, mapping) for values in reader]
    except csv.Error as error:
        raise BoundariesError(f"is not CSV: {error}", f"{path}, line {reader.line_num}", "Save it as CSV again.") from error
    kept = [row for row in rows if any(row.cells.values())]
    if not kept:
        raise BoundariesError("there is no row in it", str(path), "Check that it is the right file.")
    return Sheet(kept, mapping.day, hashlib.sha256(content).hexdigest())


def _check_header(path: Path, header: Sequence[str], mapping: SheetMapping, needed: Sequence[str]) -> None:
    missing = [mapping.columns[name] for name in needed if mapping.columns[name] not in header]
    if missing:
        what = f"there is no column {', '.join(repr(name) for name in missing)}"
        raise BoundariesError(what, str(path), f"Its columns are {', '.join(header)}. Name them in a mapping.")
    twice = {name for name in mapping.columns.values() if header.count(name) > 1}
    if twice:
        raise BoundariesError(f"the column {', '.join(sorted(twice))} is there twice", str(path), "Rename one of them.")


def _row(line: int, values: Mapping[str, Any], mapping: SheetMapping) -> Row:
    cells = {}
    for name, column in mapping.columns.items():
        cell = (values.get(column) or "").strip()
        words = mapping.words.get(name, {})
        cells[name] = words.get(cell.casefold(), cell)
    return Row(line, cells)


def day_of(text: str, pattern: str) -> date:
    """A cell as a day; raises ValueError that says what was expected."""
    try:
        return datetime.strptime(text, pattern).date()
    except ValueError:
        raise ValueError(f"{text!r} is not a day written as {pattern}") from None


def refuse(path: Path, faults: Sequence[Fault], what: str, to_do: str) -> None:
    """Raise where there are faults, telling the first of them; nothing has been imported."""
    if faults:
        told = tuple(faults[:MOST_FAULTS_TOLD])
        rest = f" ({len(faults)} in all, the first {len(told)} are told)" if len(faults) > len(told) else ""
        raise BoundariesError(what + rest, str(path), f"Nothing was imported. {to_do}", told)
