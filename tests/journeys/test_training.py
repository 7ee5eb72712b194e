"""Someone takes the course in a real browser: without scripts, by keyboard, on a phone; and a checker sees every page."""

import csv
import io
import os
import subprocess
import sys
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page

from boundaries.training.courses import load_courses
from tests.journeys.checkers import ROOT, checker
from tests.journeys.following import follow
from tests.ports import free_port
from tests.sites.serving import Server, new_home, put_migrated

RIGHT = {one.text for item in load_courses().items.values() for one in item.scenario.choices if one.right}
RULES = ("--rule", "require-sri:off", "--rule", "no-trailing-whitespace:off")
PHONE = {"width": 360, "height": 740}


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    folder = tmp_path_factory.mktemp("unit")
    port = free_port()
    places = new_home(folder / "home")
    put_migrated(places)
    server = Server(places, port, folder / "server.log", {"UNIT_ADDRESS": f"http://127.0.0.1:{port}"}, 1, site="unit")
    try:
        server.start()
        listed = folder / "list.csv"
        rows = "".join(f"W{n},Learner Number {n},staff,North,supervisor\n" for n in range(1, 5))
        listed.write_text("number,name,kind,unit,duties\n" + rows, encoding="utf-8")
        command(server, "workforce", str(listed), "--as-of", date.today().isoformat())
        yield server
    finally:
        server.stop()


