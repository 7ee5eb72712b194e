"""The pages most used, each while it is empty, when it is full and with a fault in its form, held to the accessibility checker."""

from collections.abc import Iterator
from datetime import date

import pytest
from playwright.sync_api import Browser, Page

from boundaries.handover.drop import Inbound, Kind
from boundaries.handover.ids import new_id
from boundaries.handover.keys import load_sealing_key
from boundaries.handover.people import NamedMember
from boundaries.handover.report import Report, Route, Teller
from boundaries.handover.sealing import seal
from tests.journeys.unit_site import PASSPHRASE, UnitSite, accept, check, fill, press, served
from tests.scans import finding, scan
from tests.sites.collecting import until_collected

MOST_USED = ("", "inbox/", "cases/", "search/", "review/", "dashboard/")
LONG = "Ohnezwischenraumgeschriebenesundsehrlangeswort" * 6
PHONE = {"width": 375, "height": 740}


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[UnitSite]:
    with served(tmp_path_factory.mktemp("unit") / "home") as serving:
        yield serving


def deliver(site: UnitSite, reports: int) -> None:
    """Reports as the public side leaves them, one of a word that does not end, and a scan of as many pairs."""
    key, drop = load_sealing_key(site.places), Inbound(site.places.drop_in)
    for number in range(reports):
        told = Report(
            report_id=new_id(), route=Route.WEB, received_on=date.today(), teller=Teller.ABOUT_ME, signs=("gifts",),
            story=f"{LONG} door" if number == 0 else f"He came to my door, {number} times.",
            members=(NamedMember(name=LONG if number == 0 else f"Bo Elm{number}", number=f"55{number}"),),
        )  # fmt: skip
        drop.deliver(told.report_id, Kind.REPORT, seal(told.to_bytes(), key, Kind.REPORT.bound_to(told.report_id)))
    sent = scan(*(finding(rank=n, member=f"M{n}", person=f"P{n}") for n in range(1, reports + 1)))
    drop.deliver(sent.scan_id, Kind.SCAN, seal(sent.to_bytes(), key, Kind.SCAN.bound_to(sent.scan_id)))
    until_collected(site.places)


def seen(page: Page, site: UnitSite, path: str, *told: str) -> None:
    """Go to a page, hold it to the checker, and see that it says these."""
    answer = page.goto(f"{site.address}/{path}")
    assert answer and answer.status == 200, path
    for words in told:
        assert words in page.content(), (path, words)
    check(page)


def faulty(page: Page, button: str) -> None:
    """Send a form as it stands, see that it is told what is wrong, and hold that page to the checker."""
    press(page, button)
    assert "There is a problem" in page.content() and page.title().startswith("Error"), (page.url, page.title())
    check(page)


def test_the_pages_most_used_hold_up_empty_full_and_faulty(browser: Browser, site: UnitSite) -> None:
    page = browser.new_context(reduced_motion="reduce").new_page()
    page.set_default_timeout(15_000)
    accept(page, site.link("user", "add", "h.brook", "--role", "head", "--full-name", "Hanna Brook"), checked=False)
    fill(page, {"Passphrase": PASSPHRASE})
    press(page, "Unlock")
    for path, told in zip(
        MOST_USED,
        ("Nothing that you can open falls due", "0 entries", "There is no case", "", "Nothing waits for you", "no open case"),
        strict=True,
    ):
        seen(page, site, path, told)
    deliver(site, 60)
    seen(page, site, "inbox/", "60 entries", "Older")
    entries = page.locator("tbody a").evaluate_all("links => links.map(one => one.getAttribute('href'))")
    for number, entry in enumerate(entries[:12]):
        page.goto(site.address + entry)
        if number == 0:
            check(page)
            for button in ("Add the note", "Link them", "Merge it into this", "Close it", "Name them"):
                page.goto(site.address + entry)
                faulty(page, button)
            page.goto(site.address + entry)
        press(page, "Open a case")
    case = page.url
    check(page)
    page.goto(f"{case}write/priority/")
    faulty(page, "Add it to the case")
    page.goto(f"{site.address}/search/")
    faulty(page, "Search")
    fill(page, {"Words that an entry must hold": "door"})
    press(page, "Search")
    assert "60 entries found" in page.content()
    check(page)
    for path, told in zip(MOST_USED, ("Due first", "60 entries", "received", "", "more pair", "Received"), strict=True):
        seen(page, site, path, told)
    page.goto(f"{site.address}/review/")
    page.goto(site.address + str(page.locator("tbody a").first.get_attribute("href")))
    check(page)
    pair = page.url
    for button in ("Show who they are", "Give the verdict"):
        page.goto(pair)
        faulty(page, button)
    page.set_viewport_size(PHONE)  # type: ignore[arg-type]
    for path in (*MOST_USED, entries[0][1:], case.removeprefix(f"{site.address}/"), pair.removeprefix(f"{site.address}/")):
        seen(page, site, path)
