"""From a person's report to the referral pack and back to the person, by keyboard alone and without JavaScript."""

import io
from pathlib import Path

import pypdf

from tests.journeys.casework import asked_names, move, write
from tests.journeys.hands import Keyboard
from tests.journeys.telling import come_back, start, to_the_end
from tests.journeys.walk import Walk, Walks
from tests.sites.collecting import until_collected

STORY = "He came to my flat five times after the burglary case was closed, and asks me not to tell anyone."
SAFE = {"who": "Her: that he comes again", "done": "A single point of contact outside the station", "done_by": "DC Marsh"}
REASONS = {
    "member_of_the_service_why": "A constable of the neighbourhood team",
    "position_misused_why": "He had her address from the burglary, and came in uniform",
    "purpose_why": "He asked her out, and asked her to keep it to herself",
    "member_of_the_public_why": "She reported the burglary",
    "vulnerability_why": "She lives alone and had just been burgled",
}
REFERRAL = {
    "authority": "Example Constabulary, professional standards, DI Brook", "incident": "May to November 2026, at her flat",
    "subject": "PC Dale Winter, Harbour Street", "affected": "One woman; another officer looks after her case",
    "allegation": "Abuse of position for a sexual purpose", "evidence": "The dispatch log and his shifts from May on",
    "related": "One earlier report about the same officer", "offences": "Corrupt or improper exercise of police powers",
    "impact": "She no longer rings the police",
}  # fmt: skip
REPLY = "Thank you for telling us. Someone else looks after your case from now on."


def tell(walk: Walk) -> list[str]:
    """Tell what happened, to the receipt."""
    start(walk)
    walk.choose("It is about me")
    walk.press("Continue")
    walk.choose("Visits or welfare checks that were not expected")
    walk.press("Continue")
    walk.fill({"#story": STORY})
    walk.press("Continue")
    walk.choose("In the last year")
    walk.press("Continue")
    walk.fill({"#name": "PC Dale Winter", "#station": "Harbour Street"})
    walk.press("Continue")
    return to_the_end(walk)


def register(walk: Walk) -> str:
    """Read the newest entry, grade it and link it with the one that names the same member; its id."""
    walk.press("Inbox")
    walk.picture("inbox")
    walk.go(walk.page.locator("tbody a").first)
    entry = walk.page.url.rstrip("/").rpartition("/")[2]
    assert STORY in walk.text and "Harbour Street" in walk.text
    seen = walk.page.locator("h2:text-is('Seen before') ~ ul").first.locator("a").first.inner_text()
    walk.press("Grade it")
    for label in ("2: Untested", "C: Known indirectly to the source", "P: May lawfully be shared", "Sexual misconduct", "No"):
        walk.choose(label)
    walk.press("Grade it")
    walk.must_be_good()
    walk.fill({"Link it with entry": seen})
    walk.choose("They are related")
    walk.fill({"Why do they belong together?": "The same officer, the same street"})
    walk.choose("I have read both entries")
    walk.press("Link them")
    walk.must_be_good()
    assert "2CP" in walk.text and "The same officer, the same street" in walk.text
    walk.picture("entry")
    return entry


def assess(walk: Walk) -> None:
    """Open a case, see to safety first, assess it and decide to refer it."""
    walk.choose("It must stay covert")
    walk.press("Open a case")
    write(walk, "Safeguarding", SAFE)
    write(walk, "Assessment against the definition", {**REASONS, "urgency": "high"})
    write(walk, "Priority", {"harm": "high", "likelihood": "medium", "rationale": "Five visits, and a second report"})
    move(walk, "assessed", "All of it is written")
    criterion = first_choice(walk, "Decision whether to refer", "criterion")
    write(walk, "Decision whether to refer", {"criterion": criterion, "rationale": "His role gave him her address"})


def refer(walk: Walk) -> bytes:
    """Write the referral and send it; the pack as PDF."""
    kinds = {name: first_choice(walk, "Referral", name) for name in ("matter", "subject_status")}
    write(walk, "Referral", {**kinds, **REFERRAL})
    walk.picture("referral", at="h2:text-is('What stands in it')")
    move(walk, "referred", "Agreed by the head of unit")
    walk.picture("case")
    with walk.page.expect_download() as taking:
        walk.hands.press(walk.page.get_by_role("button", name="Take it as PDF"))
    return Path(taking.value.path()).read_bytes()


def first_choice(walk: Walk, kind: str, name: str) -> str:
    """The first choice that a record of the case offers for a question."""
    walk.press(kind)
    assert name in asked_names(walk)
    found = walk.page.locator(f"[name={name}]").first.get_attribute("value")
    walk.press("Back to the case")
    return found or ""


def look_around(walks: Walks, head: Walk) -> None:
    """The pages that others of the unit begin their day with."""
    head.press("Figures")
    head.picture("dashboard")
    head.press("Registers")
    head.press("Enter a line")
    head.fill({"Member's id": "M-114", "Person's id": "P-2093", "Declared when": "2026-03-01 10:00"})
    head.choose("Neighbour")
    head.press("Add it to the register")
    head.must_be_good()
    head.picture("registers")
    auditor = walks.signed_in("Auditor", keyboard=True)
    auditor.press("Audit")
    auditor.picture("trail", at="main table")
    assert "Referred" in auditor.text and STORY not in auditor.page.content()


def test_a_report_is_told_registered_worked_referred_and_answered(walks: Walks) -> None:
    reporter = walks.on("public", keyboard=True)
    words = tell(reporter)
    until_collected(walks.installation.places)
    ines = walks.signed_in("Investigator", keyboard=True)
    entry = register(ines)
    assess(ines)

    head = walks.signed_in("Head of unit", keyboard=True)
    head.press("First page")
    assert "Waits for a second person" in head.text and entry[:8] in head.text
    head.open("/cases/")
    assert "Waits for a second person" in head.text
    head.open("/inbox/")
    head.press("Cases")
    head.press(entry[:8])
    assert ines.page.get_by_role("button", name="Agree", exact=True).count() == 0, "nobody agrees with their own decision"
    head.press("Agree")
    ines.press("What came in, and messages with whoever told us")
    ines.press("Go to the case")
    assert "Agreed by Hanna Brook" in ines.text
    pack = pypdf.PdfReader(io.BytesIO(refer(ines)))
    read = " ".join(" ".join(page.extract_text() for page in pack.pages).split())
    for said in (
        "Abuse of position for a sexual purpose",
        "His role gave him her address",
        "Hanna Brook",
        "A single point of contact",
    ):
        assert said in read
    assert "/StructTreeRoot" in pack.root_object

    ines.press("What came in, and messages with whoever told us")
    ines.fill({"Reply to the reporter": REPLY})
    ines.press("Send the reply")
    ines.must_be_good()
    come_back(reporter, words)
    assert REPLY in reporter.text
    look_around(walks, head)
    assert all(isinstance(one.hands, Keyboard) and one.hands.stops > 100 for one in (reporter, ines))
