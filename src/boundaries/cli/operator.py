"""`boundaries operator`: who may take calls at the counter."""

from typing import Annotated

import typer

from boundaries import settings
from boundaries.errors import BoundariesError
from boundaries.handover.places import Places
from boundaries.sites.running import run

operator = typer.Typer(no_args_is_help=True, help="Add, list and remove those who take calls at the counter.")
_Name = Annotated[str, typer.Argument(help="The name that the operator signs in with.")]


@operator.command("add")
def add(name: _Name) -> None:
    """Add an operator: they type a password and read a code with their authenticator app."""
    _run("add", name)


@operator.command("list")
def list_() -> None:
    """List all operators and the day each was added."""
    _run("list")


@operator.command("remove")
def remove(name: _Name) -> None:
    """Remove an operator; whoever is signed in as them is signed out with the next page."""
    _run("remove", name)


def _run(*words: str) -> None:
    if not Places(settings.current().home).public.is_dir():
        raise BoundariesError("this folder is not there", str(settings.current().home), "Run `boundaries init` first.")
    run("counter", "migrate", verbosity=0)
    run("counter", "operator", *words)
