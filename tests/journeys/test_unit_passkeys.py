"""Passkeys: made, shown, and unlocking the key where the browser derives from them; by a virtual authenticator in a real browser."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page

from tests.journeys.test_unit_site import unlock
from tests.journeys.unit_site import UnitSite, accept, check, fill, press, served

AUTHENTICATOR = {
    "protocol": "ctap2", "ctap2Version": "ctap2_1", "transport": "internal", "hasResidentKey": True, "hasUserVerification": True,
    "isUserVerified": True, "automaticPresenceSimulation": True,
}  # fmt: skip


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[UnitSite]:
    with served(tmp_path_factory.mktemp("passkeys") / "home") as serving:
        yield serving


def with_authenticator(browser: Browser, *, prf: bool) -> Page:
    """A browser whose device holds passkeys."""
    page = browser.new_context(reduced_motion="reduce").new_page()
    page.set_default_timeout(60_000)
    session = page.context.new_cdp_session(page)
    session.send("WebAuthn.enable")
    session.send("WebAuthn.addVirtualAuthenticator", {"options": {**AUTHENTICATOR, "hasPrf": prf}})
    return page


def made(page: Page, site: UnitSite) -> None:
    """Make a passkey on the account page."""
    page.goto(f"{site.address}/account/passkeys/add/")
    check(page)
    fill(page, {"What you call it, such as the device it is on": "desk"})
    press(page, "Make a passkey")
    assert page.url.endswith("/account/")
    check(page)


def test_a_passkey_that_derives_signs_in_and_unlocks_at_once(browser: Browser, site: UnitSite) -> None:
    page = with_authenticator(browser, prf=True)
    accept(page, site.link("user", "add", "h.brook", "--role", "head", "--full-name", "Hanna Brook"))
    unlock(page)
    made(page, site)
    assert "unlocks your key" in page.content()
    press(page, "Sign out")
    check(page)
    press(page, "Sign in with a passkey")
    assert page.url.endswith("/inbox/")
    press(page, "Lock my key")
    page.goto(f"{site.address}/search/")
    check(page)
    press(page, "Unlock with a passkey")
    assert page.url.endswith("/search/")
    page.goto(f"{site.address}/account/")
    press(page, "Remove desk")
    press(page, "Sign out")
    press(page, "Sign in with a passkey")
    assert "belongs to nobody here" in page.content()
    check(page)


def test_a_passkey_that_does_not_derive_signs_in_and_the_passphrase_unlocks(browser: Browser, site: UnitSite) -> None:
    page = with_authenticator(browser, prf=False)
    accept(page, site.link("user", "add", "i.vesey", "--role", "investigator", "--full-name", "Ian Vesey"))
    unlock(page)
    made(page, site)
    assert "unlocks your key" not in page.content()
    press(page, "Sign out")
    press(page, "Sign in with a passkey")
    assert page.url.endswith("/unlock/")
    assert page.get_by_role("button", name="Unlock with a passkey").count() == 0
    unlock(page)
    assert page.url.endswith("/inbox/")
