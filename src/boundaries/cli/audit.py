"""`boundaries audit`: whether the record of who looked at what is whole."""

from pathlib import Path
from typing import Annotated

import typer

from boundaries.sites.running import run

audit = typer.Typer(no_args_is_help=True, help="The unit's audit trail: every look and every change.")


@audit.command("verify")
def verify(
    witness: Annotated[
        Path | None, typer.Option(help="The witness file to hold it against; by default BOUNDARIES_AUDIT_WITNESS.")
    ] = None,
    key: Annotated[
        Path | None, typer.Option(help="A copy of the unit's public key (sign.pub), kept elsewhere; by default the unit's own.")
    ] = None,
    quiet: Annotated[bool, typer.Option("--quiet", help="Say nothing when all is well: for a nightly run.")] = False,
) -> None:
    """Find any line that was edited, dropped, moved or cut off. Leaves with 2 where the trail is broken."""
    run("unit", "verify_trail", witness=witness, key=key, quiet=quiet)


@audit.command("acknowledgement")
def acknowledgement(
    statement: Annotated[Path, typer.Argument(help="The file with the acknowledgement that a reporter was given.")],
) -> None:
    """Say whether what a reporter was told is ours, and whether what they told was collected; nothing of what it says is shown.

    Leaves with 2 where the signature does not fit, or where nothing of the kind was ever collected.
    """
    run("unit", "check_acknowledgement", str(statement))
