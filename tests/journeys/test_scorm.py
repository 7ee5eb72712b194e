"""The packed course in a learning system that somebody else wrote: the score gets there, and from there into the ledger."""

import csv
import io
import json
import zipfile
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest
from playwright.sync_api import Browser, FrameLocator, Page

from boundaries.catalogue import load_catalogue
from boundaries.training.courses import load_courses
from boundaries.training.ledger.completions import read_completions
from boundaries.training.scorm import pack
from tests.journeys.checkers import checker
from tests.journeys.learning_system import learning_system

COURSES = load_courses()
PACKAGE = pack(load_catalogue(), COURSES, COURSES.by_id["supervisors"], "Example Constabulary")
CONTENT = json.loads(
    zipfile.ZipFile(io.BytesIO(PACKAGE)).read("content.js").decode().removeprefix("const CONTENT = ").rstrip(";\n")
)
RIGHT = {choice["text"] for item in CONTENT["items"] for choice in item["choices"] if choice["right"]}


@pytest.fixture
def address(tmp_path: Path) -> Iterator[str]:
    with learning_system(tmp_path, PACKAGE) as found:
        yield found


@pytest.fixture
def page(browser: Browser, address: str) -> Iterator[Page]:
    context = browser.new_context(viewport={"width": 375, "height": 740})
    opened = context.new_page()
    opened.goto(address)
    yield opened
    context.close()


def test_the_package_is_what_the_manifest_says() -> None:
    archive = zipfile.ZipFile(io.BytesIO(PACKAGE))
    root = ElementTree.fromstring(archive.read("imsmanifest.xml"))
    ims, adl = "{http://www.imsproject.org/xsd/imscp_rootv1p1p2}", "{http://www.adlnet.org/xsd/adlcp_rootv1p2}"
    resource = root.find(f"{ims}resources/{ims}resource")
    assert resource is not None
    listed = {file.get("href") for file in resource}
    assert listed == set(archive.namelist()) - {"imsmanifest.xml"}
    assert resource.get("href") in listed
    assert resource.get(f"{adl}scormtype") == "sco"
    item = root.find(f"{ims}organizations/{ims}organization/{ims}item")
    assert item is not None
    assert item.get("identifierref") == resource.get("identifier")
    assert root.findtext(f".//{adl}masteryscore") == "80"
    assert root.findtext(f"{ims}metadata/{ims}schemaversion") == "1.2"
    assert pack(load_catalogue(), COURSES, COURSES.by_id["supervisors"], "Example Constabulary") == PACKAGE


def answer(frame: FrameLocator, right: bool) -> None:
    """Choose at a question, and send."""
    labels = frame.locator(".choice label")
    texts = labels.all_inner_texts()
    place = next(n for n, text in enumerate(texts) if (text in RIGHT) is right)
    labels.nth(place).click()
    frame.get_by_role("button", name="Answer").click()


def walk(page: Page, wrong: int = 0, upto: int = 99) -> None:
    """Go on to the result, with so many wrong answers in the test, or stop at a page."""
    frame = page.frame_locator("iframe")
    frame.locator("h1").wait_for()
    for number in range(200):
        where = frame.locator(".where")
        if where.count() == 0 or number == upto:
            return
        before = page.evaluate("document.querySelector('iframe').contentDocument.body.innerText")
        if frame.get_by_role("button", name="Continue").count():
            frame.get_by_role("button", name="Continue").click()
        else:
            miss = wrong > 0 and frame.locator("h1").inner_text().startswith("Test of understanding")
            answer(frame, right=not miss)
            wrong -= miss
        page.wait_for_function("before => document.querySelector('iframe').contentDocument.body.innerText !== before", arg=before)
    raise AssertionError("the course has no end")


def held(page: Page) -> dict[str, Any]:
    """What the learning system holds, and that it refused nothing."""
    assert page.evaluate("window.faults") == []
    found: dict[str, Any] = page.evaluate("JSON.parse(sessionStorage.getItem('held'))")
    return found


def test_the_score_reaches_the_learning_system_and_the_ledger(page: Page, tmp_path: Path) -> None:
    walk(page, wrong=1)
    frame = page.frame_locator("iframe")
    assert frame.locator("h1").inner_text() == "You have passed the test"
    assert held(page)["core"]["lesson_status"] == "incomplete", "nothing is passed before it is attested"
    frame.get_by_role("button", name="Finish").click()
    assert frame.get_by_role("alert").inner_text() == "Tick the box to go on"
    frame.get_by_role("checkbox").check()
    frame.get_by_role("button", name="Finish").click()
    frame.get_by_text("has been given to the learning system").wait_for()
    told = held(page)
    assert (told["core"]["lesson_status"], told["core"]["score"]["raw"]) == ("passed", "90")
    results = [one["result"] for one in told["interactions"].values()]
    assert sorted(results) == ["correct"] * 9 + ["wrong"]
    listed = tmp_path / "lms.csv"
    with listed.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([
            ["number", "course", "on", "result", "score", "version"],
            ["W7", "supervisors", "2026-11-20", told["core"]["lesson_status"], told["core"]["score"]["raw"], CONTENT["version"]],
        ])  # fmt: skip
    (done,) = read_completions(listed, None, COURSES.by_id, date(2026, 11, 25))
    assert (done.number, done.course, done.passed, done.score, done.version) == ("W7", "supervisors", True, 90, "1.0")


def test_a_failed_test_is_told_explained_and_taken_again(page: Page) -> None:
    walk(page, wrong=3)
    frame = page.frame_locator("iframe")
    assert frame.locator("h1").inner_text() == "Not passed yet"
    assert frame.get_by_text("You chose:").count() == 3
    told = held(page)
    assert (told["core"]["lesson_status"], told["core"]["score"]["raw"]) == ("failed", "70")
    frame.get_by_role("button", name="Take the test again").click()
    walk(page)
    assert frame.locator("h1").inner_text() == "You have passed the test"


def test_one_goes_on_where_one_was(page: Page) -> None:
    walk(page, upto=6)
    frame = page.frame_locator("iframe")
    shown = frame.locator("main").inner_text()
    page.reload()
    frame.locator("h1").wait_for()
    assert frame.locator("main").inner_text() == shown


def test_the_accessibility_checker_finds_nothing_on_any_page(page: Page) -> None:
    script = (checker("axe-core") / "axe.min.js").read_text(encoding="utf-8")
    frame = page.frames[1]
    frame.locator("h1").wait_for()
    frame.evaluate(script)
    seen = set()
    for number in range(60):
        found = frame.evaluate("axe.run(document, {resultTypes: ['violations']})")
        assert [(one["id"], [node["target"] for node in one["nodes"]]) for one in found["violations"]] == []
        assert len(found["passes"]) > 8
        title = frame.locator("h1").inner_text()
        seen.add(title.split(" (")[0])
        assert frame.evaluate("document.activeElement.tagName") == "H1", "a screen reader is taken to each new page"
        assert frame.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth")
        if frame.locator(".where").count() == 0:
            break
        before = frame.locator("main").inner_text()
        if frame.get_by_role("button", name="Continue").count():
            frame.get_by_role("button", name="Continue").press("Enter")
        else:
            frame.get_by_role("radio").nth(number % 3).press("Space")
            frame.get_by_role("button", name="Answer").press("Enter")
        frame.wait_for_function("before => document.querySelector('main').innerText !== before", arg=before)
    assert len(seen) > 6
