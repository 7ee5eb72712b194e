"""Intelligence entered by hand, graded, seen before, linked and unlinked, in a browser and by keyboard, each page held to the accessibility checker."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page

from tests.journeys.following import follow
from tests.journeys.unit_site import PASSPHRASE, UnitSite, accept, check, fill, press, served


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[UnitSite]:
    with served(tmp_path_factory.mktemp("unit") / "home") as serving:
        yield serving


def enter(page: Page, site: UnitSite, story: str) -> str:
    """Enter intelligence about one member, grade it, and give the entry as the page calls it."""
    page.goto(f"{site.address}/intelligence/")
    fill(page, {"What is known?": story, "Which members does it concern?": "PC 1234 Smith"})
    press(page, "Enter it and go on to grade it")
    for answer in ("2: Untested", "C: Known indirectly to the source", "P: May lawfully be shared", "Sexual misconduct", "No"):
        page.get_by_label(answer, exact=True).check()
    press(page, "Grade it")
    return page.locator("h1").inner_text().removeprefix("Entry ")


def test_intelligence_is_entered_graded_linked_and_unlinked(browser: Browser, site: UnitSite) -> None:
    page = browser.new_context(reduced_motion="reduce").new_page()
    page.set_default_timeout(60_000)
    accept(page, site.link("user", "add", "h.brook", "--role", "head", "--full-name", "Hanna Brook"))
    fill(page, {"Passphrase": PASSPHRASE})
    press(page, "Unlock")
    page.goto(f"{site.address}/intelligence/")
    check(page)
    press(page, "Enter it and go on to grade it")
    assert "There is a problem" in page.content()
    check(page)
    first = enter(page, site, "He is seen at her door at night")
    follow(page, page.get_by_role("link", name="Grade it"))
    check(page)
    press(page, "Grade it")
    assert "There is a problem" in page.content()
    check(page)
    second = enter(page, site, "The same car stands there each week")
    assert "2CP" in page.content() and page.get_by_role("link", name=first).count() == 1
    check(page)
    follow(page, page.get_by_role("link", name="In how many entries in all?"))
    assert "1 other entry names the same member." in page.content()
    check(page)
    follow(page, page.get_by_role("link", name="Back to the entry"))
    press(page, "Link them")
    assert page.get_by_role("link", name="Confirm that you have read both").count() == 1
    check(page)
    fill(page, {"Link it with entry": first, "Why do they belong together?": "One street, one car"})
    page.get_by_label("They tell of the same").check()
    page.get_by_label("I have read both entries").check()
    press(page, "Link them")
    assert "One street, one car" in page.content()
    check(page)
    press(page, "Undo the link")
    assert "Say why they do not belong together" in page.content()
    check(page)
    fill(page, {"Why do they not belong together, after all?": "Another car"})
    press(page, "Undo the link")
    assert "Another car" in page.content() and page.locator("h1").inner_text() == f"Entry {second}"
    check(page)
