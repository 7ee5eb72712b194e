"""The unit's site in this process, on a home folder of its own that is removed afterwards."""

import logging
import threading
from collections.abc import Iterator
from datetime import timedelta

import pytest

from boundaries.credentials import deriving
from tests.sites.home import become

become("unit")

from django.db import connection  # noqa: E402 - tables can be imported once the site is prepared

from boundaries.casework import guard  # noqa: E402 - tables can be imported once the site is prepared
from boundaries.casework.accounts import attendance  # noqa: E402 - tables can be imported once the site is prepared
from boundaries.casework.content import index  # noqa: E402 - tables can be imported once the site is prepared
from boundaries.casework.pages import people, whose  # noqa: E402 - tables can be imported once the site is prepared
from boundaries.casework.staffing import inviting  # noqa: E402 - tables can be imported once the site is prepared
from tests.sites.unit.trail import empty_trail  # noqa: E402 - tables can be imported once the site is prepared


@pytest.fixture(autouse=True)
def a_trail_that_can_be_emptied(request: pytest.FixtureRequest) -> Iterator[None]:
    """After a test that commits, empty the trail first: the guards of what is only added to would refuse the emptying of all tables."""
    marker = request.node.get_closest_marker("django_db")
    commits = bool(marker and marker.kwargs.get("transaction")) or "transactional_db" in request.fixturenames
    if commits or marker:
        request.getfixturevalue("transactional_db" if commits else "db")
        _guards("DEFAULT")
    yield
    if commits:
        empty_trail()
        _guards("replica")


def _guards(role: str) -> None:
    """On PostgreSQL, let triggers rest (`replica`) or work."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute(f"SET session_replication_role = {role}")


@pytest.fixture(autouse=True)
def nothing_goes_on_beside_the_next_test(a_trail_that_can_be_emptied: None) -> Iterator[None]:
    """Let no test leave work beside it that would meet the next one: its tables, its patches, its locks."""
    yield
    beside = [one for one in threading.enumerate() if one.name in ("giving access", "reading ahead")]
    for one in beside:
        one.join(30)
    assert not beside, "the test should wait for the work that it began beside its pages"


@pytest.fixture(autouse=True)
def quick_derivation(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let passwords give their keys in a moment. What it costs in earnest is tested beside it."""
    monkeypatch.setattr(deriving, "_KIBIBYTES", 64)


@pytest.fixture(autouse=True)
def everything_is_heard() -> None:
    """Let what is logged be heard, whatever ran before: a command that sets the site up once more silences what was there already."""
    for one in logging.root.manager.loggerDict.values():
        if isinstance(one, logging.Logger) and one.name.startswith("boundaries"):
            one.disabled = False


@pytest.fixture(autouse=True)
def unhurried_reading(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let a search or a page read all that is new, and a press do all of it, however busy the machine is.

    What fits into a moment is tested beside it.
    """
    monkeypatch.setattr(index, "SECONDS", 60)
    for module, name in ((guard, "_AT_ONCE_S"), (inviting, "_AT_ONCE"), (people, "AT_ONCE"), (whose, "AT_ONCE")):
        monkeypatch.setattr(module, name, 60)


@pytest.fixture(autouse=True)
def sessions_written_once(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where queries are counted, write no session once more because a minute went by on a busy machine."""
    if hasattr(request.module, "CaptureQueriesContext"):
        monkeypatch.setattr(attendance, "_TOUCH_AFTER", timedelta(days=1))
