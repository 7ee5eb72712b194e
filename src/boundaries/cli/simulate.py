"""`boundaries simulate`: build a synthetic force with known truth."""

from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

from boundaries.detection.report.words import count
from boundaries.errors import BoundariesError
from boundaries.evaluation.force import load_profile
from boundaries.evaluation.force import simulate as build


def simulate(
    out: Annotated[Path, typer.Argument(help="Folder to write; the truth goes to OUT/truth.")],
    members: Annotated[int | None, typer.Option(help="Members of the service; by default the profile's own number.")] = None,
    months: Annotated[int, typer.Option(help="Months of records.")] = 12,
    seed: Annotated[int, typer.Option(help="The same seed gives the same bytes.")] = 1,
    profile: Annotated[str, typer.Option(help="large, rural, metadata_only or small.")] = "large",
    missing: Annotated[float, typer.Option(help="Share of the data lost at random, 0 to 0.9.")] = 0.0,
    pairs: Annotated[int | None, typer.Option(help="True pairs; by default what the base rate yields.")] = None,
    format: Annotated[str, typer.Option("--format", help="parquet or csv.")] = "parquet",
) -> None:
    """Write a synthetic force in the contract's tables, with the truth beside it."""
    for name, value, low, high in (
        ("--months", months, 1, 60),
        ("--missing", missing, 0, 0.9),
        ("--members", 20 if members is None else members, 20, 50_000),
        ("--pairs", pairs or 0, 0, 2000),
        ("--seed", seed, 0, 2**63 - 1),
    ):
        if not low <= value <= high:
            raise BoundariesError(f"{value} is not between {low} and {high}", name)
    console = Console(stderr=True)
    with console.status("simulating") as status:
        force = build(
            load_profile(profile), members=members, months=months, seed=seed, missing=missing, pairs=pairs,
            progress=lambda step, done=None, total=None: status.update(step),
        )  # fmt: skip
        status.update("writing")
        force.write(out, format)
    rows = sum(table.num_rows for table in force.tables.values())
    told = force.truth
    planted = f"{count(told['pairs'].num_rows, 'true pair')}, {count(told['negatives'].num_rows, 'look-alike')}"
    Console().print(f"{out}: {len(force.tables)} tables, {rows:,} rows, {planted}", highlight=False, soft_wrap=True)
