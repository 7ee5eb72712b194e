"""What a reporter chose stands on the unit's pages in words, never as the id that crossed between the sites."""

import pytest

from boundaries.casework.pages.sources import WAYS
from boundaries.casework.pages.telling import AGES, KNOWS, PERIODS, rows_of
from boundaries.handover.people import NamedPerson
from boundaries.intake.questions import wording
from tests.sites.unit.unit_reports import report


@pytest.mark.parametrize(
    ("offered", "known"),
    [(wording.WHEN, PERIODS), (wording.AGE_GROUPS, AGES), (wording.KNOWS, KNOWS), (wording.CONTACT_WAYS, WAYS)],
    ids=["period", "age", "knows", "contact"],
)
def test_the_unit_has_words_for_whatever_the_public_site_offers(
    offered: tuple[wording.Option, ...], known: dict[str, str]
) -> None:
    assert {one.value for one in offered} == set(known)


def test_a_report_is_read_in_words() -> None:
    person = NamedPerson(name="Ann", age_group="18_to_24")
    rows = dict(rows_of(report(when="last_year\nlast_year, in May", people=(person,), notes={"person_knows": "not_sure"})))
    assert rows["When"] == "In the last year\nlast_year, in May"
    assert rows["Person affected"] == "Ann, 18 to 24"
    assert rows["Person knows"] == "Not sure"
    assert dict(rows_of(report(when="one evening")))["When"] == "one evening"
