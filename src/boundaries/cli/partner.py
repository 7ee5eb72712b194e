"""`boundaries partner`: which organisations have a link of their own to the public site."""

from typing import Annotated

import typer

from boundaries import settings
from boundaries.errors import BoundariesError
from boundaries.handover.places import Places
from boundaries.sites.running import run

partner = typer.Typer(no_args_is_help=True, help="Invite partner agencies to the public site, list and revoke their links.")


@partner.command("invite")
def invite(
    organisation: Annotated[str, typer.Argument(help="The organisation's name, as reports say it.")],
    contact: Annotated[str, typer.Option(help="Whom to speak to there, and how; locked under the link.")] = "",
    days: Annotated[int, typer.Option(help="For how many days the link is good.")] = 365,
) -> None:
    """Make a link for one organisation and print it, once."""
    address = settings.current().force_web or "http://localhost:8000"
    _run("invite", organisation, contact=contact, days=days, address=address)


@partner.command("list")
def list_() -> None:
    """List every link: its id, whether it is good, and whose it is."""
    _run("list")


@partner.command("revoke")
def revoke(link: Annotated[str, typer.Argument(help="The link's id, as `boundaries partner list` shows it.")]) -> None:
    """Let a link open nothing any more."""
    _run("revoke", link)


def _run(*words: str, **options: object) -> None:
    if not Places(settings.current().home).public.is_dir():
        raise BoundariesError("this folder is not there", str(settings.current().home), "Run `boundaries init` first.")
    run("public", "migrate", verbosity=0)
    run("public", "partner", *words, **options)
