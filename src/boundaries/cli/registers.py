"""`boundaries registers`: what members declared, as tables that the next scan reads."""

import csv
import io
import json
from pathlib import Path
from typing import Annotated

import typer

from boundaries.detection.report.words import count
from boundaries.errors import BoundariesError, Fault
from boundaries.sites.running import run

_OURS = frozenset({"declarations", "gifts"})
"""The tables that come from the registers alone; endpoints are the force's as well, so a file of them is never replaced."""
_JOINED_BY = ("endpoint", "member_id", "valid_from")
"""By what an endpoint that was declared is told from those of the force."""


def registers(
    out: Annotated[Path, typer.Argument(help="The folder to write to: the records that the next scan reads.", file_okay=False)],
    replace: Annotated[
        bool, typer.Option("--replace", help="Replace declarations.csv and gifts.csv where they are there.")
    ] = False,
    join: Annotated[
        bool, typer.Option("--join", help="Add declared devices to the endpoints.csv that is there, each once.")
    ] = False,
) -> None:
    """Write the registers of relationships, gifts and devices as declarations.csv, gifts.csv and endpoints.csv, where they hold a line."""
    told = io.StringIO()
    run("unit", "migrate", verbosity=0)
    run("unit", "registers", stdout=told)
    tables = [table for table in map(json.loads, told.getvalue().splitlines()) if table["rows"]]
    faults = tuple(fault for table in tables for fault in _in_the_way(out, table["table"], replace=replace, join=join))
    if faults:
        raise BoundariesError(
            "tables are there already",
            str(out),
            "Use --replace for our own, --join for endpoints.csv, or name another folder.",
            faults,
        )
    if tables:
        out.mkdir(parents=True, exist_ok=True)
    for table in tables:
        path = out / f"{table['table']}.csv"
        if join and table["table"] not in _OURS and path.exists():
            typer.echo(f"{count(_join(path, table['columns'], table['rows']), 'line')} joined to {path}.")
        else:
            _write(path, table["columns"], table["rows"])
            typer.echo(f"{count(len(table['rows']), 'line')} in {path}.")
    if not tables:
        typer.echo("The registers hold no line; nothing was written.")


def _write(path: Path, columns: list[str], rows: list[dict[str, str]]) -> None:
    """Write a table, whole or not at all."""
    partial = path.with_name(path.name + ".partial")
    with partial.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, columns, restval="")
        writer.writeheader()
        writer.writerows(rows)
    partial.replace(path)


def _join(path: Path, columns: list[str], rows: list[dict[str, str]]) -> int:
    """Add rows to a table of the force where they are not there yet, and the columns that it lacks; gives how many."""
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            reader = csv.DictReader(file, strict=True)
            theirs = list(reader)
            known = list(reader.fieldnames or ())
    except (UnicodeDecodeError, csv.Error) as error:
        raise BoundariesError("this cannot be joined: it is no CSV in UTF-8", str(path), "Export it again.") from error
    odd = len(known) != len(set(known)) or any(None in row or None in row.values() for row in theirs)
    if odd or not {"endpoint", "member_id"} <= set(known):
        raise BoundariesError(
            "this cannot be joined: it is not the table endpoints as the contract has it", str(path),
            "Write into another folder and join the two by hand.",
        )  # fmt: skip
    there = {_known_by(row) for row in theirs}
    new = [row for row in rows if _known_by(row) not in there]
    if new:
        _write(path, [*known, *(column for column in columns if column not in known)], [*theirs, *new])
    return len(new)


def _known_by(row: dict[str, str]) -> tuple[str, ...]:
    return tuple(row.get(column, "").strip() for column in _JOINED_BY)


def _in_the_way(out: Path, table: str, *, replace: bool, join: bool) -> list[Fault]:
    """What stands where a table would go; a Parquet file would win over what is written."""
    may_stay = replace if table in _OURS else join
    names = [f"{table}.parquet", *([] if may_stay else [f"{table}.csv"])]
    return [Fault(name, "this file is there") for name in names if (out / name).exists()]
