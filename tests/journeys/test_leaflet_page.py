"""The leaflet as a page: for everyone, on a phone, with nothing fetched from anywhere."""

import subprocess
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser

from boundaries.catalogue import load_catalogue
from boundaries.training.leaflet import Force, Format, Language, Layout, Order, make
from tests.journeys.checkers import ROOT, checker

FORCE = Force("Example Constabulary", "01632 960000", "concerns@example.police.uk", "https://tell.example.police.uk/")
KINDS = [
    (layout, language)
    for layout in (Layout.PLAIN, Layout.LARGE_PRINT, Layout.EASY_READ, Layout.PARTNER_PACK)
    for language in Language
]


def page_of(folder: Path, layout: Layout, language: Language) -> Path:
    path = folder / f"{layout.value}-{language.value}.html"
    path.write_bytes(make(load_catalogue(), Order(FORCE, layout, Format.HTML, language, "100% of our staff.", "1 a"))[0])
    return path


@pytest.mark.parametrize(("layout", "language"), KINDS)
def test_the_accessibility_checker_finds_nothing(browser: Browser, tmp_path: Path, layout: Layout, language: Language) -> None:
    script = (checker("axe-core") / "axe.min.js").read_text(encoding="utf-8")
    context = browser.new_context(viewport={"width": 320, "height": 700})
    page = context.new_page()
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    path = page_of(tmp_path, layout, language)
    page.goto(path.as_uri())
    assert asked == [path.as_uri()]
    page.evaluate(script)
    found: dict[str, Any] = page.evaluate("axe.run(document, {resultTypes: ['violations']})")
    assert [(one["id"], [node["target"] for node in one["nodes"]]) for one in found["violations"]] == []
    assert len(found["passes"]) > 15
    assert page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth")
    context.close()


def test_the_html_checker_finds_nothing(tmp_path: Path) -> None:
    program = checker("html-validate") / "bin" / "html-validate.mjs"
    pages = [str(page_of(tmp_path, layout, language)) for layout, language in KINDS]
    settings = ROOT / "tests" / "journeys" / "htmlvalidate.json"
    told = subprocess.run(
        ["node", str(program), "--config", str(settings), "--rule", "no-inline-style:off", "--formatter", "text", *pages],
        capture_output=True, text=True, check=False, timeout=300,
    )  # fmt: skip
    assert told.stdout.strip() == ""
    assert told.returncode == 0, told.stderr
