"""`boundaries roster`: who supervises whom, so that nobody is given what is about someone close to them."""

from pathlib import Path
from typing import Annotated

import typer

from boundaries.cli.unit_site import run_on_unit


def roster(
    file: Annotated[
        Path,
        typer.Argument(
            help="A CSV file with member_id and supervisor_id, and where there are any name, number, handle, station and associates "
            "(ids with semicolons between).",
            exists=True, dir_okay=False,
        ),
    ],
) -> None:  # fmt: skip
    """Take the force's roster in; it replaces the one before. Only keyed hashes of it are kept."""
    run_on_unit("roster", file=str(file))