def command(site: Server, *words: str) -> str:
    """One of the commands beside the running site."""
    environment = {name: text for name, text in os.environ.items() if not name.startswith(("BOUNDARIES_", "DJANGO_"))}
    environment |= {"BOUNDARIES_HOME": str(site.places.home), "BOUNDARIES_UNIT_ADDRESS": site.address}
    done = subprocess.run(
        [sys.executable, "-m", "boundaries", "training", *words],
        env=environment,
        capture_output=True,
        text=True,
        check=False,
        cwd=ROOT,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


@pytest.fixture(scope="module")
def links(site: Server) -> dict[str, str]:
    """Everyone's personal link."""
    return {row["number"]: row["link"] for row in csv.DictReader(io.StringIO(command(site, "links")))}


def checked(page: Page, script: str) -> None:
    """The accessibility checker finds nothing, and nothing scrolls sideways."""
    page.context.new_cdp_session(page).send("Page.setBypassCSP", {"enabled": True})
    page.evaluate(script)
    found: dict[str, Any] = page.evaluate("axe.run(document, {resultTypes: ['violations']})")
    assert [(one["id"], [node["target"] for node in one["nodes"]]) for one in found["violations"]] == [], page.url
    assert len(found["passes"]) > 10
    assert page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth"), page.url


def choose(page: Page, right: bool) -> None:
    labels = page.locator(".govuk-radios__label")
    texts = [text.strip() for text in labels.all_inner_texts()]
    labels.nth(next(n for n, text in enumerate(texts) if (text in RIGHT) is right)).click()


def walk(page: Page, wrong: int, script: str = "") -> None:
    """From the course's page to the result, with so many wrong answers in the test; each kind of page is checked where a script is given."""
    seen: set[tuple[str, bool]] = set()
    for _ in range(120):
        if page.url.endswith("/result"):
            return
        heading, asked = page.locator("h1").inner_text(), page.locator(".govuk-radios").count() > 0
        kind = (heading.split("(")[0], asked)
        if script and kind not in seen:
            checked(page, script)
        seen.add(kind)
        if asked:
            miss = wrong > 0 and heading.startswith("Test of understanding")
            choose(page, right=not miss)
            wrong -= miss
            follow(page, page.get_by_role("button", name="Answer"))
        else:
            follow(page, page.get_by_role("button", name="Continue"))
    raise AssertionError("the course has no end")


def test_the_whole_course_without_scripts_on_a_phone(browser: Browser, site: Server, links: dict[str, str]) -> None:
    context = browser.new_context(viewport=PHONE, java_script_enabled=False)
    page = context.new_page()
    page.goto(links["W1"])
    follow(page, page.get_by_role("button", name="This is me"))
    assert "Hello, Learner Number 1." in page.locator("main").inner_text()
    follow(page, page.get_by_role("link", name="Keeping boundaries professional", exact=True))
    follow(page, page.get_by_role("button", name="Start or go on"))
    walk(page, wrong=1)
    follow(page, page.get_by_role("button", name="Finish"))
    assert page.get_by_role("alert").get_by_text("Tick the box to go on").is_visible()
    page.get_by_role("checkbox").check()
    follow(page, page.get_by_role("button", name="Finish"))
    assert page.locator("h1").inner_text() == "Done"
    follow(page, page.get_by_role("link", name="Back to the courses"))
    with page.expect_download() as waiting:
        page.get_by_role("link", name="Certificate of").click()
    assert waiting.value.path().read_bytes().startswith(b"%PDF-1.7")
    context.close()
    assert '"percent": 25' in command(site, "coverage", "--json")
    assert "all joined" in command(site, "verify")


def test_the_accessibility_checker_finds_nothing_on_any_page(browser: Browser, site: Server, links: dict[str, str]) -> None:
    script = (checker("axe-core") / "axe.min.js").read_text(encoding="utf-8")
    context = browser.new_context(viewport=PHONE, reduced_motion="reduce")
    page = context.new_page()
    page.goto(site.address + "/training/")
    checked(page, script)
    page.goto(site.address + "/training/link/nothing")
    checked(page, script)
    page.goto(links["W2"])
    checked(page, script)
    follow(page, page.get_by_role("button", name="This is me"))
    checked(page, script)
    page.goto(site.address + "/training/course/supervisors")
    checked(page, script)
    follow(page, page.get_by_role("button", name="Start or go on"))
    walk(page, wrong=3, script=script)
    assert page.locator("h1").inner_text() == "Not passed yet"
    checked(page, script)
    follow(page, page.get_by_role("button", name="Take the test again"))
    follow(page, page.get_by_role("button", name="Answer"))
    assert "Choose an answer" in page.get_by_role("alert").inner_text()
    checked(page, script)
    walk(page, wrong=0)
    follow(page, page.get_by_role("button", name="Finish"))
    checked(page, script)
    page.get_by_role("checkbox").check()
    follow(page, page.get_by_role("button", name="Finish"))
    checked(page, script)
    page.goto(site.address + "/training/")
    checked(page, script)
    context.close()


def test_by_keyboard_alone_an_answer_is_given(browser: Browser, site: Server, links: dict[str, str]) -> None:
    context = browser.new_context()
    page = context.new_page()
    page.goto(links["W3"])
    follow(page, page.get_by_role("button", name="This is me"))
    page.goto(site.address + "/training/course/contact_centre")

    def press_until(name: str, key: str) -> None:
        for _ in range(12):
            page.keyboard.press("Tab")
            if page.evaluate("document.activeElement.innerText || document.activeElement.type") == name:
                if key == "Enter":
                    with page.expect_navigation():
                        page.keyboard.press(key)
                else:
                    page.keyboard.press(key)
                return
        raise AssertionError(f"the keyboard does not reach {name}")

    press_until("Start or go on", "Enter")
    press_until("Continue", "Enter")
    press_until("radio", "Space")
    assert page.locator("input:checked").count() == 1
    press_until("Answer", "Enter")
    page.get_by_text("You chose:").wait_for()
    context.close()


def test_the_html_checker_finds_nothing(browser: Browser, site: Server, links: dict[str, str], tmp_path: Path) -> None:
    program = checker("html-validate") / "bin" / "html-validate.mjs"
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(links["W4"])
    pages = {"link": page.content()}
    follow(page, page.get_by_role("button", name="This is me"))
    pages["home"] = page.content()
    page.goto(site.address + "/training/course/supervisors")
    follow(page, page.get_by_role("button", name="Start or go on"))
    pages["lesson"] = page.content()
    follow(page, page.get_by_role("button", name="Continue"))
    pages["question"] = page.content()
    choose(page, right=False)
    follow(page, page.get_by_role("button", name="Answer"))
    pages["feedback"] = page.content()
    context.close()
    for name, text in pages.items():
        (tmp_path / f"{name}.html").write_text(text, encoding="utf-8")
    settings = ROOT / "tests" / "journeys" / "htmlvalidate.json"
    told = subprocess.run(
        ["node", str(program), "--config", str(settings), *RULES, "--formatter", "text", *(str(tmp_path / f"{name}.html") for name in pages)],
        capture_output=True, text=True, check=False, timeout=300,
    )  # fmt: skip
    assert told.stdout.strip() == ""
    assert told.returncode == 0, told.stderr
