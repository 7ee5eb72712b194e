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


def registers(
    out: Annotated[Path, typer.Argument(help="The folder to write to: the records that the next scan reads.", file_okay=False)],
    replace: Annotated[
        bool, typer.Option("--replace", help="Replace declarations.csv and gifts.csv where they are there.")
    ] = False,
) -> None:
    """Write the registers of relationships, gifts and devices as declarations.csv, gifts.csv and endpoints.csv, where they hold a line."""
    told = io.StringIO()
    run("unit", "migrate", verbosity=0)
    run("unit", "registers", stdout=told)
    tables = [table for table in map(json.loads, told.getvalue().splitlines()) if table["rows"]]
    faults = tuple(fault for table in tables for fault in _in_the_way(out, table["table"], replace=replace))
    if faults:
        raise BoundariesError("tables are there already", str(out), "Name another folder, then join the files.", faults)
    if tables:
        out.mkdir(parents=True, exist_ok=True)
    for table in tables:
        path = out / f"{table['table']}.csv"
        partial = path.with_name(path.name + ".partial")
        with partial.open("w", encoding="utf-8", newline="") as file:
            writer = csv.DictWriter(file, table["columns"])
            writer.writeheader()
            writer.writerows(table["rows"])
        partial.replace(path)
        typer.echo(f"{count(len(table['rows']), 'line')} in {path}.")
    if not tables:
        typer.echo("The registers hold no line; nothing was written.")


def _in_the_way(out: Path, table: str, *, replace: bool) -> list[Fault]:
    """What stands where a table would go; a Parquet file would win over what is written."""
    names = [f"{table}.parquet"] + ([] if replace and table in _OURS else [f"{table}.csv"])
    return [Fault(name, "this file is there") for name in names if (out / name).exists()]
