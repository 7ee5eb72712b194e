"""`boundaries replay`: the day each pair first enters what the unit can review."""

import re
from pathlib import Path
from typing import Annotated

import pyarrow.parquet as pq
import typer
from rich.console import Console
from rich.table import Table

from boundaries import settings
from boundaries.catalogue import load_catalogue
from boundaries.cli.engine import Engines, chosen_engine
from boundaries.cli.progress import drawn
from boundaries.detection.replay import replay as walk
from boundaries.detection.wording import Content
from boundaries.errors import BoundariesError
from boundaries.records.load import load_records

SHOWN = 40
_STEP = re.compile(r"^([1-9]\d{0,3})\s*([dw])$")


def replay(
    records: Annotated[Path, typer.Argument(help="The folder that holds the exported tables.")],
    every: Annotated[str, typer.Option(help="How far apart the steps are: 1d, 7d, 2w.")] = "7d",
    budget: Annotated[float, typer.Option(min=0.01, help="Pairs a month the unit can review per 1,000 members.")] = 20.0,
    mapping: Annotated[Path | None, typer.Option(help="A mapping file, where the export has columns of its own.")] = None,
    out: Annotated[Path | None, typer.Option(help="Also write the whole list to this Parquet file.")] = None,
) -> None:
    """Walk through the records step by step and say when each pair first entered the review budget."""
    step = step_of(every)
    chosen = settings.current()
    engine = chosen_engine(Engines.DUCKDB, chosen)
    try:
        with drawn() as progress:
            loaded = load_records(records, engine, mapping=mapping, progress=progress)
            listed = walk(
                loaded, load_catalogue(), every_days=step, budget=budget, content=Content(chosen.content), progress=progress
            )
    finally:
        engine.close()
    if out is not None:
        try:
            pq.write_table(listed, out, compression="zstd")
        except OSError as error:
            raise BoundariesError(
                f"the list cannot be written: {error}", str(out), "Give --out a file that can be written."
            ) from error
    table = Table(title=f"{listed.num_rows:,} pairs entered a budget of {budget:g} a month per 1,000 members")
    for heading in ("first listed", "member", "person", "rank then", "bits then"):
        table.add_column(heading)
    for row in listed.slice(0, SHOWN).to_pylist():
        table.add_row(
            f"{row['first_listed_at']:%Y-%m-%d}", row["member_id"], row["person_id"], str(row["rank"]), f"{row['bits']:.1f}"
        )
    console = Console(markup=False, emoji=False, highlight=False)
    console.print(table)
    if listed.num_rows > SHOWN:
        console.print(f"and {listed.num_rows - SHOWN:,} more; --out FILE writes them all.")


def step_of(text: str) -> int:
    """A step as typed, in days or weeks, as days."""
    read = _STEP.match(text.strip().lower())
    if read is None:
        raise BoundariesError(f"{text!r} is no step", "--every", "Give days or weeks, such as 7d or 2w.")
    return int(read[1]) * (7 if read[2] == "w" else 1)
