"""A browser that reaches nothing but the page it is given, and the checkers of package.json."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, sync_playwright

ROOT = Path(__file__).resolve().parents[2]
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


def checker(name: str) -> Path:
    """Where npm put a checker; the test is skipped where it did not."""
    found = ROOT / "node_modules" / name
    if not found.exists():
        pytest.skip(f"no {name} here; `npm ci` installs it")
    return found
