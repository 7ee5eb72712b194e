"""The unit's site in this process, on a home folder of its own that is removed afterwards."""

from collections.abc import Iterator

import pytest

from tests.sites.home import become

become("unit")

from tests.sites.unit.trail import empty_trail  # noqa: E402 - tables can be imported once the site is prepared


@pytest.fixture(autouse=True)
def a_trail_that_can_be_emptied(request: pytest.FixtureRequest) -> Iterator[None]:
    """After a test that commits, empty the trail first: its guard would refuse the emptying of all tables."""
    marker = request.node.get_closest_marker("django_db")
    commits = bool(marker and marker.kwargs.get("transaction")) or "transactional_db" in request.fixturenames
    if commits:
        request.getfixturevalue("transactional_db")
    yield
    if commits:
        empty_trail()
