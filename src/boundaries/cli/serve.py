"""`boundaries serve`: open one of the sites."""

import os
import sys
import tempfile
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from boundaries import settings
from boundaries.errors import BoundariesError
from boundaries.handover.in_use import hold
from boundaries.handover.places import Places
from boundaries.handover.readiness import CHECKS, Side, must_be_ready


class Site(StrEnum):
    """The sites a command may name."""

    PUBLIC = "public"
    UNIT = "unit"
    COUNTER = "counter"

    @property
    def side(self) -> Side:
        """Whose folders it stands on: the counter writes as the public site does."""
        return Side.UNIT if self is Site.UNIT else Side.PUBLIC


def _heartbeats() -> str:
    """Where workers leave their signs of life: in memory where the system has such a place, since a disk can stall."""
    return "/dev/shm" if Path("/dev/shm").is_dir() else tempfile.gettempdir()


PORTS = {Site.PUBLIC: 8000, Site.UNIT: 8001, Site.COUNTER: 8002}
# The public site takes large files over slow lines: each has a thread, and no worker is thought dead meanwhile.
THREADS = {Site.PUBLIC: ("--worker-class", "gthread", "--threads", "16"), Site.UNIT: (), Site.COUNTER: ()}
# The unit's processes keep a timer beside them, which collects.
BESIDE = {Site.PUBLIC: (), Site.UNIT: ("--config", "python:boundaries.sites.beside"), Site.COUNTER: ()}


def serve(
    site: Annotated[
        Site,
        typer.Argument(
            help="public: where people tell their concern. unit: where the unit works. counter: where calls are taken down."
        ),
    ],
    port: Annotated[
        int | None, typer.Option(help="The port on this machine; by default 8000 public, 8001 unit, 8002 counter.")
    ] = None,
    address: Annotated[str, typer.Option(help="The address to listen on; a reverse proxy stands before it.")] = "127.0.0.1",
    workers: Annotated[int, typer.Option(help="Processes that answer.")] = 2,
) -> None:
    """Bring the site's database up to date and serve it until stopped."""
    if port is not None and not 1 <= port <= 65_535:
        raise BoundariesError(f"{port} is not between 1 and 65535", "--port")
    places = Places(settings.current().home)
    must_be_ready(places, site.side, CHECKS)
    hold(places.unit if site.side is Side.UNIT else places.public)
    settings.choose_site(site.value)
    bind = f"{address}:{port or PORTS[site]}"
    migrated = os.spawnv(os.P_WAIT, sys.executable, [sys.executable, "-m", "django", "migrate", "--verbosity", "0"])
    if migrated:
        raise BoundariesError("the database could not be brought up to date", site.value, "See the lines above.")
    if site is Site.UNIT and os.spawnv(os.P_WAIT, sys.executable, [sys.executable, "-m", "boundaries", "audit", "verify"]):
        # Whoever breaks the trail must not be able to close the unit with it: the site opens, and says so loudly.
        typer.echo("The unit's site opens all the same. See docs/how-to/audit.md.", err=True)
    typer.echo(f"The {site.value} site is at http://{bind}/ until you stop it with Ctrl-C.")
    sys.stdout.flush()
    os.execv(
        sys.executable,
        [
            *(sys.executable, "-m", "gunicorn", "boundaries.sites.serving:application"),
            *("--bind", bind, "--workers", str(workers), "--worker-tmp-dir", _heartbeats()),
            *("--log-level", "warning", "--logger-class", "boundaries.sites.logs.PlainLogger", "--no-control-socket"),
            *THREADS[site],
            *BESIDE[site],
        ],
    )
