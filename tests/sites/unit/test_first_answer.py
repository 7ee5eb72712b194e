"""The clock of the first answer: it starts where there is a way back, a reply or a reason stops it, and only who may open it sees it."""

import re
from datetime import date, datetime, timedelta

import pytest
from django.conf import settings
from django.test import Client

from boundaries.casework.collecting.collect import collect
from boundaries.casework.content.places import places
from boundaries.casework.figures.coming_due import MOST
from boundaries.casework.models import Entry, TrailLine
from boundaries.casework.referral.clock import add_working_days, is_working_day
from boundaries.casework.register.entering import enter
from boundaries.casework.roles import Role
from boundaries.handover.ids import new_id
from boundaries.handover.keys import load_index_key
from boundaries.handover.matching import hold, shares_for
from boundaries.handover.people import NamedMember, SafeContact
from boundaries.handover.report import FollowUp, HeldReport, Route
from tests.sites.unit.unit_cases import open_case
from tests.sites.unit.unit_pages import cells, without_tokens
from tests.sites.unit.unit_people import Person, person
from tests.sites.unit.unit_reports import CONTACT, deliver, report

pytestmark = pytest.mark.django_db(transaction=True)
DUE = "Clocks of entries and cases"
FRIDAY_BEFORE_CHRISTMAS = date(2026, 12, 18)


@pytest.fixture
def team() -> tuple[Person, Person]:
    """An investigator and a supervisor, so that a unit is there."""
    return person(Role.INVESTIGATOR, "ian vesey"), person(Role.SUPERVISOR, "ada thorne")


@pytest.mark.usefixtures("team")
@pytest.mark.parametrize(
    ("told", "runs"),
    [
        ({}, True),
        ({"lookup_id": "", "reporter_key": ""}, False),
        ({"lookup_id": "", "reporter_key": "", "contact": CONTACT}, True),
        ({"lookup_id": "", "reporter_key": "", "contact": SafeContact(how="no", address="07700 900123")}, False),
        ({"lookup_id": "", "reporter_key": "", "organisation_contact": "duty worker"}, True),
        ({"route": Route.INTELLIGENCE, "contact": SafeContact(address="a source")}, False),
    ],
)
def test_it_runs_where_there_is_a_way_back(told: dict[str, object], runs: bool) -> None:
    entry = enter(report(received_on=FRIDAY_BEFORE_CHRISTMAS, **told))
    expected = add_working_days(FRIDAY_BEFORE_CHRISTMAS, settings.ANSWER_DAYS)
    assert entry.answer_by_on == (expected if runs else None)


def test_it_counts_working_days_over_a_bank_holiday() -> None:
    assert settings.ANSWER_DAYS == 3
    assert add_working_days(date(2026, 12, 23), settings.ANSWER_DAYS) == date(2026, 12, 30)
    assert not is_working_day(date(2026, 12, 25)) and not is_working_day(date(2026, 12, 28))


@pytest.mark.usefixtures("team")
def test_of_a_held_report_it_runs_from_the_day_on_which_it_opens() -> None:
    member, long_ago = NamedMember(name="PC 1234 Arthur Smith"), date.today() - timedelta(200)
    told = report(members=(member,), received_on=long_ago)
    made = shares_for(member, load_index_key(places()), told.lookup_id)
    content = hold(told.to_bytes(), {share.tag: secret for share, secret in made}, told.report_id, b"r" * 32)
    shares = tuple(share for share, _ in made)
    deliver(
        HeldReport(
            report_id=told.report_id,
            route=told.route,
            received_on=long_ago,
            lookup_id=told.lookup_id,
            content=content,
            shares=shares,
        )
    )
    collect()
    assert not Entry.objects.exists()
    more = FollowUp(
        follow_up_id=new_id(), lookup_id=told.lookup_id, received_on=date.today(), text="do read it", release=b"r" * 32
    )
    deliver(more)
    collect()
    assert Entry.objects.get().answer_by_on == add_working_days(date.today(), settings.ANSWER_DAYS)


def owed(browser: Client) -> list[str]:
    """First answers on the dashboard: overdue, within a week, later."""
    return cells(browser.get("/dashboard/").content.decode(), DUE)["First answer"]


