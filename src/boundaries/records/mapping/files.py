"""A source file, open: its columns, and its rows as batches of text with their numbers in the file."""

from collections.abc import Iterator
from dataclasses import dataclass
from glob import has_magic
from pathlib import Path

import pyarrow as pa

from boundaries.errors import BoundariesError
from boundaries.records.mapping.csvrows import csv_header, csv_rows
from boundaries.records.mapping.definition import Format, Layout
from boundaries.records.mapping.parquetrows import parquet_header, parquet_rows
from boundaries.records.mapping.sheetrows import sheet_header, sheet_rows

Rows = Iterator[pa.RecordBatch]
"""Batches of VARCHAR columns and `cells.ROW` (BIGINT, data rows counted from 1)."""


@dataclass(frozen=True)
class SourceFile:
    """One file of a source: where it stands, how it is read, and its columns in order.

    `typed` says that its times may already be times (spreadsheets and Parquet), which read as ISO whatever format is given.
    """

    path: Path
    layout: Layout
    format: Format
    columns: tuple[str, ...]

    @property
    def typed(self) -> bool:
        return self.format is not Format.CSV

    @property
    def name(self) -> str:
        return f"{self.path.name} [{self.layout.sheet}]" if self.layout.sheet else self.path.name

    def rows(self, wanted: tuple[str, ...], unread: list[tuple[int, str]]) -> Rows:
        """The rows as text, of the wanted columns only; rows that cannot be taken apart are added to `unread`."""
        match self.format:
            case Format.CSV:
                return csv_rows(self.path, self.layout, self.columns, wanted, unread)
            case Format.XLSX:
                return sheet_rows(self.path, self.layout, self.columns, wanted)
            case Format.PARQUET:
                return parquet_rows(self.path, wanted)


def paths_of(layout: Layout, folder: Path) -> tuple[Path, ...]:
    """The files a layout names in a folder, in order of their names; none where there is none."""
    try:
        plain = folder / layout.file
        if plain.is_file() or not has_magic(layout.file):
            return (plain,) if plain.is_file() else ()
        found = sorted(folder.glob(layout.file))
    except (ValueError, NotImplementedError, IndexError):
        return ()
    return tuple(path for path in found if path.is_file() and not path.name.startswith("~$"))


def opened(path: Path, layout: Layout) -> SourceFile:
    """A source file with its columns read; BoundariesError where it cannot be read, with what to do."""
    kind = layout.format or _format_of(path)
    try:
        match kind:
            case Format.CSV:
                columns = csv_header(path, layout)
            case Format.XLSX:
                columns = sheet_header(path, layout)
            case Format.PARQUET:
                columns = parquet_header(path)
    except PermissionError as error:
        raise BoundariesError("may not read this file", str(path), "Ask for the right to read it, or copy it.") from error
    except OSError as error:
        raise BoundariesError(f"could not be read ({error.strerror or error})", str(path), "Copy or export it again.") from error
    return SourceFile(path, layout, kind, columns)


def _format_of(path: Path) -> Format:
    ending = path.suffix.lower()
    if ending in (".xls", ".xlsb", ".ods"):
        raise BoundariesError(f"{ending} files are not read", str(path), "Save it as .xlsx or as CSV.")
    return {".parquet": Format.PARQUET, ".xlsx": Format.XLSX, ".xlsm": Format.XLSX}.get(ending, Format.CSV)
