"""Makes the test process one of the sites; Django can be only one site in a process."""

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


def become(site: str) -> Path:
    """Set a fresh home folder up, choose the site and give the folder; fails where the process is another site already."""
    chosen = os.environ.get("DJANGO_SETTINGS_MODULE")
    if chosen:
        if chosen != f"boundaries.sites.{site}":
            pytest.exit(f"this process is {chosen} already: run tests/sites/{site} apart", returncode=4)
        return Path(os.environ["BOUNDARIES_HOME"])
    home = Path(tempfile.mkdtemp(prefix="boundaries-home-"))
    atexit.register(shutil.rmtree, home, ignore_errors=True)
    custodians = new_custodians()
    create_keys(Places(home), custodians)
    for one in custodians:
        (home / "escrow" / f"identity-{one.number}.txt").write_text(one.identity, encoding="ascii")
    os.environ["BOUNDARIES_HOME"] = str(home)
    prepare(site)
    return home
