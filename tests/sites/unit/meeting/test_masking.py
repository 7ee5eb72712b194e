"""In what colleagues wrote, whom the cases are known to be about stands masked until names are shown, on the page and in the pack."""

from datetime import date, timedelta

import pytest
from django.test import Client

from boundaries.casework.cases.kinds import Kind
from boundaries.casework.collecting.entering import enter
from boundaries.casework.content.marks import marks_of
from boundaries.casework.content.rosters import RosterLine, take_in
from boundaries.casework.exports.sanitising import Sanitiser
from boundaries.casework.meeting.masking import MASK, Mask
from boundaries.casework.models import Entry
from boundaries.casework.roles import Role
from boundaries.handover.people import NamedMember, NamedPerson
from tests.sites.unit.meeting.unit_meeting import text_of
from tests.sites.unit.unit_cases import open_case, write
from tests.sites.unit.unit_people import person
from tests.sites.unit.unit_reports import report

DAYS = {"on": date.today().isoformat(), "since": (date.today() - timedelta(7)).isoformat()}
WRITTEN = "PC Olaf Quist, that is 4471, was seen with Rhona Ashe; Quist calls Rhona at dawn. Ring the neighbour."


def page_of(browser: Client) -> str:
    return browser.get("/meeting/", DAYS).content.decode()


@pytest.mark.django_db(transaction=True)
def test_names_in_reasons_are_masked_until_a_purpose_is_given() -> None:
    take_in([RosterLine("M-1", named=NamedMember(name="Olaf Quist", number="4471"))])
    browser = person(Role.HEAD).sign_in()
    told = report(
        members=(NamedMember(number="PC 4471"),), people=(NamedPerson(name="Rhona Ashe"), NamedPerson(name="A neighbour"))
    )
    case = open_case(browser, enter(told))
    write(browser, case, Kind.PRIORITY, rationale=WRITTEN)
    write(browser, case, Kind.OVERSIGHT, rationale=WRITTEN)
    write(browser, case, Kind.WELFARE, done=WRITTEN)
    write(browser, case, Kind.TASK, task=WRITTEN, who="Nell Brook")
    masked = page_of(browser)
    pack = text_of(browser.post("/meeting/pack/", DAYS).content)
    for name in ("Olaf", "4471", "Rhona", "Ashe"):
        assert name not in masked and name not in pack, name
    assert masked.count("was seen with [name]") >= 4 and "Ring the neighbour" in masked and "Nell Brook" in masked
    assert "is not masked" in masked and "isnotmasked" in pack.replace(" ", "")
    assert browser.post("/meeting/names/", {**DAYS, "purpose": "The meeting of the week"}).status_code == 302
    shown = page_of(browser)
    assert "Olaf Quist, that is 4471, was seen with Rhona Ashe" in shown and "is not masked" not in shown
    assert Entry.objects.count() == 1


@pytest.mark.django_db
def test_the_roster_is_asked_only_about_names_and_numbers_of_that_member() -> None:
    mask = Mask(Sanitiser(), marks_of(NamedMember(name="Olaf Quist", number="4471")))
    assert mask.clean("It was Sgt Olaf Quist (4471).") in (f"It was Sgt {MASK} ({MASK}).", f"It was {MASK} ({MASK}).")
    assert mask.clean("Olaf Ashe rang in 2026 about 4472 pounds") == "Olaf Ashe rang in 2026 about 4472 pounds"
    assert Mask(Sanitiser(), frozenset()).clean("Olaf Quist") == "Olaf Quist"
