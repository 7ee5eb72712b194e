"""A visit to the public site in a real browser, watched: every page it gets, every address it asks, every cookie it keeps."""

import json
import subprocess
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, Page, Response

from tests.journeys.checkers import ROOT, checker
from tests.sites.serving import Server

EXIT = "https://127.0.0.1:1444/weather"
"""Nothing answers there: that it is asked is enough."""
DESK, PHONE = {"width": 1280, "height": 900}, {"width": 375, "height": 740}


@dataclass
class Visit:
    """One browser window; `pages` are the documents as they were sent, `asked` every address that was asked for."""

    page: Page
    server: Server
    pages: list[str] = field(default_factory=list)
    responses: list[Response] = field(default_factory=list)
    asked: list[str] = field(default_factory=list)
    receipt: list[str] = field(default_factory=list)

    @property
    def heading(self) -> str:
        return self.page.locator("h1").inner_text()

    def open(self, path: str = "/") -> None:
        self.page.goto(self.server.address + path)

    def click(self, name: str) -> None:
        """Click the button or link of exactly this name."""
        self.page.get_by_role("button", name=name, exact=True).or_(self.page.get_by_role("link", name=name, exact=True)).click()

    def press(self, name: str) -> None:
        """The same, and wait for the page that comes."""
        with self.page.expect_navigation():
            self.click(name)

    def fill(self, **fields: str) -> None:
        for name, text in fields.items():
            self.page.locator(f"#{name}").fill(text)

    def choose(self, *labels: str) -> None:
        for label in labels:
            self.page.get_by_label(label, exact=True).check()

    def go_on(self, button: str = "Continue", /, **fields: str) -> None:
        self.fill(**fields)
        self.press(button)

    def leave(self, act: Callable[[], None]) -> None:
        """Do what leads out of the site, and see that it does."""
        with self.page.expect_event("requestfailed", lambda request: request.url == EXIT):
            act()
        for _ in range(1200):  # until the browser shows its own page in place of the one that does not answer
            if not self.page.url.startswith(self.server.address):
                break
            self.page.wait_for_timeout(50)

    def words(self) -> list[str]:
        return self.page.locator(".boundaries-words li").all_inner_texts()

    def type_back(self, words: list[str]) -> None:
        for place in range(8):
            if self.page.locator(f"#word-{place}").count():
                self.fill(**{f"word-{place}": words[place]})

    def to_check(self) -> None:
        """On past every question that is left."""
        for _ in range(20):
            if self.page.locator('input[name="question"]').count() == 0:
                return
            self.press("Continue")

    def must_be_accessible(self) -> None:
        """No violation that axe knows, and nothing that scrolls sideways."""
        self.page.evaluate((checker("axe-core") / "axe.min.js").read_text(encoding="utf-8"))
        found: dict[str, Any] = self.page.evaluate("axe.run(document, {resultTypes: ['violations']})")
        faults = [(one["id"], [node["target"] for node in one["nodes"]]) for one in found["violations"]]
        assert len(found["passes"]) > 10, "the checker did not run"
        assert faults == [], (self.heading, faults)
        wide = self.page.evaluate(
            "[...document.querySelectorAll('body *')].filter(one => one.getBoundingClientRect().right > document.documentElement.clientWidth + 1)"
            ".map(one => one.outerHTML.slice(0, 120))"
        )
        seen, whole = self.page.evaluate("[document.documentElement.clientWidth, document.documentElement.scrollWidth]")
        assert whole <= seen, (self.heading, wide)


@contextmanager
def visiting(browser: Browser, server: Server, *, size: dict[str, int] | None = None, scripts: bool = True) -> Iterator[Visit]:
    """A fresh window that reaches the site and nothing else."""
    context = browser.new_context(viewport=size or DESK, java_script_enabled=scripts, reduced_motion="reduce")  # type: ignore[arg-type]
    context.set_default_timeout(60_000)
    visit = Visit(context.new_page(), server)
    context.on("request", lambda request: visit.asked.append(request.url))
    context.on("response", lambda response: _noted(visit, response))
    try:
        yield visit
        for url in visit.asked:
            assert url.startswith((server.address, EXIT)), f"asked elsewhere: {url}"
        assert {cookie["name"] for cookie in context.cookies()} <= {"session"}
    finally:
        context.close()


def _noted(visit: Visit, response: Response) -> None:
    if response.url.startswith(visit.server.address) and response.request.resource_type == "document":
        visit.responses.append(response)
        if response.status not in (302, 303):
            visit.pages.append(response.text())


def must_be_valid(pages: list[str], folder: Path) -> None:
    """html-validate finds nothing in any of these documents."""
    folder.mkdir(exist_ok=True)
    for number, text in enumerate(dict.fromkeys(pages)):
        (folder / f"{number}.html").write_text(text, encoding="utf-8")
    run = [
        checker("html-validate") / "bin" / "html-validate.mjs",
        "--config",
        ROOT / "tests" / "journeys" / "htmlvalidate-site.json",
    ]
    report = folder / "found.json"
    told = ["--formatter", f"json={report}"]
    done = subprocess.run(["node", *run, *told, folder], capture_output=True, text=True, check=False)
    found = {
        (message["ruleId"], message["message"], message.get("selector") or message["line"])
        for file in json.loads(report.read_text(encoding="utf-8"))
        for message in file["messages"]
    }
    assert found == set(), done.stderr
    assert done.returncode == 0, done.stderr
