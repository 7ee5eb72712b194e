"""The tests of the sites run in any number of processes, each on a home and a database of its own."""

import pytest

from tests.sites.home import let_workers_choose


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_setupnodes() -> None:
    """Before pytest-xdist starts its workers."""
    let_workers_choose()
