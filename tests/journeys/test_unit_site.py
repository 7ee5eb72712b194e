"""A day in the unit: invited, a report read and answered, a colleague vouched for, stepped back; all without JavaScript."""

from collections.abc import Iterator
from datetime import date

import pytest
from playwright.sync_api import Browser, Page

from boundaries.handover.drop import Inbound, Kind
from boundaries.handover.ids import new_id
from boundaries.handover.keys import load_sealing_key, load_site
from boundaries.handover.people import SafeContact
from boundaries.handover.receipt import Receipt, derive
from boundaries.handover.replies import Outbound
from boundaries.handover.report import Reply, Report, Route, Teller
from boundaries.handover.sealing import seal, unseal
from tests.journeys.following import follow
from tests.journeys.unit_site import PASSPHRASE, UnitSite, accept, check, fill, press, served
from tests.sites.collecting import until_collected

PHONE = {"width": 375, "height": 740}


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[UnitSite]:
    with served(tmp_path_factory.mktemp("unit") / "home") as serving:
        yield serving


def visitor(browser: Browser, **more: object) -> Page:
    """A browser of its own."""
    context = browser.new_context(reduced_motion="reduce", **more)  # type: ignore[arg-type]
    context.set_default_timeout(60_000)
    return context.new_page()


def told(site: UnitSite, receipt: Receipt) -> Report:
    """A report as the public side seals it and leaves it in the drop."""
    keys = derive(receipt, load_site(site.places).salt)
    report = Report(
        report_id=new_id(), route=Route.WEB, received_on=date.today(), teller=Teller.ABOUT_ME, lookup_id=keys.lookup_id,
        story="He kept calling after the case was closed.\nHe came to my door.", reporter_key=keys.sealing.to_text(),
        signs=("contact_after_close", "not_sure"), contact=SafeContact(how="phone", address="07700 900123"),
    )  # fmt: skip
    sealed = seal(report.to_bytes(), load_sealing_key(site.places), Kind.REPORT.bound_to(report.report_id))
    Inbound(site.places.drop_in).deliver(report.report_id, Kind.REPORT, sealed)
    return report


def unlock(page: Page) -> None:
    """Unlock the key."""
    fill(page, {"Passphrase": PASSPHRASE})
    press(page, "Unlock")


def test_a_report_is_read_and_answered_and_the_answer_read_with_the_receipt(browser: Browser, site: UnitSite) -> None:
    head = visitor(browser)
    accept(head, site.link("user", "add", "h.brook", "--role", "head", "--full-name", "Hanna Brook"))
    check(head)
    unlock(head)
    receipt = Receipt.new()
    report = told(site, receipt)

    head.goto(f"{site.address}/people/invite/")
    check(head)
    press(head, "Make the link")
    assert "There is a problem" in head.content()
    check(head)
    fill(head, {"Name of the person": "Ian Vesey", "Name for signing in": "i.vesey"})
    head.get_by_label("Investigator").check()
    press(head, "Make the link")
    check(head)
    link = head.locator(".boundaries-secret a").inner_text()
    ian = visitor(browser, java_script_enabled=False, viewport=PHONE)
    ian.goto(link)
    fill(ian, {"Password": "short", "The same password again": "short"})
    press(ian, "Continue")
    assert "Use at least 12 characters" in ian.content()
    accept(ian, link, checked=False)
    unlock(ian)
    assert "0 entries" in ian.content()

    head.goto(f"{site.address}/people/")
    check(head)
    assert "key not vouched for" in head.content()
    follow(head, head.get_by_role("link", name="Ian Vesey"))
    check(head)
    his = head.url
    press(head, "Save whose it is")
    assert "Say whether it is the same person or another" in head.content()
    check(head)
    head.goto(his)
    until_collected(site.places)
    head.goto(f"{site.address}/inbox/")
    assert "1 entry" in head.content()
    check(head)
    head.go_back()
    press(head, "Vouch for the key and give access")
    assert "Keys of 1 entry given." in head.content()

    ian.goto(f"{site.address}/inbox/")
    follow(ian, ian.locator("tbody a"))
    assert "He came to my door." in ian.content() and "07700 900123" not in ian.content()
    fill(ian, {"Reply to the reporter": "Thank you. Are you safe to talk?"})
    ian.get_by_label("We hope for an answer").check()
    press(ian, "Send the reply")
    keys = derive(Receipt.parse(str(receipt)), load_site(site.places).salt)
    (sealed,) = Outbound(site.places.drop_out).replies(report.lookup_id)
    reply = Reply.from_bytes(unseal(sealed.sealed, keys.opening, sealed.bound_to))
    assert reply.text == "Thank you. Are you safe to talk?" and reply.asks

    fill(ian, {"What you need it for": "To call her at a safe time"})
    press(ian, "Ask a colleague")
    head.goto(f"{site.address}/source-requests/")
    assert "To call her at a safe time" in head.content()
    check(head)
    press(head, "Grant")
    ian.reload()
    follow(ian, ian.get_by_role("link", name="See how to reach them"))
    assert "07700 900123" in ian.content()
    follow(ian, ian.get_by_role("link", name="Back to the entry"))

    ian.goto(f"{site.address}/search/")
    fill(ian, {"Words that an entry must hold": "door"})
    press(ian, "Search")
    assert "1 entry found" in ian.content()
    follow(ian, ian.locator("tbody a"))
    fill(ian, {"Why you step back": "She is my neighbour"})
    press(ian, "Give this up")
    assert "0 entries" in ian.content()
    ian.go_back()
    ian.reload()
    assert "Page not found" in ian.content()
    head.goto(f"{site.address}/inbox/")
    follow(head, head.locator("tbody a"))
    assert "She is my neighbour" in head.content()
    check(head)
    press(head, "Sign out")
    head.goto(f"{site.address}/inbox/")
    assert "/sign-in/" in head.url
    check(head)


def test_every_part_of_the_workspace_holds_up(browser: Browser, site: UnitSite) -> None:
    page = visitor(browser, viewport=PHONE)
    accept(page, site.link("user", "add", "a.min", "--role", "administrator", "--full-name", "Ada Min"), with_key=False)
    check(page)
    page.goto(f"{site.address}/")
    check(page)
    paths = {link.get_attribute("href") for link in page.locator("nav a, main a, header a").all()}
    assert {"/people/", "/account/"} <= paths
    for path in sorted(filter(None, paths)):
        other = page.context.new_page()
        assert other.goto(site.address + path)
        check(other)
        other.close()


def test_nothing_a_page_holds_is_kept_by_the_browser_or_comes_from_elsewhere(browser: Browser, site: UnitSite) -> None:
    page = visitor(browser)
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    answer = page.goto(f"{site.address}/sign-in/")
    assert answer and answer.headers["cache-control"] == "no-store"
    assert "default-src 'none'" in answer.headers["content-security-policy"]
    assert {url.split("/")[2] for url in asked} == {site.address.split("/")[2]}
