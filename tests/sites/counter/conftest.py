"""The counter in this process, on a home folder of its own that is removed afterwards."""

from collections.abc import Iterator
from datetime import datetime

import pytest
import time_machine
from django.test import Client

from boundaries.handover.places import Places
from tests.sites.home import become

HOME = become("counter")


@pytest.fixture
def places() -> Places:
    return Places(HOME)


@pytest.fixture(autouse=True)
def emptied(db: None, places: Places) -> Iterator[None]:
    """A database of its own, and nothing left in the drop after a test."""
    yield
    for path in places.drop_in.glob("*"):
        if path.is_file():
            path.unlink()


@pytest.fixture
def clock() -> Iterator[time_machine.Traveller]:
    with time_machine.travel(datetime(2026, 11, 25, 10, 0), tick=False) as coordinates:
        yield coordinates


@pytest.fixture
def browser() -> Client:
    return Client()
