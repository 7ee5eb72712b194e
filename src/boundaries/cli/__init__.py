"""Boundaries looks through a force's records for the member-person pairs most worth a look, and explains each."""

import sys
from typing import Annotated

import typer

from boundaries import __version__, settings
from boundaries.cli.commands import Commands
from boundaries.cli.failures import finish

app = typer.Typer(cls=Commands, no_args_is_help=True, add_completion=False, pretty_exceptions_enable=False)


def _print_version(asked: bool) -> None:
    if asked:
        typer.echo(f"boundaries {__version__}")
        raise typer.Exit


@app.callback(help=__doc__)
def frame(
    version: Annotated[
        bool, typer.Option("--version", callback=_print_version, is_eager=True, help="Print the version and stop.")
    ] = False,
) -> None:
    """Check the settings before any command starts."""
    settings.current()


def main() -> None:
    """Run one command and leave with its status."""
    sys.exit(finish(app))
