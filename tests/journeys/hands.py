"""Two ways to use a page: straight to what is wanted, or by keyboard alone, with every stop of the focus watched."""

from datetime import datetime
from typing import Protocol

from playwright.sync_api import Locator, Page

_MOST_STOPS = 250
_STOP = """wanted => {
  const now = document.activeElement, last = document.lastStop;
  document.lastStop = now;
  if (now === document.body) { document.lastStop = null; return { is_end: true } }
  const box = now.getBoundingClientRect(), next = now.nextElementSibling, style = getComputedStyle(now);
  const isPartOfOne = last === now && now.type.startsWith("date");  // the browser's own calendar button, which it draws itself
  const drawn = isPartOfOne || style.outlineStyle !== "none" || style.boxShadow !== "none"
    || (next && getComputedStyle(next, "::before").boxShadow !== "none");
  const above = last && last !== now && box.bottom < last.getBoundingClientRect().top - 300;
  return {
    is_end: false, html: now.outerHTML.slice(0, 160),
    is_wanted: now === wanted || (now.type === "radio" && wanted.type === "radio" && now.name === wanted.name && now.form === wanted.form),
    is_drawn: Boolean(drawn) && box.width > 0 && box.height > 0,
    is_on_screen: box.bottom > 0 && box.top < innerHeight && box.right > 0 && box.left < innerWidth,
    is_onward: !last || last === now || Boolean(last.compareDocumentPosition(now) & Node.DOCUMENT_POSITION_FOLLOWING),
    is_in_order: !above && now.tabIndex === 0,
  }
}"""


class Hands(Protocol):
    """What can be done with a page's controls."""

    def press(self, control: Locator) -> None:
        """Press a button, or follow a link."""

    def write(self, field: Locator, text: str) -> None:
        """Put a text, a day or a moment into a field in place of what stands there."""

    def choose(self, box: Locator) -> None:
        """Choose a radio button, or tick a box."""


class Straight:
    """Goes straight to a control: quick, for journeys that are about something else."""

    def press(self, control: Locator) -> None:
        """Focus it and press Enter, as a keyboard does."""
        control.focus()
        control.press("Enter")

    def write(self, field: Locator, text: str) -> None:
        """Fill the field."""
        field.fill(text)

    def choose(self, box: Locator) -> None:
        """Check it."""
        box.check()


class Keyboard:
    """Nothing but Tab, Enter, Space, the arrow keys and letters; each stop of the focus must be seen and come in order."""

    def __init__(self, page: Page) -> None:
        self._page = page
        self.stops = 0

    def press(self, control: Locator) -> None:
        """Reach it and press Enter."""
        self._reach(control)
        self._page.keyboard.press("Enter")

    def write(self, field: Locator, text: str) -> None:
        """Reach the field, take out what stands there and type."""
        self._reach(field)
        if field.get_attribute("type") in ("date", "datetime-local"):
            return self._write_time(field, datetime.fromisoformat(text))
        self._page.keyboard.press("Control+a")
        self._page.keyboard.type(text)
        assert field.input_value() == text
        return None

    def choose(self, box: Locator) -> None:
        """Reach the group and go to the choice by arrows, or tick the box with Space."""
        self._reach(box)
        if box.get_attribute("type") == "radio":
            for _ in range(20):
                if box.evaluate("one => document.activeElement === one"):
                    break
                self._page.keyboard.press("ArrowDown")
        if not box.is_checked():
            self._page.keyboard.press("Space")
        assert box.is_checked()

    def _write_time(self, field: Locator, at: datetime) -> None:
        """Type a day, and a time where one is asked for, part by part in the order in which this browser asks."""
        wanted = at.strftime("%Y-%m-%dT%H:%M" if field.get_attribute("type") == "datetime-local" else "%Y-%m-%d")
        for day in ("%d%m%Y", "%m%d%Y"):
            self._page.keyboard.type(at.strftime(day))
            if "T" in wanted:
                self._page.keyboard.press("ArrowRight")
                self._page.keyboard.type(at.strftime("%I%M%p"))
            if field.input_value() == wanted:
                return
            for _ in range(6):
                self._page.keyboard.press("ArrowLeft")
        raise AssertionError(f"{wanted} cannot be typed")

    def _reach(self, wanted: Locator) -> None:
        """Tab until this, or the radio buttons it belongs to, has the focus."""
        handle = wanted.element_handle()
        passed = []
        for _ in range(_MOST_STOPS):
            self._page.keyboard.press("Tab")
            stop = self._page.evaluate(_STOP, handle)
            self.stops += 1
            if stop["is_end"]:
                continue
            assert stop["is_drawn"], f"the focus cannot be seen: {stop['html']}"
            assert stop["is_on_screen"], f"the focus is off the screen: {stop['html']}"
            assert stop["is_onward"] and stop["is_in_order"], f"the focus jumps back: {passed[-1]} {stop['html']}"
            if stop["is_wanted"]:
                return
            passed.append(stop["html"])
        raise AssertionError(f"Tab does not reach {wanted}; it passed {passed}")
