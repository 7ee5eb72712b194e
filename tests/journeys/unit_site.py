"""The unit's site served for a journey, and what a person does there by keyboard alone."""

import os
import re
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pyotp
from playwright.sync_api import Page

from boundaries.handover.places import Places
from tests.journeys.checkers import checker
from tests.ports import free_port
from tests.sites.serving import put_migrated

PASSWORD, PASSPHRASE = "correct horse battery", "staple apple river orbit candle"


@dataclass(frozen=True)
class UnitSite:
    """A served site: where it is, and how its commands are run."""

    address: str
    environment: dict[str, str]

    @property
    def places(self) -> Places:
        """Its folders."""
        return Places(Path(self.environment["BOUNDARIES_HOME"]))

    def run(self, *words: str) -> str:
        """Run `boundaries` with these words and give what it printed."""
        command = [sys.executable, "-m", "boundaries", *words]
        done = subprocess.run(command, env=self.environment, capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stderr
        return done.stdout

    def link(self, *words: str) -> str:
        """The one-time link that a command prints."""
        (address,) = re.findall(r"http://\S+", self.run(*words))
        return address


@contextmanager
def served(home: Path) -> Iterator[UnitSite]:
    """The unit's site, served on a free port until the block ends."""
    port = free_port()
    address = f"http://localhost:{port}"
    own = {"BOUNDARIES_HOME": str(home), "BOUNDARIES_UNIT_ADDRESS": address, "BOUNDARIES_COLLECT_SECONDS": "1"}
    environment = {**os.environ, **own}
    site = UnitSite(address, environment)
    site.run("init", "--demo")
    put_migrated(site.places)
    command = [sys.executable, "-m", "boundaries", "serve", "unit", "--port", str(port), "--workers", "1"]
    serving = subprocess.Popen(command, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
    try:
        _wait(address, serving)
        yield site
    finally:
        serving.terminate()
        serving.wait(60)


def _wait(address: str, serving: subprocess.Popen[bytes]) -> None:
    for _ in range(900):
        try:
            urllib.request.urlopen(f"{address}/sign-in/", timeout=2).close()
            return
        except OSError:
            assert serving.poll() is None, serving.stderr.read().decode() if serving.stderr else ""
            time.sleep(0.2)
    raise AssertionError("the site did not answer")


def accept(page: Page, link: str, *, with_key: bool = True, checked: bool = True) -> str:
    """Go through the invitation ceremony and give the secret of the codes."""
    page.goto(link)
    fill(page, {"Password": PASSWORD, "The same password again": PASSWORD})
    if with_key:
        fill(page, {"Passphrase": PASSPHRASE, "The same passphrase again": PASSPHRASE})
    press(page, "Continue")
    if checked:
        check(page)
    secret = page.locator(".boundaries-secret").inner_text().replace(" ", "")
    fill(page, {"Code that the app shows now": pyotp.TOTP(secret).now()})
    press(page, "Finish")
    return secret


def fill(page: Page, answers: dict[str, str]) -> None:
    """Fill fields by their labels."""
    for label, answer in answers.items():
        page.get_by_label(label, exact=True).fill(answer)


def press(page: Page, button: str) -> None:
    """Reach a button by keyboard and press it."""
    found = page.get_by_role("button", name=button, exact=True)
    found.focus()
    with page.expect_navigation():
        page.keyboard.press("Enter")


def check(page: Page) -> None:
    """Hold a page to the accessibility checker, and to never scrolling sideways."""
    script = (checker("axe-core") / "axe.min.js").read_text(encoding="utf-8")
    page.context.new_cdp_session(page).send("Page.setBypassCSP", {"enabled": True})
    page.evaluate(script)
    found: dict[str, Any] = page.evaluate("axe.run(document, {resultTypes: ['violations']})")
    faults = [(one["id"], [node["html"] for node in one["nodes"]]) for one in found["violations"]]
    assert len(found["passes"]) > 10, "the checker did not run"
    assert faults == [], page.url
    wide, seen = page.evaluate("[document.documentElement.scrollWidth, document.documentElement.clientWidth]")
    assert wide <= seen, page.url