def test_a_reply_stops_it(team: tuple[Person, Person]) -> None:
    ian, _ = team
    entry = enter(report(received_on=date.today() - timedelta(30)))
    browser, path = ian.sign_in(), f"/entries/{entry.pk}/"
    day = Entry.objects.get().answer_by_on
    assert day is not None and day < date.today()
    for page in ("/", "/inbox/", path):
        shown = browser.get(page).content.decode()
        assert f"{day:%-d %B %Y}" in shown and "Overdue" in shown, page
    assert owed(browser) == ["1", "0", "0"]
    browser.post(path + "reply/", {"reply": "Thank you for telling us."})
    assert Entry.objects.get().answer_by_on is None and owed(browser) == ["0", "0", "0"]
    assert "Overdue" not in browser.get("/").content.decode() + browser.get("/inbox/").content.decode()


@pytest.mark.parametrize("how", ["elsewhere", "cannot"])
def test_a_reason_stops_it_once(team: tuple[Person, Person], how: str) -> None:
    ian, ada = team
    entry = enter(report(contact=CONTACT))
    browser, path = ian.sign_in(), f"/entries/{entry.pk}/answered/"
    for missing in ({"how": how, "answer_reason": " "}, {"how": "reply", "answer_reason": "Rang her"}, {}):
        answer = browser.post(path, missing)
        assert answer.status_code == 200 and "There is a problem" in answer.content.decode()
    assert Entry.objects.get().answer_by_on is not None
    assert browser.post(path, {"how": how, "answer_reason": "She asked on the phone never to be rung"}).status_code == 302
    assert Entry.objects.get().answer_by_on is None
    assert "never to be rung" in ada.sign_in().get(f"/entries/{entry.pk}/").content.decode()
    line = TrailLine.objects.filter(about=entry.pk, act="entry_changed").latest("sequence")
    assert (how in line.detail, "rung" in line.detail) == (True, False)
    late = ada.browser.post(path, {"how": how, "answer_reason": "Again"})
    assert late.status_code == 409 and "first answer is owed here any more" in late.content.decode()


def test_who_may_not_open_it_learns_of_no_clock(team: tuple[Person, Person]) -> None:
    ian, ada = team
    person(Role.ANALYST, "bea brook")
    pages = ("/", "/inbox/", "/dashboard/")
    ada.sign_in()
    before = [without_tokens(ada.browser.get(page).content) for page in pages]
    entry = enter(report(received_on=date.today() - timedelta(30), exclude="anyone called Thorne"))
    assert [without_tokens(ada.browser.get(page).content) for page in pages] == before
    assert ada.browser.post(f"/entries/{entry.pk}/answered/", {"how": "cannot", "answer_reason": "x"}).status_code == 404
    assert entry.pk[:8] in ian.sign_in().get("/").content.decode() and owed(ian.browser) == ["1", "0", "0"]


def test_the_first_page_lists_what_is_due_first_of_cases_and_answers(team: tuple[Person, Person]) -> None:
    ian, _ = team
    browser = ian.sign_in()
    first = enter(report(received_on=date.today() - timedelta(60)))
    case = open_case(browser, enter(report(lookup_id="", reporter_key="")))
    case.refer_by_at, case.is_referral_owed = datetime.now() - timedelta(1), True
    case.save()
    others = [enter(report(received_on=date.today() + timedelta(7 * number + 7))) for number in range(MOST)]
    page = browser.get("/").content.decode()
    found = re.findall(r'<li>[^:]+: ([^,]+),\s+<a class="govuk-link" href="/(?:cases|entries)/([a-z2-7]{26})/"', page)
    assert found[:2] == [("First answer", first.pk), ("Referral", case.pk)]
    assert [pk for _, pk in found[2:]] == [one.pk for one in others[: MOST - 2]]
    browser.post("/lock/")
    assert "Due first" not in browser.get("/").content.decode(), "a list needs the unlocked key"


def test_an_administrator_sees_no_list_of_what_is_due() -> None:
    assert "Due first" not in person(Role.ADMINISTRATOR).sign_in().get("/").content.decode()
