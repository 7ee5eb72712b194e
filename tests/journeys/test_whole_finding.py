"""From a finding to a case and to a verdict, and back into the next scan: what was explained is not listed again, until more happens."""

from pathlib import Path

import pyarrow.parquet as pq
import pytest

from tests.journeys.force import SIZE, end_today, four_more_weeks
from tests.journeys.walk import Walk, Walks
from tests.sites.collecting import until_collected


@pytest.fixture(scope="module")
def records(walks: Walks, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The exports of a small simulated force, as of today."""
    folder = tmp_path_factory.mktemp("force") / "records"
    walks.installation.run("simulate", str(folder), *SIZE)
    end_today(folder)
    return folder


def scanned(walks: Walks, records: Path, name: str, *, days_on: int = 0) -> set[tuple[str, str]]:
    """Scan and send; the pairs that the scan listed."""
    out = records.parent / name
    words = ("scan", str(records), "--out", str(out), "--budget", "325", "--send")
    if days_on:
        walks.installation.program("-m", "tests.journeys.later", str(days_on), *words)
    else:
        walks.installation.run(*words)
    until_collected(walks.installation.places)
    return {(row["member_id"], row["person_id"]) for row in pq.read_table(out / "findings.parquet").to_pylist()}


def open_pair(walk: Walk, place: int) -> tuple[str, tuple[str, str]]:
    """Open a pair of the week's list and ask who they are: its address, and the ids of the member and the person."""
    walk.open("/review/")
    walk.go(walk.page.locator("tbody a[href^='/review/']").nth(place))
    walk.fill({"Why do you need to know who they are?": "To look at the dispatch log"})
    walk.press("Show who they are")
    member, person = walk.page.locator("dl dd").all_inner_texts()[:2]
    return walk.page.url.removeprefix(walk.address), (member, person)


def decide(walk: Walk, verdict: str, reason: str) -> None:
    """Give a verdict on the pair that is open."""
    found = walk.page.get_by_role("group", name="Your verdict").get_by_role("radio", name=verdict)
    walk.hands.choose(found)
    walk.fill({"Reason": reason})
    walk.press("Give the verdict")
    walk.must_be_good()


def listed(walk: Walk) -> list[str]:
    """The addresses of the pairs that wait this week."""
    walk.open("/review/")
    week = walk.page.locator("table:has(caption:text-is('This week')) tbody a")
    found = [one.get_attribute("href") or "" for one in week.all()]
    assert found, walk.text
    return found


def test_a_finding_becomes_a_case_and_one_that_was_explained_comes_back_on_new_bits_only(walks: Walks, records: Path) -> None:
    first = scanned(walks, records, "first")
    analyst = walks.of("Analyst")
    assert len(listed(analyst)) == 3
    analyst.picture("review")
    analyst.go(analyst.page.locator("tbody a[href^='/review/']").first)
    analyst.picture("pair")
    concern, (member, _) = open_pair(analyst, 0)
    assert analyst.page.locator("svg").count() >= 2
    decide(analyst, "Concern", "Visits that no case explains, by night")
    assert analyst.page.url.endswith(concern.replace("/review/", "/entries/")), "where it is graded and a case is opened"
    analyst.press("What the scan found: the evidence for and against, and who they are")
    analyst.press("Its entry in the register")
    analyst.must_be_good()
    explained, pair = open_pair(analyst, 0)
    assert explained != concern and pair in first
    decide(analyst, "Explained", "Her tutor on the diversion scheme; the scheme's log names each visit")
    assert not {concern, explained} & set(listed(analyst))
    assert analyst.page.locator("table:has(caption:text-is('Decided in the last four weeks')) tbody tr").count() == 2

    ines = walks.of("Investigator")
    ines.open(concern.replace("/review/", "/entries/"))
    ines.press("Open a case")
    ines.must_be_good()
    ines.open("/cases/")
    assert concern.split("/")[2][:8] in ines.text and member not in ines.text

    walks.installation.run("verdicts", str(records))
    rows = {(row["member_id"], row["person_id"]): row for row in pq.read_table(records / "verdicts.parquet").to_pylist()}
    assert rows[pair]["verdict"] == "explained" and rows[pair]["reason"].startswith("Her tutor")
    assert pair not in scanned(walks, records, "second")
    assert explained not in listed(analyst)

    four_more_weeks(records, *pair)
    assert pair in scanned(walks, records, "third", days_on=30)
    assert explained in listed(analyst)
    analyst.open(explained)
    scores = analyst.page.locator("h2:text-is('History of the score') + ul li").all_inner_texts()
    assert len(scores) == 2
    assert "Explained, Amir Stone" in analyst.text
