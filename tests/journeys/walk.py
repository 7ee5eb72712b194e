"""Someone's walk through the sites in a browser without JavaScript, each new kind of page held to the accessibility checker."""

import io
import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from PIL import Image
from playwright.sync_api import Browser, Locator, Page, Route

from boundaries.handover.places import Places
from tests.journeys.hands import Hands, Keyboard, Straight
from tests.journeys.installation import Installation, Person
from tests.journeys.unit_site import check

DESK = {"width": 1280, "height": 900}
COLOURS = 64
"""Enough for pages of a few colours, and a quarter of the bytes."""
_IDS = re.compile(r"\b[a-z2-7]{26}\b|\b[a-z2-7]{8}\b(?=$|\n)")


@dataclass
class Lens:
    """A page with JavaScript, which the checker needs: what a walker without it sees is shown here again, byte for byte."""

    page: Page
    album: Path | None = None
    seen: set[tuple[str, str, bool]] = field(default_factory=set)

    def look(self, walked: Page) -> None:
        """Check a page, unless one of its kind has been."""
        kind = (_IDS.sub("", walked.url), _IDS.sub("", walked.locator("h1").first.inner_text()), has_faults(walked))
        if kind in self.seen:
            return
        self.seen.add(kind)
        here, held = walked.url, walked.content()

        def shown(route: Route) -> None:
            route.fulfill(body=held, content_type="text/html; charset=utf-8")

        self.page.route(lambda url: url == here, shown, times=1)
        self.page.goto(here)
        check(self.page)

    def keep(self, walked: Page, name: str) -> None:
        """Put a picture of what is on the screen into the album, where there is one."""
        if self.album:
            self.album.mkdir(parents=True, exist_ok=True)
            taken = Image.open(io.BytesIO(walked.screenshot())).convert("RGB")
            taken.quantize(COLOURS).save(self.album / f"{name}.png", optimize=True)


def has_faults(page: Page) -> bool:
    """Whether a page says that something was wrong."""
    return page.locator(".govuk-error-summary").count() > 0


@dataclass
class Walk:
    """One person's browser on one site; `hands` say how they use it."""

    page: Page
    address: str
    lens: Lens
    hands: Hands
    places: Places

    @property
    def heading(self) -> str:
        """The page's heading."""
        return self.page.locator("h1").first.inner_text()

    @property
    def text(self) -> str:
        """What stands on the page."""
        return self.page.locator("main").inner_text()

    def open(self, path: str) -> None:
        """Go to an address of the site."""
        self.page.goto(self.address + path)
        self.lens.look(self.page)

    def press(self, name: str, *, within: Locator | None = None) -> None:
        """Press the button of exactly this name, or follow the link where there is no such button, and wait for the page that comes."""
        place = within or self.page
        button = place.get_by_role("button", name=name, exact=True)
        self.go((button if button.count() else place.get_by_role("link", name=name, exact=True)).first)

    def go(self, control: Locator) -> None:
        """Press a control and wait for the page that comes."""
        with self.page.expect_navigation():
            self.hands.press(control)
        self.lens.look(self.page)

    def fill(self, answers: Mapping[str, str]) -> None:
        """Write into fields, named by their labels or by `#id`, in the order of the page."""
        for name, text in answers.items():
            found = self.page.locator(name) if name.startswith("#") else self.page.get_by_label(name, exact=True)
            self.hands.write(found, text)

    def choose(self, label: str, *, group: str = "") -> None:
        """Choose what has this label, in the group of questions that begins so where several have it."""
        place = self.page.get_by_role("group", name=group) if group else self.page
        self.hands.choose(place.get_by_label(label, exact=True).first)

    def picture(self, name: str, *, at: str = "") -> None:
        """Keep a picture of the screen, from the top of the page or from what `at` selects on."""
        self.page.evaluate("scrollTo(0, 0)")
        if at:
            self.page.locator(at).first.evaluate("one => scrollTo(0, one.getBoundingClientRect().top - 30)")
        self.lens.keep(self.page, name)

    def must_be_good(self) -> None:
        """Nothing was wrong with what was sent."""
        assert not has_faults(self.page), self.page.locator(".govuk-error-summary").inner_text()


@dataclass
class Walks:
    """Everyone's browsers of one installation."""

    browser: Browser
    installation: Installation
    lens: Lens
    at_work: dict[str, Walk] = field(default_factory=dict)

    def on(self, site: str, *, keyboard: bool = False) -> Walk:
        """A fresh browser without JavaScript on a site."""
        context = self.browser.new_context(java_script_enabled=False, reduced_motion="reduce", viewport=DESK)  # type: ignore[arg-type]
        context.set_default_timeout(60_000)
        page = context.new_page()
        here = self.installation
        return Walk(page, here.address(site), self.lens, Keyboard(page) if keyboard else Straight(), here.places)

    def signed_in(self, role: str, *, keyboard: bool = False) -> Walk:
        """Someone of the unit in a fresh browser, signed in, with their key unlocked where they have one."""
        return self.sign_in(self.on("unit", keyboard=keyboard), self.installation.people[role])

    def sign_in(self, walk: Walk, person: Person) -> Walk:
        """Let a person sign in and unlock in a browser."""
        walk.open("/sign-in/")
        walk.fill({"Name for signing in": person.name, "Password": person.password})
        walk.fill({"Code of your authenticator app": person.code()})
        walk.press("Sign in")
        walk.must_be_good()
        if person.passphrase:
            walk.fill({"Passphrase": person.passphrase})
            walk.press("Unlock")
            walk.must_be_good()
        return walk

    def of(self, role: str) -> Walk:
        """Someone of the unit who is at work already, or comes now."""
        if role not in self.at_work:
            self.at_work[role] = self.signed_in(role)
        return self.at_work[role]


@contextmanager
def walking(browser: Browser, installation: Installation, album: Path | None) -> Iterator[Walks]:
    """Browsers for an installation, closed at the end."""
    context = browser.new_context(reduced_motion="reduce", viewport=DESK)  # type: ignore[arg-type]
    context.set_default_timeout(60_000)
    others = set(browser.contexts)
    yield Walks(browser, installation, Lens(context.new_page(), album))
    for one in set(browser.contexts) - others | {context}:
        one.close()
