"""To another page: what is read right after a click may else be the page before, or the next one when only its beginning has come."""

from playwright.sync_api import Locator, Page


def follow(page: Page, control: Locator, key: str = "") -> None:
    """Follow a link or press a button, by mouse or by this key, and wait for the page that comes."""
    with page.expect_navigation():
        if key:
            control.press(key)
        else:
            control.click()
