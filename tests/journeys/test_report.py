"""A chief inspector reads the report: on a desk, on a phone, by keyboard, by screen reader, on paper."""

import re
import subprocess
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page

from boundaries.catalogue import load_catalogue
from boundaries.detection.report import render
from tests.journeys.checkers import ROOT, checker
from tests.journeys.worked_example import DETECTORS, worked_example

DESK, PHONE = {"width": 1280, "height": 900}, {"width": 375, "height": 740}


@pytest.fixture(scope="module")
def report(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("report")
    example = worked_example(folder / "records")
    path = folder / "report.html"
    path.write_text(render(example.scan, example.records, load_catalogue(), DETECTORS), encoding="utf-8")
    return path


@pytest.fixture(params=[DESK, PHONE], ids=["desk", "phone"])
def page(browser: Browser, report: Path, request: pytest.FixtureRequest) -> Iterator[Page]:
    context = browser.new_context(viewport=request.param, reduced_motion="reduce")
    opened = context.new_page()
    opened.goto(report.as_uri())
    yield opened
    context.close()


def test_the_accessibility_checker_finds_nothing(page: Page) -> None:
    page.evaluate("for (const folded of document.querySelectorAll('details')) folded.open = true")
    script = (checker("axe-core") / "axe.min.js").read_text(encoding="utf-8")
    page.context.new_cdp_session(page).send("Page.setBypassCSP", {"enabled": True})
    page.evaluate(script)
    found: dict[str, Any] = page.evaluate("axe.run(document, {resultTypes: ['violations']})")
    faults = [(one["id"], [node["target"] for node in one["nodes"]]) for one in found["violations"]]
    assert len(found["passes"]) > 20, "the checker did not run"
    assert faults == []


def test_the_page_never_scrolls_sideways(page: Page) -> None:
    wide, seen = page.evaluate("[document.documentElement.scrollWidth, document.documentElement.clientWidth]")
    assert wide <= seen


def test_every_link_and_fold_is_reached_by_keyboard_in_the_order_of_the_page(page: Page) -> None:
    wanted = page.evaluate("[...document.querySelectorAll('a, summary')].map((one, n) => (one.dataset.n = String(n)))")
    reached: list[str] = []
    for _ in range(len(wanted) * 3):
        page.keyboard.press("Tab")
        place = page.evaluate("document.activeElement === document.body ? 'end' : document.activeElement.dataset.n ?? null")
        if place == "end":
            break
        if place is not None:
            reached.append(place)
    assert reached == wanted


def test_focus_can_be_seen_and_the_skip_link_leads_to_the_content(page: Page) -> None:
    page.keyboard.press("Tab")
    box = page.locator(".skip").bounding_box()
    assert box
    assert box["x"] >= 0
    assert page.evaluate("getComputedStyle(document.activeElement).outlineStyle") == "solid"
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "content"


def test_records_unfold_with_the_keyboard_alone(page: Page) -> None:
    fold = page.locator(".evidence details").first
    fold.locator("summary").focus()
    assert not fold.locator(".ids").is_visible()
    page.keyboard.press("Enter")
    assert fold.locator(".ids").is_visible()


def test_headings_go_down_one_level_at_a_time(page: Page) -> None:
    levels = page.evaluate("[...document.querySelectorAll('h1,h2,h3,h4,h5,h6')].map(one => Number(one.tagName[1]))")
    assert levels[0] == 1
    assert levels.count(1) == 1
    assert all(after - before <= 1 for before, after in pairwise(levels))


def test_nothing_is_fetched_and_nothing_is_refused(browser: Browser, report: Path) -> None:
    context = browser.new_context()
    page = context.new_page()
    asked, told = [], []
    page.on("request", lambda request: asked.append(request.url))
    page.on("console", lambda message: told.append(message.text))
    page.goto(report.as_uri())
    assert asked == [report.as_uri()]
    assert told == [], "the page's own policy refused something of it"
    assert page.evaluate("getComputedStyle(document.querySelector('h1')).fontSize") == "40px"
    context.close()


def test_it_reads_without_scripts(browser: Browser, report: Path) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(report.as_uri())
    assert page.locator("#pair-1 .timeline").is_visible()
    context.close()


def test_on_paper_a_pair_starts_a_page_and_folds_are_open(browser: Browser, report: Path) -> None:
    context = browser.new_context()
    page = context.new_page()
    page.goto(report.as_uri())
    page.emulate_media(media="print")
    assert page.locator(".pair").first.evaluate("one => getComputedStyle(one).breakBefore") == "page"
    assert page.locator("#pair-1 .ids").first.bounding_box() is not None
    assert not page.locator(".skip").is_visible()
    printed = page.pdf(prefer_css_page_size=True)
    assert len(re.findall(rb"/Type /Page\b", printed)) >= 6, "a page for the list, one at least a pair, one for the coverage"
    assert b"/MediaBox [0 0 594.95" in printed or b"/MediaBox [0 0 595" in printed
    context.close()


def test_the_html_checker_finds_nothing(report: Path) -> None:
    program = checker("html-validate") / "bin" / "html-validate.mjs"
    settings = ROOT / "tests" / "journeys" / "htmlvalidate.json"
    told = subprocess.run(
        ["node", str(program), "--config", str(settings), "--formatter", "text", str(report)],
        capture_output=True, text=True, check=False, timeout=300,
    )  # fmt: skip
    assert told.stdout.strip() == ""
    assert told.returncode == 0, told.stderr
