"""A browser that reaches nothing but the page it is given, and the installation that whole journeys share."""

import shutil
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, sync_playwright

from tests.journeys.installation import installed
from tests.journeys.walk import Walks, walking

FLAGS = (
    "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync",
)  # fmt: skip


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    chromium = shutil.which("chromium")
    if chromium is None:
        pytest.skip("no Chromium here; requirements/browser.sh installs it")
    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path=chromium, args=list(FLAGS))
        yield opened
        opened.close()


@pytest.fixture(scope="session")
def walks(browser: Browser, tmp_path_factory: pytest.TempPathFactory, pytestconfig: pytest.Config) -> Iterator[Walks]:
    """One installation for all whole journeys, since making one takes half a minute, and browsers for whoever walks there."""
    album = pytestconfig.getoption("--pictures")
    with installed(tmp_path_factory.mktemp("whole")) as installation, walking(browser, installation, album) as found:
        yield found
