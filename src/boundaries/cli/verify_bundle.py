"""`boundaries verify-bundle`: whether an export is what was exported."""

from pathlib import Path
from typing import Annotated

import typer

from boundaries.casework.exports.verify_bundle import BundleFault, check_bundle, told
from boundaries.errors import BoundariesError


def verify_bundle(
    file: Annotated[Path, typer.Argument(help="A bundle that was exported from the unit's site.")],
    key: Annotated[
        Path | None, typer.Option(help="A copy of the unit's public key (sign.pub) that did not come with the bundle.")
    ] = None,
) -> None:
    """Check every file of a bundle against its signed manifest. The bundle holds a program that does the same without Boundaries."""
    try:
        text = key.read_bytes().decode("ascii", "replace") if key else ""
        typer.echo(told(*check_bundle(file, text)))
    except BundleFault as fault:
        raise BoundariesError(str(fault), str(file), "This is not what was exported. Ask for it again.") from fault
