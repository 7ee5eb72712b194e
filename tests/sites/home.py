"""Makes a test process one of the sites, on a home of its own; Django can be only one site in a process."""

import atexit
import os
import shutil
import tempfile
from pathlib import Path

import pytest

from boundaries.handover.escrow import new_custodians
from boundaries.handover.keys import create_keys
from boundaries.handover.places import Places
from boundaries.sites.running import prepare

_CHOSEN: dict[str, Path] = {}
"""The home of the one site that this process is."""


def become(site: str) -> Path:
    """Set a fresh home folder up, choose the site and give the folder; fails where the process is another site already."""
    if site in _CHOSEN:
        return _CHOSEN[site]
    for other in _CHOSEN:
        pytest.exit(f"this process is the {other} site already: run tests/sites/{site} apart", returncode=4)
    home = Path(tempfile.mkdtemp(prefix="boundaries-home-"))
    atexit.register(shutil.rmtree, home, ignore_errors=True)
    custodians = new_custodians()
    create_keys(Places(home), custodians)
    for one in custodians:
        (home / "escrow" / f"identity-{one.number}.txt").write_text(one.identity, encoding="ascii")
    os.environ["BOUNDARIES_HOME"] = str(home)
    prepare(site)
    _CHOSEN[site] = home
    return home


def let_workers_choose() -> None:
    """Hand this process's choice to none that it starts: each worker of pytest-xdist becomes the site itself, on another home."""
    for name in ("BOUNDARIES_HOME", "DJANGO_SETTINGS_MODULE"):
        os.environ.pop(name, None)
