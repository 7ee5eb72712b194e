"""The public site in this process, on a home folder of its own that is removed afterwards."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from django.test import Client

from boundaries.handover.places import Places
from tests.sites.home import become

HOME = become("public")


@pytest.fixture
def places() -> Places:
    return Places(HOME)


@pytest.fixture(autouse=True)
def emptied(db: None, places: Places) -> Iterator[None]:
    """A database of its own, and nothing left in the folders after a test."""
    yield
    for folder in (places.blobs, places.drop_in, places.drop_in / "taken"):
        for path in folder.glob("*"):
            if path.is_file():
                path.unlink()
    for thread in places.drop_out.iterdir():
        if thread.is_dir() and thread.name != "a" * 26:
            for path in thread.iterdir():
                path.unlink()
            thread.rmdir()


@pytest.fixture
def browser() -> Client:
    return Client(enforce_csrf_checks=False)


def files_below(folder: Path) -> list[Path]:
    return [path for path in folder.rglob("*") if path.is_file()]
