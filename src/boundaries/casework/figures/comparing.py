"""Counts of a year beside the year before, small ones withheld in each year by itself, so that neither gives the other's away."""

import csv
import io
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from boundaries.casework.figures.suppressing import suppressed

WITHHELD = "withheld"
HEAD = ("table", "row", "year", "count", "year before", "change")


@dataclass(frozen=True)
class Row:
    """One count of the year and of the year before; None where it is withheld. No change is told where either is."""

    name: str
    now: int | None
    before: int | None

    @property
    def change(self) -> int | None:
        """By how much it rose."""
        return None if self.now is None or self.before is None else self.now - self.before


@dataclass(frozen=True)
class Compared:
    """One table of two years. It has no total where one thing can stand in several rows."""

    title: str
    rows: tuple[Row, ...]
    total: Row | None = None

    @property
    def lines(self) -> tuple[Row, ...]:
        """The rows with the total."""
        return (*self.rows, self.total) if self.total else self.rows


def compared(title: str, now: Mapping[str, int], before: Mapping[str, int], *, has_total: bool = True) -> Compared:
    """Two years' counts with the small ones withheld. A table without a total is held to the rule of one with it.

    Each year's table hangs on that year alone, so that it is the same beside the year before as beside the one after.
    """
    tables = suppressed(title, now), suppressed(title, before)
    rows = tuple(Row(name, tables[0].rows[name], tables[1].rows[name]) for name in now)
    return Compared(title, rows, Row("Total", tables[0].total, tables[1].total) if has_total else None)


def as_csv(year: int, tables: Iterable[Compared], more: Iterable[tuple[str, str, str, str]] = ()) -> str:
    """The tables as a CSV file, the same numbers as on the page; `more` are rows of table, row, and the words of both years."""
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow(HEAD)
    for table in tables:
        writer.writerows((table.title, *cells) for cells in _cells(year, table))
    writer.writerows((title, name, year, now, before, "") for title, name, now, before in more)
    return text.getvalue()


def _cells(year: int, table: Compared) -> Iterator[tuple[object, ...]]:
    for row in table.lines:
        now, before, change = (WITHHELD if value is None else value for value in (row.now, row.before, row.change))
        yield row.name, year, now, before, change
