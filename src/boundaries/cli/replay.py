"""`boundaries replay`: the day each pair first enters what the unit can review."""

import re
from pathlib import Path
from typing import Annotated, Any

import pyarrow as pa
import pyarrow.parquet as pq
import typer
from rich.table import Table

from boundaries import settings
from boundaries.catalogue import load_catalogue
from boundaries.cli.engine import Engines, chosen_engine
from boundaries.cli.listing import bare, console
from boundaries.cli.places import apart
from boundaries.cli.progress import drawn
from boundaries.detection.output import source_facts
from boundaries.detection.replay import replay as walk
from boundaries.detection.report.labels import Labels
from boundaries.detection.report.words import count, total
from boundaries.detection.wording import Content
from boundaries.errors import BoundariesError
from boundaries.records.load import load_records
from boundaries.records.moment import newest_moment

SHOWN = 40
_STEP = re.compile(r"^([1-9]\d{0,3})\s*([dw])$")


def replay(
    records: Annotated[Path, typer.Argument(help="The folder that holds the exported tables.")],
    every: Annotated[str, typer.Option(help="How far apart the steps are: 1d, 7d, 2w.")] = "7d",
    budget: Annotated[
        float | None, typer.Option(min=0.01, max=1e6, help="Pairs a month the unit can review per 1,000 members.")
    ] = None,
    mapping: Annotated[Path | None, typer.Option(help="A mapping file, where the export has columns of its own.")] = None,
    out: Annotated[Path | None, typer.Option(help="Also write the whole list, with ids, to this Parquet file.")] = None,
) -> None:
    """Walk through the records step by step and say when each pair first entered the review budget."""
    step = step_of(every)
    if out is not None and (out.is_dir() or not out.parent.is_dir()):
        raise BoundariesError("the list cannot be written: it must be a file in a folder that is there", str(out))
    if out is not None:
        apart(out.parent, records)
    chosen = settings.current()
    allowed = budget or float(chosen.budget)
    engine = chosen_engine(Engines.DUCKDB, chosen)
    try:
        with drawn() as progress:
            catalogue = load_catalogue()
            loaded = load_records(records, engine, mapping=mapping, progress=progress)
            reading = Content(chosen.content)
            listed = walk(loaded, catalogue, every_days=step, budget=allowed, content=reading, progress=progress)
            facts = source_facts(loaded, catalogue, newest_moment(loaded))
    finally:
        engine.close()
    if out is not None:
        _write(listed, out)
    labels = Labels(listed.to_pylist(), facts, unmask=False, purpose=None)
    screen = console()
    entered = count(listed.num_rows, "pair")
    screen.print(f"{entered} entered a budget of {allowed:g} a month per 1,000 members", style="bold")
    if not listed.num_rows:
        return
    screen.print(_table(listed.slice(0, SHOWN).to_pylist(), labels))
    screen.print("Each label is the one that a scan of all these records gives.", style="dim")
    if listed.num_rows > SHOWN:
        screen.print(f"{listed.num_rows - SHOWN:,} more are not shown; --out FILE writes all of them, with ids.")


def _write(listed: pa.Table, out: Path) -> None:
    try:
        pq.write_table(listed, out, compression="zstd")
    except OSError as error:
        raise BoundariesError(
            f"the list cannot be written: {error.strerror or error}", str(out), "Give --out a file that can be written."
        ) from error


def _table(rows: list[dict[str, Any]], labels: Labels) -> Table:
    table = Table(box=None, header_style="dim", pad_edge=False, padding=(0, 2, 0, 0))
    for heading in ("first listed", "member", "person", "rank then", "bits then"):
        table.add_column(heading, justify="right" if "then" in heading else "left", no_wrap=True)
    for row in rows:
        pair = (bare(labels.member(row["member_id"])), bare(labels.person(row["person_id"])))
        table.add_row(f"{row['first_listed_at']:%Y-%m-%d}", *pair, str(row["rank"]), total(row["bits"]))
    return table


def step_of(text: str) -> int:
    """A step as typed, in days or weeks, as days."""
    read = _STEP.match(text.strip().lower())
    if read is None:
        raise BoundariesError(f"{text!r} is no step", "--every", "Give days or weeks, such as 7d or 2w.")
    return int(read[1]) * (7 if read[2] == "w" else 1)
