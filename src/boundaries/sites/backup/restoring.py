"""Puts a backup back: into an empty place, or beside what is there once told to replace it; nothing is ever deleted."""

import shutil
import tempfile
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from boundaries.errors import BoundariesError
from boundaries.handover.durable import new_file, sync_folder
from boundaries.handover.in_use import alone
from boundaries.handover.places import Places
from boundaries.sites.backup.archive import Manifest, read_archive
from boundaries.sites.backup.databases import is_empty, known_steps, load_postgresql, set_aside, steps_in, steps_of
from boundaries.sites.backup.taking import DATABASES, SIDES

Migrate = Callable[[str, str, str], None]
"""Brings one app of a site's empty database to one step: site, app, migration."""


@dataclass(frozen=True)
class Restored:
    """What was put back, and where what stood there before is now; empty where nothing stood there."""

    manifest: Manifest
    sides: tuple[str, ...]
    replaced: str
    waiting: int = 0
    """How many files that had come into the drop since, or were left there for reporters, wait there again."""


def restore(
    places: Places, source: Path, identities: Sequence[str], addresses: Mapping[str, str], migrate: Migrate, *, replace: bool
) -> Restored:
    """Decrypt and check the whole backup first, then move it into place; raises where something is there and `replace` is not said."""
    if not source.is_file():
        raise BoundariesError("this file is not there", str(source))
    places.home.mkdir(mode=0o700, parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix=".restoring-", dir=places.home) as scratch:
        manifest = read_archive(source, Path(scratch), identities)
        sides = tuple(side for side in SIDES if (Path(scratch) / side).is_dir())
        _check_steps(places, Path(scratch) / DATABASES, manifest)
        _check_place(places, sides, manifest, addresses, replace=replace)
        name = f"replaced-{datetime.now():%Y%m%d-%H%M%S}"
        with alone(places.home / side for side in sides):
            replaced = _set_aside(places, sides, name)
            _move(places, Path(scratch), sides, manifest)
            for site, database in manifest.databases.items():
                if database["engine"] == "postgresql":
                    _load(site, addresses[site], Path(scratch) / DATABASES / site, database["tables"], migrate, name)
            waiting = 0
            if replaced:
                _keep_witness(places, places.home / name)
                waiting = _keep_waiting(places, places.home / name)
    return Restored(manifest, sides, str(places.home / name) if replaced else "", waiting)


def _check_steps(places: Places, copies: Path, manifest: Manifest) -> None:
    """Refuse a database that a newer version had brought further: this one would work in tables that it does not know."""
    for site, database in manifest.databases.items():
        if database["engine"] == "postgresql":
            steps = steps_of(copies / site, database["tables"]["django_migrations"])
        elif database["engine"] == "sqlite":
            steps = steps_in(copies / (places.unit_database if site == "unit" else places.public_database).name)
        else:
            steps = {}
        newer = [f"{app} {step}" for app, step in steps.items() if (known := known_steps(app)) and step not in known]
        if newer:
            raise BoundariesError(
                f"a newer version made this backup ({manifest.version}): its {site} database is at {', '.join(newer)}",
                "boundaries restore", "Nothing was changed. Update Boundaries first.",
            )  # fmt: skip


def _check_place(
    places: Places, sides: Sequence[str], manifest: Manifest, addresses: Mapping[str, str], *, replace: bool
) -> None:
    """Refuse a database of the other engine, and whatever would be written over without having been told so."""
    taken = [str(places.home / side) for side in sides if (places.home / side).exists()]
    for site, database in manifest.databases.items():
        address = addresses[site]
        if database["engine"] != "none" and (database["engine"] == "postgresql") != bool(address):
            raise BoundariesError(
                f"the backup's {site} database is {database['engine']}, the setting names another",
                f"BOUNDARIES_{site.upper()}_DATABASE", "Nothing was changed. Set it as it was when the backup was made.",
            )  # fmt: skip
        if address and not is_empty(address):
            taken.append(f"the {site} database")
    if taken and not replace:
        raise BoundariesError(
            f"there is something already: {', '.join(taken)}", "boundaries restore",
            "Nothing was changed. With --replace it is set aside, not deleted.",
        )  # fmt: skip


def _set_aside(places: Places, sides: Sequence[str], name: str) -> bool:
    there = [places.home / side for side in sides if (places.home / side).exists()]
    if there:
        (places.home / name).mkdir(mode=0o700)
    for folder in there:
        folder.rename(places.home / name / folder.name)
    return bool(there)


def _move(places: Places, scratch: Path, sides: Sequence[str], manifest: Manifest) -> None:
    """The folders into place with their modes, and SQLite databases into their folders; empty folders are made again."""
    for site, file in (("public", places.public_database), ("unit", places.unit_database)):
        if manifest.databases.get(site, {}).get("engine") == "sqlite":
            shutil.move(scratch / DATABASES / file.name, scratch / site / file.name)
    for side in sides:
        for path in (scratch / side, *(scratch / side).rglob("*")):
            path.chmod(0o700 if path.is_dir() else 0o600)
        (scratch / side).rename(places.home / side)
    for side, folders in (
        ("public", (places.blobs,)), ("unit", (places.unit_blobs, places.audit)), ("drop", (places.drop_in, places.drop_out)),
    ):  # fmt: skip
        for folder in folders if side in sides else ():
            folder.mkdir(mode=0o700, exist_ok=True)
    sync_folder(places.home)


def _load(site: str, address: str, folder: Path, tables: dict[str, list[str]], migrate: Migrate, name: str) -> None:
    if not is_empty(address):
        set_aside(address, name.replace("-", "_"))
    for app, step in steps_of(folder, tables["django_migrations"]).items():
        migrate(site, app, step)
    load_postgresql(address, folder, tables)


def _keep_witness(places: Places, replaced: Path) -> None:
    """Where the checkpoints lay among what was set aside, go on with those: they know of more lines than the backup."""
    for old in (replaced / "unit" / "audit").glob("witness*.txt"):
        now = places.audit / old.name
        if not now.exists() or old.read_bytes().startswith(now.read_bytes()):
            shutil.copyfile(old, now)
            now.chmod(0o600)


def _keep_waiting(places: Places, replaced: Path) -> int:
    """Where the drop was set aside, let what waited there go on waiting: reports that came since would be collected by nobody.

    Not what reminds of envelopes that were taken: the database that is back does not hold those, and may be given them once more.
    """
    kept, aside = 0, Places(replaced)
    for old in sorted((*aside.drop_in.glob("*"), *aside.drop_out.rglob("*"))):
        now = places.drop / old.relative_to(aside.drop)
        if old.is_file() and not old.is_symlink() and not old.name.startswith(".") and not now.exists():
            now.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            with new_file(now.parent, now.name) as copy, old.open("rb") as held:
                shutil.copyfileobj(held, copy)
            kept += 1
    return kept
