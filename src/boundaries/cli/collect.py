"""`boundaries collect`: take what came in."""

from typing import Annotated

import typer

from boundaries import settings
from boundaries.cli.unit_site import run_on_unit
from boundaries.errors import BoundariesError
from boundaries.handover.in_use import hold
from boundaries.handover.places import Places


def collect(
    every: Annotated[
        int | None, typer.Option(help="Go on for ever, so many seconds apart. `boundaries serve unit` does that by itself.")
    ] = None,
    while_open: Annotated[
        int | None, typer.Option(hidden=True, help="The number of an open pipe: with --every, stop when its other end closes.")
    ] = None,
) -> None:
    """Take what waits in the drop into the unit's register, and leave the replies that wait."""
    if every is not None and not 1 <= every <= 3_600:
        raise BoundariesError(f"{every} is not between 1 and 3600", "--every")
    unit = Places(settings.current().home).unit
    if unit.is_dir():
        hold(unit)
    run_on_unit("collect", every=every, while_open=while_open)
