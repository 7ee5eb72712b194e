"""The command line: chooses an engine, reads settings, composes; one file per command."""

import sys

import typer
from rich.console import Console

from boundaries.errors import BoundariesError

app = typer.Typer(no_args_is_help=True, add_completion=False, pretty_exceptions_enable=False, help=__doc__)

COMMANDS: list[tuple[str, object]] = []


def main() -> None:
    """Run one command; a known failure is told in plain words and ends with status 2."""
    try:
        app()
    except BoundariesError as error:
        Console(stderr=True).print(str(error), style="bold", markup=False, highlight=False)
        sys.exit(2)
