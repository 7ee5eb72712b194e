"""The dashboard, the yearly return and the registers in a browser and by keyboard, each page held to the accessibility checker."""

from pathlib import Path

import pytest
from playwright.sync_api import Browser

from tests.journeys.following import follow
from tests.journeys.unit_site import PASSPHRASE, accept, check, fill, press, served
from tests.sites.unit.unit_pages import without_tokens

ROWS = "member_id,person_id,declared_at,relation\nM1,P1,2026-03-01T10:00,neighbour\nM2,,2026-03-02,friend\n"


def test_figures_are_looked_at_and_a_register_is_filled(browser: Browser, tmp_path_factory: pytest.TempPathFactory) -> None:
    folder = tmp_path_factory.mktemp("unit")
    with served(folder / "home") as site:
        page = browser.new_context(reduced_motion="reduce").new_page()
        page.set_default_timeout(60_000)
        accept(page, site.link("user", "add", "h.brook", "--role", "head", "--full-name", "Hanna Brook"))
        fill(page, {"Passphrase": PASSPHRASE})
        press(page, "Unlock")
        for path in ("dashboard", "yearly-return", "registers", "meeting", "oversight", "strategic-assessment", "units"):
            page.goto(f"{site.address}/{path}/")
            check(page)
        page.goto(f"{site.address}/yearly-return/")
        with page.expect_download() as taken:
            page.get_by_role("button", name="Download as CSV").press("Enter")
        assert Path(taken.value.path()).read_text(encoding="utf-8").startswith("year,table,row,count")
        page.goto(f"{site.address}/registers/declarations/import/")
        press(page, "Take it in")
        assert "Choose a CSV file" in page.content()
        check(page)
        file = folder / "declarations.csv"
        file.write_text(ROWS, encoding="utf-8")
        page.get_by_label("File").set_input_files(file)
        press(page, "Take it in")
        assert "line 3: person_id: this is needed" in page.content()
        check(page)
        follow(page, page.get_by_role("link", name="Look at the register"))
        assert page.get_by_role("cell", name="neighbour").count() == 1
        check(page)
        page.goto(f"{site.address}/registers/gifts/add/")
        press(page, "Add it to the register")
        assert "There is a problem" in page.content()
        check(page)
        fill(page, {"Id of the line": "G1", "Member's id": "M1", "When": "2026-03-01T10:00", "What it was": "Flowers"})
        page.get_by_label("Received").check()
        press(page, "Add it to the register")
        assert page.get_by_role("cell", name="Flowers").count() == 1
        check(page)
        follow(page, page.get_by_role("link", name="Open line 1"), "Enter")
        check(page)
        follow(page, page.get_by_role("link", name="Correct this line"), "Enter")
        press(page, "Put this in its place")
        assert "Say why it is corrected" in page.content() and page.get_by_label("What it was").input_value() == "Flowers"
        check(page)
        fill(page, {"What it was": "A bunch of roses", "Why is it corrected?": "Read off the slip"})
        press(page, "Put this in its place")
        follow(page, page.get_by_role("link", name="Open line 1"), "Enter")
        assert "Read off the slip" in page.content() and "Flowers" in page.content()
        check(page)
        press(page, "Withdraw it")
        assert "Say why it is withdrawn" in page.content()
        check(page)


def test_a_meeting_is_prepared_its_pack_taken_and_its_decision_written_back(
    browser: Browser, tmp_path_factory: pytest.TempPathFactory
) -> None:
    folder = tmp_path_factory.mktemp("unit")
    with served(folder / "home") as site:
        page = browser.new_context(reduced_motion="reduce").new_page()
        page.set_default_timeout(60_000)
        accept(page, site.link("user", "add", "h.brook", "--role", "head", "--full-name", "Hanna Brook"))
        fill(page, {"Passphrase": PASSPHRASE})
        press(page, "Unlock")
        page.goto(f"{site.address}/intelligence/")
        page.locator("#story").fill("He asked for her number at the front counter")
        page.locator("#members").fill("PC 4471 Olaf Quist")
        press(page, "Enter it and go on to grade it")
        page.goto(page.url.removesuffix("grade/"))
        press(page, "Open a case")
        case = page.url
        for kind, told in (
            ("oversight", {"#rationale": "Two calls that nobody can explain", "#review_on": "2026-01-05"}),
            ("meeting_decision", {"#meeting_on": "2026-01-05", "#decision": "Speak to the line", "#rationale": "To be fair",
                                  "#owner": "Hanna Brook", "#due_on": "2026-01-12"}),
        ):  # fmt: skip
            page.goto(f"{case}write/{kind}/")
            check(page)
            for place, answer in told.items():
                page.locator(place).fill(answer)
            for choice in page.locator("fieldset").all():
                choice.locator("input").first.check()
            press(page, "Add it to the case")
        check(page)
        page.goto(f"{site.address}/oversight/")
        assert page.get_by_role("cell", name="Two calls that nobody can explain").count() == 1
        check(page)
        page.goto(f"{site.address}/meeting/")
        assert b"Quist" not in without_tokens(page.content().encode()) and page.get_by_text("(overdue)").count() >= 2
        check(page)
        press(page, "Show who they are")
        assert "There is a problem" in page.content()
        check(page)
        page.locator("#purpose").fill("The meeting of this week")
        press(page, "Show who they are")
        assert "PC 4471 Olaf Quist" in page.content()
        with page.expect_download() as taken:
            page.get_by_role("button", name="Take the pack as PDF").press("Enter")
        assert Path(taken.value.path()).read_bytes().startswith(b"%PDF")
        follow(page, page.get_by_role("cell", name="Speak to the line").locator("xpath=..").get_by_role("link"), "Enter")
        fill(page, {"Its number": "1", "What came of it?": "Done on Monday"})
        press(page, "Add it to the case")
        assert "Done on Monday" in page.content()
        check(page)
