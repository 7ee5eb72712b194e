"""People tell their concern in a real browser, against the site as it is served."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from boundaries.handover.report import Report
from tests.journeys.checkers import ROOT
from tests.journeys.public_states import answered, every_state, start
from tests.journeys.visiting import DESK, EXIT, PHONE, Visit, must_be_valid, visiting
from tests.sites.collecting import collected
from tests.sites.serving import Server, serving

FIRST_LOAD_BYTES = 35 * 1024


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    names = {"FORCE_NAME": "Example Constabulary", "FORCE_PHONE": "01632 960000", "FORCE_MAILBOX": "tell@example.police.uk"}
    with serving(
        tmp_path_factory.mktemp("site"), EXIT_ADDRESS=EXIT, FORCE_COLOUR="#005500", PUBLIC_HOURLY="10000", **names
    ) as made:
        yield made
        assert set(made.log.read_text().splitlines()[1:]) <= {"django.request 404"}, "the log tells more than kinds"


@pytest.fixture(autouse=True)
def emptied(server: Server) -> Iterator[None]:
    yield
    for path in server.places.drop_in.iterdir():
        if path.is_file():
            path.unlink()


@pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "no-scripts"])
@pytest.mark.parametrize("size", [DESK, PHONE], ids=["desk", "phone"])
def test_someone_tells_and_comes_back(
    browser: Browser, server: Server, size: dict[str, int], scripts: bool, tmp_path: Path
) -> None:
    picture = tmp_path / "picture.jpg"
    picture.write_bytes(b"\xff\xd8 a picture")
    with visiting(browser, server, size=size, scripts=scripts) as visit:
        start(visit)
        visit.choose("It is about me")
        visit.go_on()
        visit.choose("Presents, money or personal letters", "I am not sure")
        visit.go_on()
        visit.go_on(story="He came three times.")
        visit.choose("Longer ago")
        visit.go_on(details="in 2009")
        visit.go_on("Save and add another person", name="PC 1234 Smith")
        visit.go_on(name="his sergeant")
        visit.go_on(name="Ann")
        visit.choose("By text message")
        visit.go_on(address="07700 900123", when="mornings")
        visit.go_on(why="anyone at the Durham station")
        visit.page.locator("#files").set_input_files(picture)
        visit.press("Add the files")
        assert "picture.jpg" in visit.page.locator(".boundaries-files").inner_text()
        visit.go_on()
        visit.go_on()
        assert visit.heading == "Check what you have written"
        words_before = visit.page.locator("main").inner_text()
        assert "He came three times." in words_before and "his sergeant" in words_before
        visit.go_on()
        words = visit.words()
        assert len(words) == 8
        visit.press("I have written them down")
        visit.type_back(words)
        visit.press("Send my report")
        assert visit.heading == "Your report has been sent"
        ((report, _),) = collected(server.places)
        assert isinstance(report, Report)
        assert (report.story, report.when, len(report.members)) == ("He came three times.", "longer_ago\nin 2009", 2)
        assert [one.name for one in report.attachments] == ["picture.jpg"]
        assert "quarantine" in report.notes, "a test is faster than anyone writes"
        answered(server.places, report, "Are you safe?")
        visit.open()
        visit.press("Come back with your receipt")
        visit.go_on(words=" ".join(words))
        assert "Are you safe?" in visit.page.locator("main").inner_text()
        visit.go_on("Send", text="Yes.")
        assert "What you added has been sent." in visit.page.locator("main").inner_text()
        assert all(
            one.startswith((server.address + "/a/", server.address + "/b/")) or one == server.address + "/"
            for one in paths(visit)
        )


def paths(visit: Visit) -> set[str]:
    """The addresses of all documents, as a history would list them."""
    return {one.url for one in visit.responses}


@pytest.mark.parametrize("size", [DESK, PHONE], ids=["desk", "phone"])
def test_every_page_in_every_state_is_accessible_and_valid(
    browser: Browser, server: Server, size: dict[str, int], tmp_path: Path
) -> None:
    with visiting(browser, server, size=size) as visit:
        for _ in every_state(visit, server.places, tmp_path):
            visit.must_be_accessible()
            assert visit.page.locator("#exit").is_visible(), visit.heading
            for words in visit.page.locator("textarea, input[type=text]").all():
                assert words.get_attribute("autocomplete") == "off"
                assert words.get_attribute("spellcheck") == "false" or words.get_attribute("id") == "website"
        assert len(visit.pages) > 45
        titles = {text.partition("<title>")[2].partition("</title>")[0] for text in visit.pages}
        assert not {
            title for title in titles if any(word in title.casefold() for word in ("police", "report", "concern", "abuse"))
        }
        for one in visit.responses:
            headers = one.headers
            assert (
                "default-src 'none'" in headers["content-security-policy"] and "unsafe" not in headers["content-security-policy"]
            )
            assert (headers["cache-control"], headers["referrer-policy"]) == ("no-store", "same-origin")
        (cookie,) = visit.page.context.cookies()
        assert (cookie["name"], cookie["httpOnly"], cookie["sameSite"], cookie["expires"]) == ("session", True, "Strict", -1)
        must_be_valid(visit.pages, tmp_path / "pages")


def test_everything_can_be_done_with_the_keyboard_alone(browser: Browser, server: Server) -> None:
    with visiting(browser, server) as visit:
        visit.open()
        press(visit, "a.govuk-button--start")
        press(visit, "button[value=begin]")
        reach(visit, "#teller")
        visit.page.keyboard.press("Space")
        press(visit, "button[value=next]")
        for box in ("#signs", "#signs-3"):
            reach(visit, box)
            visit.page.keyboard.press("Space")
        press(visit, "button[value=next]")
        reach(visit, "#story")
        visit.page.keyboard.type("By keyboard.")
        press(visit, "button[value=next]")
        for _ in range(20):
            if visit.page.locator('input[name="question"]').count() == 0:
                break
            press(visit, "button[value=next]")
        press(visit, 'button[value="change story 0"]')
        reach(visit, "#story")
        visit.page.keyboard.press("End")
        visit.page.keyboard.type(" And more.")
        press(visit, "button[value=next]")
        press(visit, "button[value=next]")
        words = visit.words()
        press(visit, "button[value=next]")
        for place in range(8):
            if visit.page.locator(f"#word-{place}").count():
                reach(visit, f"#word-{place}")
                visit.page.keyboard.type(words[place])
        with visit.page.expect_navigation():
            visit.page.keyboard.press("Enter")
        assert visit.heading == "Your report has been sent"
        ((report, _),) = collected(server.places)
        assert isinstance(report, Report)
        assert (report.story, len(report.signs)) == ("By keyboard. And more.", 2)


def reach(visit: Visit, selector: str) -> None:
    """Tab until this has the focus, which must be seen."""
    for _ in range(80):
        visit.page.keyboard.press("Tab")
        if visit.page.evaluate("wanted => document.activeElement.matches(wanted)", selector):
            seen = visit.page.evaluate(
                "() => { const style = getComputedStyle(document.activeElement); return style.outlineStyle !== 'none' "
                "|| style.boxShadow !== 'none' || getComputedStyle(document.activeElement.nextElementSibling, '::before').boxShadow !== 'none' }"
            )
            assert seen, f"{selector} does not show that it has the focus"
            return
    raise AssertionError(f"{selector} is not reached by Tab")


def press(visit: Visit, selector: str) -> None:
    reach(visit, selector)
    with visit.page.expect_navigation():
        visit.page.keyboard.press("Enter")


@pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "no-scripts"])
def test_the_way_out_leaves_nothing_behind(browser: Browser, server: Server, scripts: bool) -> None:
    with visiting(browser, server, scripts=scripts) as visit:
        start(visit)
        visit.go_on()
        visit.go_on()
        visit.go_on(story="must not be seen")
        visit.press("Back")
        assert "must not be seen" in visit.page.content()
        visit.leave(lambda: visit.click("Exit this page"))
        assert visit.page.context.cookies() == []
        visit.page.go_back()
        assert "must not be seen" not in visit.page.content()
        visit.open("/a/")
        assert visit.heading == "Before you start"


def test_shift_three_times_is_a_way_out(browser: Browser, server: Server) -> None:
    with visiting(browser, server) as visit:
        start(visit)
        for key in ("Shift", "Shift", "a", "Shift"):
            visit.page.keyboard.press(key)
        assert visit.page.url.startswith(server.address)
        visit.page.keyboard.press("Shift")
        visit.leave(lambda: visit.page.keyboard.press("Shift"))
        visit.page.go_back()
        assert "Who are you telling us about?" not in visit.page.content()


def test_the_picture_in_the_readme_is_the_first_question(browser: Browser, server: Server, tmp_path: Path) -> None:
    picture = ROOT / "docs" / "pictures" / "first-question.png"
    with visiting(browser, server, size=PHONE) as visit:
        start(visit)
        visit.page.screenshot(path=picture if os.environ.get("DRAW") else tmp_path / picture.name)
        drawn = (tmp_path / picture.name if not os.environ.get("DRAW") else picture).read_bytes()
        assert visit.heading == "Who are you telling us about?"
    assert drawn[:8] == picture.read_bytes()[:8] == b"\x89PNG\r\n\x1a\n"
    assert drawn[16:24] == picture.read_bytes()[16:24], "of another size: draw it again with DRAW=1"


def test_the_first_load_is_small(browser: Browser, server: Server) -> None:
    with visiting(browser, server) as visit:
        sizes: list[int] = []
        watch = visit.page.context.new_cdp_session(visit.page)
        watch.send("Network.enable")
        watch.on("Network.loadingFinished", lambda told: sizes.append(told["encodedDataLength"]))
        visit.open()
        visit.page.wait_for_load_state("networkidle")
        assert len(sizes) >= 4
        assert sum(sizes) < FIRST_LOAD_BYTES


def test_only_the_words_are_printed(browser: Browser, server: Server) -> None:
    with visiting(browser, server) as visit:
        start(visit)
        visit.to_check()
        visit.go_on()
        visit.page.emulate_media(media="print")
        seen = visit.page.evaluate(
            "[...document.querySelectorAll('body *')].filter(one => one.checkVisibility({visibilityProperty: true}) "
            "&& [...one.childNodes].some(text => text.nodeType === 3 && text.data.trim())).map(one => one.tagName)"
        )
        assert seen == ["LI"] * 8


def test_a_second_window_sees_nothing_and_a_first_page_asks_for_no_cookie(browser: Browser, server: Server) -> None:
    with visiting(browser, server) as first, visiting(browser, server) as second:
        start(first)
        second.open()
        assert second.page.context.cookies() == []
        second.open("/a/")
        assert second.heading == "Before you start"
