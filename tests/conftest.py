"""What all tests may be asked for on the command line."""

import os
import time
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path

import hypothesis
import pytest
import time_machine

# A moment without a time zone is the local one, as everywhere else here: read as UTC it would be an hour off all summer.
time_machine.naive_mode = time_machine.NaiveMode.LOCAL

# Every run tries the same examples, however slow the machine is at the moment: none fails by chance. `--hypothesis-profile search` looks further.
SLOW = (hypothesis.HealthCheck.too_slow, hypothesis.HealthCheck.differing_executors)
hypothesis.settings.register_profile("same", derandomize=True, deadline=None, suppress_health_check=SLOW)
hypothesis.settings.register_profile("search", deadline=None, suppress_health_check=SLOW)
hypothesis.settings.load_profile("same")

_LONGEST = timedelta(minutes=2)
"""Longer than nearly every test takes, the journeys too."""


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--inputs", type=int, default=300, help="how many inputs each fuzz test makes up; make fuzz asks for many more"
    )
    parser.addoption(
        "--pictures",
        type=Path,
        default=None,
        help="the folder into which the whole journeys put pictures of the pages they come by",
    )


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """With `--dist loadgroup` a file stays in one process, for its server or unit is dear, and so do the whole journeys, which share one.

    Those few take longer than any file: what comes last is waited for by one process alone, so that they come first.
    """
    for item in items:
        item.add_marker(pytest.mark.xdist_group("walks" if _walks(item) else item.path.stem))
    items.sort(key=lambda item: not _walks(item))


def _walks(item: pytest.Item) -> bool:
    """Whether a test is a whole journey through the sites that all of them share."""
    return "walks" in getattr(item, "fixturenames", ())


@pytest.hookimpl(tryfirst=True)
def pytest_runtest_setup() -> None:
    """Let no test begin on one day and end on the next: what it expects of today would not be what it finds."""
    while (datetime.now() + _LONGEST).date() != datetime.now().date():
        time.sleep(1)


@pytest.fixture
def inputs(request: pytest.FixtureRequest) -> int:
    """How many inputs a fuzz test is to make up."""
    asked: int = request.config.getoption("--inputs")
    return asked


@pytest.fixture(scope="session", autouse=True)
def _cache(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Tests keep compiled word lists in a folder of their own, never among those of whoever runs them."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setitem(os.environ, "BOUNDARIES_CACHE", str(tmp_path_factory.mktemp("cache") / "boundaries"))
        yield
