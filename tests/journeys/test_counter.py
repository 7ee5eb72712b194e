"""An operator takes a call down in a real browser, against the counter as it is served."""

import re
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pyotp
import pytest
from playwright.sync_api import Browser

from boundaries.handover.report import Report, Route
from tests.journeys.telling import shown_of
from tests.journeys.visiting import DESK, PHONE, Visit, must_be_valid
from tests.sites.collecting import collected
from tests.sites.serving import Server, serving

PASSWORD = "three random words"


@dataclass(frozen=True)
class Counter:
    """The running counter, and the secret of its operators' codes by name; each code works once, so each visit has its own."""

    server: Server
    secrets: dict[str, str]


def add_operator(server: Server, name: str) -> str:
    """Add an operator as an administrator does; the secret of their codes."""
    done = subprocess.run(
        [sys.executable, "-m", "boundaries", "operator", "add", name],
        env={"BOUNDARIES_HOME": str(server.places.home)},
        input=f"{PASSWORD}\n{PASSWORD}\n",
        capture_output=True,
        text=True,
        check=True,
    )
    (address,) = re.findall(r"otpauth://\S+", done.stdout)
    secret: str = pyotp.parse_uri(address).secret
    return secret


@pytest.fixture(scope="module")
def counter(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Counter]:
    with serving(tmp_path_factory.mktemp("counter"), site="counter", FORCE_NAME="Example Constabulary") as server:
        yield Counter(server, {name: add_operator(server, name) for name in ("ann", "bob", "cat", "dee")})
        assert "Traceback" not in server.log.read_text()


@contextmanager
def at_the_counter(browser: Browser, server: Server, *, size: dict[str, int], scripts: bool) -> Iterator[Visit]:
    context = browser.new_context(viewport=size, java_script_enabled=scripts)  # type: ignore[arg-type]
    context.set_default_timeout(60_000)
    visit = Visit(context.new_page(), server)
    context.on("request", lambda request: visit.asked.append(request.url))
    context.on("response", lambda answer: visit.pages.append(answer.text()) if is_page(answer.request, answer.status) else None)
    yield visit
    assert all(url.startswith(server.address) for url in visit.asked)
    assert {cookie["name"] for cookie in context.cookies()} <= {"counter", "counter_device"}
    context.close()


def is_page(request: object, status: int) -> bool:
    return getattr(request, "resource_type", "") == "document" and status != 303


def sign_in(visit: Visit, name: str, secret: str) -> None:
    visit.fill(name=name, password=PASSWORD, code=pyotp.TOTP(secret).now())
    visit.press("Sign in")
    assert visit.heading == "A call, or someone at the counter"


def words_read(visit: Visit) -> list[str]:
    return visit.page.locator("tbody th").all_inner_texts()


def take_down(visit: Visit, story: str) -> list[str]:
    """A short call up to the receipt; its words."""
    visit.choose("On the telephone")
    visit.press("Start")
    visit.page.locator("#story-0-story").fill(story)
    visit.page.locator("#member-0-name").fill("PC 1234 Smith")
    visit.press("Save")
    visit.page.locator("summary", has_text="Who in the police is it about?").click()
    visit.page.locator("#member-1-name").fill("his sergeant")
    visit.press("To the receipt")
    assert visit.heading == "Read these 8 words out"
    return words_read(visit)


@pytest.mark.parametrize(
    ("name", "size", "scripts"), [("ann", DESK, False), ("bob", PHONE, True)], ids=["desk, no scripts", "phone, scripts"]
)
def test_an_operator_takes_a_call(browser: Browser, counter: Counter, name: str, size: dict[str, int], scripts: bool) -> None:
    with at_the_counter(browser, counter.server, size=size, scripts=scripts) as visit:
        visit.open()
        assert visit.heading == "Sign in"
        sign_in(visit, name, counter.secrets[name])
        words = take_down(visit, f"told to {name}")
        assert len(words) == 8
        visit.press("They have the words")
        assert shown_of(words, visit.page.locator("main").inner_text()) == set(), (
            "the words are not shown while they are read back"
        )
        visit.type_back([word[:4] for word in words])
        visit.press("Send the report")
        assert visit.heading == "The report has been sent"
        assert "told to" not in visit.page.content()
        visit.press("Next call")
        assert visit.page.locator(".govuk-inset-text").count() == 0, "no call is open any more"
        visit.press(f"Sign out ({name})")
        assert visit.heading == "Sign in"
    report = next(one for one, _ in collected(counter.server.places) if isinstance(one, Report) and name in one.story)
    assert report.route is Route.PHONE
    assert [one.name for one in report.members] == ["PC 1234 Smith", "his sergeant"]


@pytest.mark.parametrize(("name", "size"), [("cat", DESK), ("dee", PHONE)], ids=["desk", "phone"])
def test_every_page_in_every_state_is_accessible_and_valid(
    browser: Browser, counter: Counter, name: str, size: dict[str, int], tmp_path: Path
) -> None:
    with at_the_counter(browser, counter.server, size=size, scripts=True) as visit:
        for _ in every_state(visit, name, counter.secrets[name]):
            visit.must_be_accessible()
        assert len(visit.pages) > 8
        must_be_valid(visit.pages, tmp_path / "pages")


def every_state(visit: Visit, name: str, secret: str) -> Iterator[None]:
    visit.open()
    yield
    visit.fill(name=name, password="wrong", code="000000")
    visit.press("Sign in")
    yield
    visit.page.locator("#name").fill("")
    sign_in(visit, name, secret)
    yield
    visit.press("Start")
    yield
    visit.choose("Here, face to face")
    visit.press("Start")
    yield
    visit.page.get_by_label("Keep it sealed until someone else names the same person", exact=True).check()
    visit.press("To the receipt")
    assert visit.page.locator(".govuk-error-summary").count() == 1
    yield
    visit.page.get_by_label("As soon as you can", exact=True).check()
    visit.page.locator("#story-0-story").fill("Llanfairpwllgwyngyll" * 40)
    visit.page.locator("#member-0-name").fill("first")
    visit.press("Save")
    for summary in visit.page.locator("summary").all():
        summary.click()
    yield
    visit.press("To the receipt")
    yield
    words = words_read(visit)
    visit.press("They have the words")
    yield
    visit.press("Send the report")
    assert visit.page.locator(".govuk-error-summary").count() == 1
    yield
    visit.open("/")
    assert "Go on with the call that is open" in visit.page.locator("main").inner_text()
    yield
    visit.press("Go on with the call that is open")
    visit.type_back(words)
    visit.press("Send the report")
    yield
    visit.open("/nothing/")
    yield
