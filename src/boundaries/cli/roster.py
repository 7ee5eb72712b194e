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
    fewer: Annotated[
        bool, typer.Option("--fewer", help="More than a fifth of the members are gone, and it is so: no part of the file is missing.")
    ] = False,
    mistaken: Annotated[
        bool,
        typer.Option("--mistaken", help="The roster before was wrong: whom it kept out of something does not stay out for its sake."),
    ] = False,
) -> None:  # fmt: skip
    """Take the force's roster in; it replaces the one before. Only keyed hashes of it are kept.

    Whom the one before kept out of something stays out of it, whatever their posting is now.
    """
    run_on_unit("roster", file=str(file), fewer=fewer, was_mistaken=mistaken)
