"""The pages most used, each while it is empty, when it is full and with a fault in its form, held to the accessibility checker."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from datetime import date, datetime

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
    page.set_default_timeout(60_000)
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
    page.goto(f"{site.address}/people/invite/")
    fill(page, {"Name of the person": "Hanna Brook", "Name for signing in": "h.b"})
    page.get_by_label("Analyst").check()
    faulty(page, "Make the link")
    assert "Somebody else of the same name" in page.content()
    page.set_viewport_size(PHONE)  # type: ignore[arg-type]
    own = case.removeprefix(f"{site.address}/")
    for path in (*MOST_USED, entries[0][1:], own, f"{own}timeline/", pair.removeprefix(f"{site.address}/")):
        seen(page, site, path)


def in_the_middle(site: UnitSite, name: str, keys: int) -> None:
    """Let an account stand where a giver of access who was killed left it: so many keys are made, some hundreds went over."""
    with closing(sqlite3.connect(site.places.unit / "unit.sqlite3", timeout=30)) as database, database:
        safes = [(new_id(), b"escrow") for _ in range(keys)]
        database.executemany(
            "INSERT INTO casework_safe (safe_id, letterbox, generation, is_stale, is_source_stale, is_alternate, escrow_wrap, escrow_source,"
            " unit_share) VALUES (?, '', 1, 0, 0, 0, ?, x'', x'')",
            safes,
        )
        database.execute(
            "INSERT INTO casework_giving (account_id, sealing_key, role, member_id, most, begun_at, handed)"
            " SELECT account_id, sealing_key, role, member_id, ?, ?, 300 FROM casework_account WHERE name = ?",
            (keys + 300, datetime.now().isoformat(" "), name),
        )
        database.executemany(
            "INSERT INTO casework_given (giving_id, safe_id, held, is_stale)"
            " SELECT account_id, ?, x'00', 0 FROM casework_account WHERE name = ?",
            [(safe_id, name) for safe_id, _ in safes],
        )
        database.execute("UPDATE casework_account SET is_admitted = 1, is_taking_over = 1 WHERE name = ?", (name,))


def test_whoever_is_being_given_access_sees_no_half_of_a_list_until_all_is_there(browser: Browser, site: UnitSite) -> None:
    page = browser.new_context(reduced_motion="reduce").new_page()
    page.set_default_timeout(60_000)
    accept(page, site.link("user", "add", "n.new", "--role", "investigator", "--full-name", "Nia New"), checked=False)
    fill(page, {"Passphrase": PASSPHRASE})
    press(page, "Unlock")
    assert page.goto(f"{site.address}/inbox/").status == 200  # type: ignore[union-attr]
    in_the_middle(site, "n.new", 12_000)
    seen(page, site, "account/", "You are being given access: 300 of 12,300 keys are there")
    left = []
    for shown in (None, PHONE):
        if shown:
            page.set_viewport_size(shown)  # type: ignore[arg-type]
        answer = page.goto(f"{site.address}/inbox/")
        assert answer and answer.status == 409 and "You are being given access" in page.content()
        left.append(int(page.get_by_role("status").inner_text().split()[0].replace(",", "")))
        check(page)
    assert 12_000 > left[0] > left[1] > 0, "each look lets some of them go over"
    link = page.get_by_role("link", name="Look again")
    for _ in range(30):
        link.focus()
        with page.expect_navigation():
            page.keyboard.press("Enter")
        if not link.count():
            break
    assert "given access" not in page.content(), "all are there"
    check(page)
    seen(page, site, "inbox/", "0 entries")
    for path in ("account/passphrase/", "account/password/"):
        seen(page, site, path, "signed out")
        faulty(page, "Change it")
