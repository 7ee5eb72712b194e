"""Takes a backup of whatever of an installation is on this machine."""

import shutil
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack
from datetime import datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from boundaries import __version__
from boundaries.errors import BoundariesError
from boundaries.handover.letting_go import blobs_kept
from boundaries.handover.places import Places
from boundaries.sites.backup.archive import Manifest, sha256_of, write_archive
from boundaries.sites.backup.databases import copy_postgresql, copy_sqlite

SIDES = ("public", "unit", "drop", "escrow")
DATABASES = "databases"


def take(places: Places, target: Path, addresses: Mapping[str, str], recipients: Sequence[str]) -> Manifest:
    """Write one encrypted file with the databases, keys, blobs, drop and escrow that are here; `addresses` by site, empty for SQLite.

    First what waits in the drop, then the databases, then the blobs: an envelope that is taken meanwhile is then in the copy of the drop,
    and a blob is never younger than the row that names it. No blob that was sealed anew is removed meanwhile.
    """
    if not recipients:
        raise BoundariesError(
            "nobody could open this backup",
            "boundaries backup",
            "Name a recipient with --recipient or BOUNDARIES_BACKUP_RECIPIENTS.",
        )
    sides = [side for side in SIDES if (places.home / side).is_dir()]
    if not sides:
        raise BoundariesError("there is nothing to back up", str(places.home), "Run `boundaries init` first.")
    with ExitStack() as stack:
        if "unit" in sides:
            stack.enter_context(blobs_kept(places.unit))
        scratch = stack.enter_context(tempfile.TemporaryDirectory(prefix=".backup-", dir=places.home))
        copies = Path(scratch)
        waiting = _copy_waiting(places, copies / "drop")
        databases: dict[str, dict[str, Any]] = {
            site: _copy(places, site, addresses[site], copies) for site in ("public", "unit") if site in sides
        }
        files = [*waiting, *_of(copies / DATABASES, DATABASES), *_kept(places, sides, copies / "kept")]
        manifest = Manifest(_now(), __version__, databases, {name: sha256_of(path) for name, path in files})
        write_archive(target, manifest, files, recipients)
    return manifest


def _copy_waiting(places: Places, folder: Path) -> list[tuple[str, Path]]:
    """Envelopes and replies, copied at once since either side may take them away at any moment."""
    if not places.drop.is_dir():
        return []
    folder.mkdir(mode=0o700)
    copied: list[tuple[str, Path]] = []
    for name, path in _of(places.drop, "drop"):
        copy = folder / str(len(copied))
        try:
            shutil.copyfile(path, copy)
        except FileNotFoundError:
            continue  # taken meanwhile: then the database, which is copied after this, has it
        copied.append((name, copy))
    return copied


def _copy(places: Places, site: str, address: str, copies: Path) -> dict[str, Any]:
    """One site's database into the scratch folder, and what the manifest says of it."""
    (copies / DATABASES).mkdir(mode=0o700, exist_ok=True)
    if address:
        return {"engine": "postgresql", "tables": copy_postgresql(address, copies / DATABASES / site)}
    file = places.unit_database if site == "unit" else places.public_database
    if not file.is_file():
        return {"engine": "none"}
    copy_sqlite(file, copies / DATABASES / file.name)
    return {"engine": "sqlite"}


def _kept(places: Places, sides: Sequence[str], copies: Path) -> Iterator[tuple[str, Path]]:
    """Keys, checkpoints, escrow and the unit's blobs; drafts of the public side are not kept, and databases were copied already.

    What can change meanwhile is copied at once; blobs never change, and are read where they lie.
    """
    copies.mkdir(mode=0o700)
    for side in sides:
        for name, path in _of(places.home / side, side) if side != "drop" else ():
            if places.unit_blobs in path.parents:
                yield name, path
            elif places.blobs not in path.parents and ".sqlite3" not in path.name:
                copy = copies / name.replace("/", "!")
                shutil.copyfile(path, copy)
                yield name, copy


def _of(folder: Path, name: str) -> list[tuple[str, Path]]:
    """The files below a folder with their names in the archive; hidden ones are half written."""
    found = sorted(path for path in folder.rglob("*") if path.is_file() and not path.is_symlink()) if folder.is_dir() else []
    return [(f"{name}/{path.relative_to(folder).as_posix()}", path) for path in found if not path.name.startswith(".")]


def _now() -> str:
    return datetime.now(ZoneInfo("Europe/London")).isoformat(timespec="seconds")
