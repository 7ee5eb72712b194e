"""`boundaries backup` and `boundaries restore`: everything that is on this machine, one command each way."""

import os
import sys
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

from boundaries import settings
from boundaries.errors import BoundariesError
from boundaries.handover.places import Places
from boundaries.sites.backup.archive import check_target
from boundaries.sites.backup.restoring import Restored
from boundaries.sites.backup.restoring import restore as put_back
from boundaries.sites.backup.taking import take
from boundaries.sites.running import run


def backup(
    file: Annotated[Path, typer.Argument(help="The file to write; best on another disk, kept away from this machine.")],
    recipient: Annotated[
        list[str] | None, typer.Option(help="Whom to encrypt it to (age1...); by default BOUNDARIES_BACKUP_RECIPIENTS.")
    ] = None,
) -> None:
    """Write databases, keys, blobs, drop and escrow into one file encrypted with age; the sites may stay open."""
    chosen = settings.current()
    places = Places(chosen.home)
    recipients = recipient or list(chosen.backup_recipients)
    target = file.expanduser().absolute()
    check_target(target, recipients)  # before the trail says that a backup is made
    if recipients and (chosen.unit_database or places.unit_database.is_file()):
        run("unit", "record_backup")
    manifest = take(places, target, _addresses(), recipients)
    told = ", ".join(f"{site} ({one['engine']})" for site, one in manifest.databases.items())
    _console().print(f"{file}: {len(manifest.files):,} files, databases: {told or 'none'}, for {len(recipients)} recipients.")


def restore(
    file: Annotated[Path, typer.Argument(help="A file that `boundaries backup` wrote.")],
    identity: Annotated[
        list[Path], typer.Option(help="A file with the age identity (AGE-SECRET-KEY-1...) of one of its recipients.")
    ],
    replace: Annotated[
        bool, typer.Option("--replace", help="Set aside what is there now; without it nothing is ever replaced.")
    ] = False,
) -> None:
    """Put a backup back, check the audit trail, and end every session; everything is checked before anything is moved."""
    keys = [line for one in identity for line in _identity_lines(one)]
    places = Places(settings.current().home)
    done = put_back(places, file, keys, _addresses(), _migrate, replace=replace)
    _tell(done)
    for site, database in done.manifest.databases.items():
        if database["engine"] != "none":
            _django(site, "migrate", "--verbosity", "0")
    if done.manifest.databases.get("unit", {}).get("engine", "none") != "none":
        run("unit", "record_backup", restored=done.manifest.made_at)
        run("unit", "verify_trail")


def _tell(done: Restored) -> None:
    console = _console()
    console.print(f"The backup of {done.manifest.made_at} is back: {', '.join(done.sides)}.")
    if done.replaced:
        console.print(f"What was there before is in {done.replaced}. Destroy it once nothing in it is needed.")
    if done.waiting:
        console.print(
            f"{done.waiting} files that had come into the drop since, or were left there for reporters, wait there again."
        )


def _identity_lines(path: Path) -> list[str]:
    """The identities of a file: its lines that are neither empty nor comments, as age reads them."""
    lines = path.read_bytes().decode("utf-8", "replace").splitlines()
    return [line.strip() for line in lines if line.strip() and not line.startswith("#")]


def _addresses() -> dict[str, str]:
    return {"public": settings.current().public_database, "unit": settings.current().unit_database}


def _migrate(site: str, app: str, step: str) -> None:
    _django(site, "migrate", app, step, "--verbosity", "0")


def _django(site: str, *words: str) -> None:
    """Run a command of a site: the unit's here, the public one's in a process of its own, since a process can only be one site."""
    if site == "unit":
        run("unit", *words)
        return
    if os.spawnve(os.P_WAIT, sys.executable, [sys.executable, "-m", "django", *words], settings.for_site(site)):
        raise BoundariesError(f"the {site} database could not be made ready", "boundaries restore", "See the lines above.")


def _console() -> Console:
    return Console(markup=False, emoji=False, highlight=False, soft_wrap=True)
