"""Someone from a partner agency follows their link in a real browser and tells in their organisation's name."""

import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from boundaries.handover.report import Report, Route
from tests.journeys.visiting import DESK, PHONE, Visit, must_be_valid, visiting
from tests.sites.collecting import collected
from tests.sites.serving import Server, serving

NAME = "Example Refuge"


def partner(server: Server, *words: str) -> str:
    """What `boundaries partner` says."""
    return subprocess.run(
        [sys.executable, "-m", "boundaries", "partner", *words],
        env={"BOUNDARIES_HOME": str(server.places.home), "BOUNDARIES_FORCE_WEB": "https://tell.example"},
        capture_output=True,
        text=True,
        check=True,
    ).stdout


def path_of_new_link(server: Server) -> str:
    told = partner(server, "invite", NAME, "--contact", "Bea, 01632 960001")
    (path,) = re.findall(r"^https://tell\.example(/c/\S+)$", told, re.MULTILINE)
    return str(path)


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    with serving(tmp_path_factory.mktemp("site"), PUBLIC_HOURLY="10000") as made:
        yield made


def tell(visit: Visit) -> None:
    """From the partner's page to the report that was sent."""
    visit.press("Tell us")
    assert visit.heading == "Your organisation"
    assert visit.page.locator("#organisation").input_value() == NAME
    visit.press("Continue")
    visit.to_check()
    visit.press("Continue")
    words = visit.words()
    visit.press("I have written them down")
    visit.type_back(words)
    visit.press("Send my report")
    assert visit.heading == "Your report has been sent"


@pytest.mark.parametrize(("size", "scripts"), [(DESK, False), (PHONE, True)], ids=["desk, no scripts", "phone, scripts"])
def test_a_partner_tells_sees_that_it_did_and_the_link_is_revoked(
    browser: Browser, server: Server, size: dict[str, int], scripts: bool, tmp_path: Path
) -> None:
    path = path_of_new_link(server)
    with visiting(browser, server, size=size, scripts=scripts) as visit:
        visit.open(path)
        assert visit.heading == NAME
        if scripts:
            visit.must_be_accessible()
        visit.press("Continue")
        assert "Nothing yet." in visit.page.locator("main").inner_text()
        tell(visit)
        visit.open("/c/")
        assert visit.page.locator("tbody tr").count() == 1
        if scripts:
            visit.must_be_accessible()
        report = next(one for one, _ in collected(server.places) if isinstance(one, Report))
        assert (report.route, report.organisation, report.notes["invited_as"]) == (Route.PARTNER, NAME, NAME)
        good = [line for line in partner(server, "list").splitlines() if "good until" in line]
        partner(server, "revoke", good[0].split()[0])
        visit.open("/c/")
        assert visit.heading == "This link does not open anything"
        if scripts:
            visit.must_be_accessible()
            must_be_valid([page for page in visit.pages if "/c/" in page], tmp_path / "pages")
    for envelope in server.places.drop_in.iterdir():
        if envelope.is_file():
            envelope.unlink()
