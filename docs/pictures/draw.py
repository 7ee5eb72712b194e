"""Draw docs/pictures/finding.png: the head of one invented pair as the report shows it. Run from the root: python -m docs.pictures.draw"""

import io
import shutil
import sys
import tempfile
from pathlib import Path

from PIL import Image
from playwright.sync_api import FloatRect, Page, sync_playwright

from boundaries.catalogue import load_catalogue
from boundaries.detection.report import render
from tests.journeys.conftest import FLAGS
from tests.journeys.worked_example import DETECTORS, worked_example

PICTURE = Path(__file__).with_name("finding.png")
MARGIN = 4
COLOURS = 128
"""Enough for a page of few colours, and a third of the bytes."""


def draw(picture: Path) -> None:
    """Render the worked example and keep the part of its first pair that fits a screen."""
    with tempfile.TemporaryDirectory() as name, sync_playwright() as playwright:
        folder = Path(name)
        example = worked_example(folder / "records")
        report = folder / "report.html"
        report.write_text(render(example.scan, example.records, load_catalogue(), DETECTORS), encoding="utf-8")
        browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=list(FLAGS))
        page = browser.new_page(viewport={"width": 1000, "height": 900}, device_scale_factor=1.5)
        page.goto(report.as_uri())
        taken = page.screenshot(clip=_first_pair(page), full_page=True)
        Image.open(io.BytesIO(taken)).convert("RGB").quantize(COLOURS).save(picture, optimize=True)
        browser.close()


def _first_pair(page: Page) -> FloatRect:
    """From the pair's heading to the key under its timeline."""
    top, bottom = page.locator("#pair-1").bounding_box(), page.locator("#pair-1 figure").bounding_box()
    assert top and bottom
    return {"x": 0, "y": top["y"], "width": 1000, "height": bottom["y"] + bottom["height"] + MARGIN - top["y"]}


if __name__ == "__main__":
    if shutil.which("chromium") is None:
        sys.exit("Drawing needs Chromium: run `bash requirements/browser.sh` first.")
    draw(PICTURE)
