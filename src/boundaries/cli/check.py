"""`boundaries check`: what a scan would read of a force's records, what it would not, and why."""

import dataclasses
import json
from collections import Counter
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.console import Console, Group, RenderableType
from rich.table import Column, Table
from rich.text import Text

from boundaries import settings
from boundaries.cli.progress import drawn
from boundaries.detection.coverage import Checked, State, checkable, known_rows
from boundaries.detection.detectors.loader import load_detectors
from boundaries.detection.wording import Content
from boundaries.engines.duckdb import DuckDBEngine
from boundaries.records.asks import asked_for
from boundaries.records.check import Check, TableCheck, check_records
from boundaries.records.load import load_records
from boundaries.records.moment import known_before, newest_moment
from boundaries.records.state import Records

WIDEST = 110
_MANY_REPEATED = 0.01


def check(
    records: Annotated[Path, typer.Argument(help="The folder that holds the exported tables.")],
    mapping: Annotated[Path | None, typer.Option(help="A mapping file, where the export has columns of its own.")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print it as JSON for another program.")] = False,
) -> None:
    """Read a force's records and say what was taken, what was rejected and why, and what is missing."""
    chosen = settings.current()
    engine = DuckDBEngine(scratch=chosen.scratch, memory_gib=chosen.memory_gib, threads=chosen.threads)
    try:
        with drawn() as progress:
            loaded = load_records(records, engine, mapping=mapping, progress=progress)
            progress("looking for what points nowhere")
            done = check_records(loaded)
            detectors = _checkable(loaded, Content(chosen.content))
    finally:
        engine.close()
    if as_json:
        held = dataclasses.asdict(done) | {"detectors": [dataclasses.asdict(line) for line in detectors]}
        typer.echo(json.dumps(held, ensure_ascii=False, indent=2, default=_written))
        return
    console = Console(markup=False, emoji=False, highlight=False)
    console.width = min(console.width, WIDEST)
    console.print(_told(done, detectors))


def _checkable(records: Records, content: Content) -> list[Checked]:
    """Which detectors a scan of everything known could check."""
    records = known_before(records, newest_moment(records) if records.newest_at else datetime.max)
    return checkable(records, load_detectors().values(), known_rows(records), content)


def _lines_of(detectors: list[Checked], state: State) -> list[str]:
    return [f"{line.detector}: {line.reason}" for line in _in(detectors, state)]


def _asks(detectors: list[Checked]) -> list[str]:
    """What is missing, first that without which most detectors cannot be checked at all."""
    lacking = {state: Counter(place for line in _in(detectors, state) for place in line.lacks) for state in State}
    places = sorted({place for line in detectors for place in line.lacks})
    places.sort(key=lambda place: (-lacking[State.NOT_CHECKED][place], -lacking[State.PARTLY][place]))
    return [
        f"{place}: {asked_for(place)} ({lacking[State.NOT_CHECKED][place]} not checked without it, {lacking[State.PARTLY][place]} only partly)"
        for place in places
    ]


def _in(detectors: list[Checked], state: State) -> list[Checked]:
    return [line for line in detectors if line.state is state]


def _written(value: Any) -> str:
    return value.isoformat(sep=" ") if isinstance(value, datetime) else str(value)


def _told(done: Check, detectors: list[Checked]) -> Group:
    parts: list[RenderableType] = [_tables(done)]
    for heading, lines in (
        ("Rows that were rejected", [line for table in done.tables for line in _rejected(table)]),
        ("Ids that nobody described (kept)", [line for table in done.tables for line in _orphans(table)]),
        ("Rows that say the same under another id: was something exported twice?", list(_repeated(done))),
        (
            "Months without a row",
            [f"{table.name}: {', '.join(table.empty_months)}" for table in done.tables if table.empty_months],
        ),
        ("Columns missing or without a value", [line for table in done.tables for line in _columns(table)]),
        ("Detectors that can be checked only partly", _lines_of(detectors, State.PARTLY)),
        ("Detectors that cannot be checked", _lines_of(detectors, State.NOT_CHECKED)),
        ("What to ask the force for", _asks(detectors)),
        ("Worth knowing", [str(warning) for warning in done.warnings]),
    ):
        if lines:
            parts += [Text(f"\n{heading}", style="bold"), *(Text(f"  {line}") for line in lines)]
    whole = sum(line.state is State.CHECKED for line in detectors)
    parts.append(Text(f"\n{whole} of {len(detectors)} detectors can be checked in full."))
    if done.newest_at is not None:
        parts.append(Text(f"The newest event is of {done.newest_at:%Y-%m-%d %H:%M}."))
    return Group(*parts)


def _tables(done: Check) -> Table:
    table = Table(
        "table", "file", Column("read", justify="right"), Column("rejected", justify="right"), box=None, header_style="bold"
    )
    for one in done.tables:
        if one.present:
            table.add_row(one.name, one.source, f"{one.rows_read:,}", f"{one.rows_read - one.rows_kept:,}")
        else:
            table.add_row(one.name, "missing", "-", "-", style="dim")
    return table


def _rejected(table: TableCheck) -> list[str]:
    lines = []
    for one in table.rejected:
        place = f"{table.name}.{one.column}" if one.column else table.name
        rows = ", ".join(str(row) for row in one.first_rows) + (", …" if one.rows > len(one.first_rows) else "")
        lines.append(f"{place}: {one.reason}, {one.rows:,} rows (row {rows})")
    return lines


def _orphans(table: TableCheck) -> list[str]:
    return [f"{table.name}.{one.column}: {one.rows:,} rows not in {one.described_in}" for one in table.orphans]


def _repeated(done: Check) -> Iterator[str]:
    """The tables of which so many rows say the same as others that it is no chance."""
    for table in done.tables:
        if table.repeated > _MANY_REPEATED * table.rows_kept:
            yield f"{table.name}: {table.repeated:,} of {table.rows_kept:,} rows, each counted as an event of its own"


def _columns(table: TableCheck) -> list[str]:
    lines = [f"{table.name} lacks {', '.join(table.missing_columns)}"] if table.missing_columns else []
    return lines + ([f"{table.name} has no value in {', '.join(table.empty_columns)}"] if table.empty_columns else [])
