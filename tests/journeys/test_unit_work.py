"""From a finding to a case, a referral that two people agree on, and the pack; each page held to the accessibility checker."""

import io
from collections.abc import Iterator
from pathlib import Path

import pikepdf
import pyarrow.parquet as pq
import pytest
from playwright.sync_api import Browser, Page

from boundaries.handover.drop import Inbound, Kind
from boundaries.handover.keys import load_sealing_key
from boundaries.handover.sealing import seal
from tests.journeys.following import follow
from tests.journeys.test_unit_site import unlock, visitor
from tests.journeys.unit_site import UnitSite, accept, check, fill, press, served
from tests.scans import finding, scan
from tests.sites.collecting import until_collected

MOMENT, DAY = "2026-11-24T10:30", "2026-11-24"
YES = "Yes"


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[UnitSite]:
    with served(tmp_path_factory.mktemp("work") / "home") as serving:
        yield serving


def joined(browser: Browser, site: UnitSite, name: str, role: str, full_name: str, head: Page | None = None) -> Page:
    """Someone who has joined, whose key the head has vouched for."""
    page = visitor(browser, java_script_enabled=head is None)
    accept(page, site.link("user", "add", name, "--role", role, "--full-name", full_name), checked=False)
    unlock(page)
    if head:
        head.goto(f"{site.address}/people/")
        follow(head, head.get_by_role("link", name=full_name))
        press(head, "Vouch for the key and give access")
    return page


def write(page: Page, kind: str, choices: dict[str, str], answers: dict[str, str]) -> None:
    """Write one record into the case that is open: an empty form is refused with the errors said, then it is filled in."""
    follow(page, page.get_by_role("link", name=kind, exact=True))
    press(page, "Add it to the case")
    assert "There is a problem" in page.content()
    for group, choice in choices.items():
        page.get_by_role("group", name=group).get_by_label(choice, exact=True).check()
    for box in page.locator("textarea").all():
        box.fill("As was found")
    fill(page, answers)
    press(page, "Add it to the case")
    assert "There is a problem" not in page.content(), page.locator(".govuk-error-summary").inner_text()


def test_a_finding_becomes_a_case_and_a_referral(browser: Browser, site: UnitSite, tmp_path: Path) -> None:
    head = joined(browser, site, "h.brook", "head", "Hanna Brook")
    ines = joined(browser, site, "i.marsh", "investigator", "Ines Marsh", head)
    sent = scan(finding())
    sealed = seal(sent.to_bytes(), load_sealing_key(site.places), Kind.SCAN.bound_to(sent.scan_id))
    Inbound(site.places.drop_in).deliver(sent.scan_id, Kind.SCAN, sealed)
    until_collected(site.places)

    head.goto(f"{site.address}/review/")
    check(head)
    follow(head, head.locator("tbody a").first)
    check(head)
    press(head, "Give the verdict")
    assert "Choose a verdict" in head.content()
    check(head)
    assert "M-Quist" not in head.content()
    fill(head, {"Why do you need to know who they are?": "To see whose line it is"})
    press(head, "Show who they are")
    assert "M-Quist" in head.content()
    check(head)
    head.get_by_label("Concern", exact=False).first.check()
    fill(head, {"Reason": "Seven visits and no record of any"})
    press(head, "Give the verdict")
    records = tmp_path / "records"
    records.mkdir()
    site.run("verdicts", str(records))
    (row,) = pq.read_table(records / "verdicts.parquet").to_pylist()
    assert (row["member_id"], row["person_id"], row["verdict"]) == ("M-Quist", "P-Lund", "concern")

    ines.goto(f"{site.address}/inbox/")
    follow(ines, ines.locator("tbody a").first)
    ines.get_by_label("It must stay covert").check()
    press(ines, "Open a case")
    assert "Covert." in ines.content()
    write(ines, "Safeguarding", {"Is someone at risk": "No"}, {"By whom?": "PC Marsh", "When?": MOMENT})
    follow(ines, ines.get_by_role("link", name="Assessment against the definition", exact=True))
    for radio in ines.locator("input[type=radio][value=yes]").all():
        radio.check()
    ines.locator("input[type=radio][value=standard]").check()
    for box in ines.locator("textarea").all():
        box.fill("As was found")
    press(ines, "Add it to the case")
    write(ines, "Priority", {"How much harm": "High", "How likely": "Medium"}, {})
    ines.get_by_label("assessed", exact=True).check()
    fill(ines, {"Why?": "All is written"})
    press(ines, "Move the case")
    decided = {"Is the matter referred?": YES, "Which criterion?": criterion(ines)}
    write(ines, "Decision whether to refer", decided, {"When did it first become clear?": MOMENT})
    case = ines.url

    head.goto(case)
    check(head)
    press(head, "Agree")
    ines.goto(case)
    write(
        ines, "Referral",
        {"Matter type": "Recordable conduct matter", "Who is the subject?": "A serving member", "Must it stay covert?": YES}, {},
    )  # fmt: skip
    ines.get_by_label("referred", exact=True).check()
    fill(ines, {"Why?": "Agreed"})
    press(ines, "Move the case")
    with ines.expect_download() as taking:
        ines.get_by_role("button", name="Take it as PDF").click()
    with pikepdf.open(io.BytesIO(Path(taking.value.path()).read_bytes())) as pack:
        assert pack.Root.MarkInfo.Marked
    for page in ("cases/", "dashboard/", "yearly-return/", "registers/", "training/trainers/"):
        head.goto(f"{site.address}/{page}")
        check(head)
    head.goto(case)
    for kind in ("Exhibit", "Assessment against the definition", "Outcome"):
        follow(head, head.get_by_role("link", name=kind, exact=True))
        check(head)
        follow(head, head.get_by_role("link", name="Back to the case"))


def criterion(page: Page) -> str:
    """The first criterion as the form says it."""
    follow(page, page.get_by_role("link", name="Decision whether to refer", exact=True))
    text = page.get_by_role("group", name="Which criterion?").locator("label").first.inner_text()
    follow(page, page.get_by_role("link", name="Back to the case"))
    return text.strip()
