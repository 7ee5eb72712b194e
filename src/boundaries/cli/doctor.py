"""`boundaries doctor`: whether each side may open, check by check."""

from collections.abc import Sequence
from typing import Annotated

import typer
from rich.console import Console
from rich.table import Column, Table

from boundaries import settings
from boundaries.cli.failures import KNOWN
from boundaries.cli.mailbox import MAILBOX_CHECK
from boundaries.cli.running_site import headers_of
from boundaries.errors import BoundariesError
from boundaries.handover.places import Places
from boundaries.handover.readiness import CHECKS, Check, Found, Side, State, examine

WIDEST = 110
_WORDS = {State.FINE: "fine", State.LOOK: "look", State.REFUSE: "NO"}

# The table of every check: those of the hand-over, then those of what stands on it. A new part adds its line here.
ALL_CHECKS: tuple[Check, ...] = (*CHECKS, MAILBOX_CHECK)


def doctor(
    side: Annotated[Side | None, typer.Option(help="Only this side; by default every side whose folder is here.")] = None,
    url: Annotated[str | None, typer.Option(help="Ask a running site at this address as well, and look at its headers.")] = None,
) -> None:
    """Check that reports can arrive and be read: keys, clocks, files, disk and drop. Leaves with 2 where a side must not open."""
    headers = (Check("headers", (Side.PUBLIC, Side.UNIT), lambda _: headers_of(url)),) if url else ()
    places = Places(settings.current().home)
    here = {Side.PUBLIC: places.public, Side.UNIT: places.unit}
    sides = [side] if side else [one for one, folder in here.items() if folder.is_dir()]
    if not sides:
        raise BoundariesError("there is nothing to check", str(places.home), "Run `boundaries init` first.")
    console = Console(markup=False, emoji=False, highlight=False)
    console.width = min(console.width, WIDEST)
    refused = False
    for place, one in enumerate(sides):
        found = examine(places, one, (*ALL_CHECKS, *(headers if place == 0 else ())))
        console.print(_told(one, found))
        refused |= any(line.state is State.REFUSE for _, line in found)
    if refused:
        console.print("A side with a NO must not open: what is told there could be lost, or read by others.", style="bold")
        raise typer.Exit(KNOWN)


def _told(side: Side, found: Sequence[tuple[Check, Found]]) -> Table:
    table = Table(side.value, "", Column("found", overflow="fold"), box=None, header_style="bold")
    for check, line in found:
        style = "bold" if line.state is State.REFUSE else "default"
        table.add_row(check.name, _WORDS[line.state], f"{line.told} {line.to_do}".strip(), style=style)
    return table
