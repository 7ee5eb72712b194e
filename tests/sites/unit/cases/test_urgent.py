"""What is urgent has a day: from the grade, the assessment or the finding, shown first, until it says what was done; to nobody kept out."""

from datetime import date, datetime, timedelta
from importlib import import_module

import pytest
import time_machine
from django.apps import apps
from django.db import connection
from django.test import Client

from boundaries.casework.cases.kinds import Kind
from boundaries.casework.cases.workflow import State
from boundaries.casework.models import Case, Entry
from boundaries.casework.register.entering import enter
from boundaries.casework.roles import Role
from tests.sites.unit.test_cases import move
from tests.sites.unit.test_register import GRADED
from tests.sites.unit.unit_cases import open_case, write
from tests.sites.unit.unit_pages import cells, without_tokens
from tests.sites.unit.unit_people import Person, person
from tests.sites.unit.unit_reports import report

pytestmark = pytest.mark.django_db(transaction=True)
TODAY, DUE, FIRST = date.today(), "Clocks of entries and cases", "To act on first"


@pytest.fixture
def team() -> tuple[Person, Person]:
    """An investigator and a supervisor."""
    return person(Role.INVESTIGATOR, "ian vesey"), person(Role.SUPERVISOR, "ada thorne")


def graded(browser: Client, entry: Entry, urgent: str = "yes") -> None:
    """Grade an entry."""
    assert browser.post(f"/entries/{entry.pk}/grade/", {**GRADED, "urgent": urgent}).status_code == 302


def day_of(entry: Entry) -> tuple[date | None, date | None]:
    """By when someone must act, as the entry and as its case tell."""
    case = Case.objects.filter(pk=entry.pk).first()
    return Entry.objects.get(pk=entry.pk).act_by_on, case and case.act_by_on


def pages_of(browser: Client) -> tuple[str, str]:
    """The first page and the inbox."""
    return browser.get("/").content.decode(), browser.get("/inbox/").content.decode()


def quiet(**told: object) -> Entry:
    """An entry of which no answer is owed, so that nothing else falls due."""
    return enter(report(lookup_id="", reporter_key="", **told))


def test_an_entry_graded_urgent_is_due_today_and_shown_first_until_it_is_graded_again(team: tuple[Person, Person]) -> None:
    entry, browser = quiet(received_on=TODAY - timedelta(20)), team[0].sign_in()
    for _ in range(60):
        quiet()
    assert FIRST not in pages_of(browser)[1]
    graded(browser, entry)
    home, inbox = pages_of(browser)
    assert f'Urgent action,\n  <a class="govuk-link" href="/entries/{entry.pk}/"' in home
    assert FIRST in inbox and inbox.index(FIRST) < inbox.index(f"/entries/{entry.pk}/") < inbox.index("All entries")
    assert (
        f"Act by {TODAY:%-d %B %Y}" in inbox
        and f"Act by {TODAY:%-d %B %Y}" in browser.get(f"/entries/{entry.pk}/").content.decode()
    )
    assert cells(browser.get("/dashboard/").content.decode(), DUE)["Urgent action"] == ["0", "1", "0"]
    with time_machine.travel(datetime.now() + timedelta(days=1), tick=True):
        later = team[1].sign_in()
        graded(later, entry)
        assert day_of(entry) == (TODAY, None), "saying again that it is urgent gives nobody another day"
        assert "Overdue" in pages_of(later)[0] and "Overdue" in pages_of(later)[1]
        graded(later, entry, "no")
    assert day_of(entry) == (None, None) and FIRST not in pages_of(browser)[1] and str(entry.pk) not in pages_of(browser)[0]


def test_a_case_of_it_goes_on_until_it_says_what_was_done(team: tuple[Person, Person]) -> None:
    entry, browser = quiet(), team[0].sign_in()
    graded(browser, entry)
    case = open_case(browser, entry)
    home, inbox = pages_of(browser)
    assert day_of(entry) == (TODAY, TODAY) and f'href="/cases/{entry.pk}/"' in home and f'href="/entries/{entry.pk}/"' not in home
    assert FIRST not in inbox and "Act by" in inbox, "the case is where it is acted on"
    assert cells(browser.get("/dashboard/").content.decode(), DUE)["Urgent action"] == ["0", "1", "0"], "counted once"
    graded(browser, entry, "no")
    assert day_of(entry) == (TODAY, TODAY), "of a case only its records say that"
    write(browser, case, Kind.SAFEGUARDING, at_risk="not_known")
    assert day_of(entry) == (TODAY, TODAY)
    write(browser, case, Kind.SAFEGUARDING, at_risk="yes")
    assert day_of(entry) == (None, None) and "Act by" not in pages_of(browser)[1]
    graded(browser, entry)
    assert day_of(entry) == (TODAY, TODAY), "something new can be urgent"


@pytest.mark.parametrize(("urgency", "days"), [("urgent", 0), ("high", 3), ("standard", None)])
def test_an_assessment_sets_the_day(team: tuple[Person, Person], urgency: str, days: int | None) -> None:
    entry, browser = quiet(), team[0].sign_in()
    case = open_case(browser, entry)
    write(browser, case, Kind.ASSESSMENT, urgency=urgency, purpose="no")
    day = None if days is None else TODAY + timedelta(days)
    assert day_of(entry) == (day, day) and (entry.pk[:8] in pages_of(browser)[0]) == (day is not None)
    with time_machine.travel(datetime.now() + timedelta(days=1), tick=True):
        again = team[1].sign_in()
        write(again, case, Kind.ASSESSMENT, urgency=urgency, purpose="no", purpose_why="A word corrected")
        assert day_of(entry) == (day, day), "a correction gives nobody more time"
        write(again, case, Kind.ASSESSMENT, urgency="standard")
        assert day_of(entry) == (None, None)
        write(again, case, Kind.ASSESSMENT, urgency="high")
        write(again, case, Kind.DECISION)
        assert day_of(entry) == (None, None)


def test_closing_ends_it_for_entries_and_cases(team: tuple[Person, Person]) -> None:
    entry, other, browser = quiet(), quiet(), team[0].sign_in()
    graded(browser, other)
    assert browser.post(f"/entries/{other.pk}/close/", {"close_reason": "A second copy"}).status_code == 302
    assert day_of(other) == (None, None)
    case = open_case(browser, entry)
    for kind in (Kind.SAFEGUARDING, Kind.PRIORITY, Kind.OUTCOME):
        write(browser, case, kind, **({"at_risk": "no"} if kind is Kind.SAFEGUARDING else {}))
    write(browser, case, Kind.ASSESSMENT, urgency="urgent")
    write(browser, case, Kind.REFERRAL_DECISION, decision="no", criterion="none")
    (path,) = [one for one in team[1].sign_in().get(f"/cases/{case.pk}/").content.decode().split('"') if "/agree/" in one]
    assert team[1].browser.post(path, {"answer": "agree"}).status_code == 302
    assert move(browser, case, State.ASSESSED) == 302 and day_of(entry) == (TODAY, TODAY)
    assert move(browser, case, State.CLOSED) == 302 and day_of(entry) == (None, None)
    graded(browser, entry)
    assert day_of(entry) == (TODAY, None) and f'href="/entries/{entry.pk}/"' in pages_of(browser)[0], (
        "of a closed case the entry says it"
    )
    assert move(browser, case, State.DEVELOPING) == 302 and day_of(entry) == (TODAY, TODAY)


def test_what_is_urgent_is_not_merged_away(team: tuple[Person, Person]) -> None:
    one, into, browser = quiet(), quiet(), team[0].sign_in()
    graded(browser, one)
    told = {"merged": one.pk, "merge_why": "The same night", "merge_confirmed": "yes"}
    answer = browser.post(f"/entries/{into.pk}/merge/", told)
    assert answer.status_code == 409 and "must still act on" in answer.content.decode()
    graded(browser, into)
    assert browser.post(f"/entries/{into.pk}/merge/", told).status_code == 302
    assert pages_of(browser)[0].count("Urgent action") == 1 and into.pk[:8] in pages_of(browser)[0]


def test_who_may_not_open_it_sees_no_difference(team: tuple[Person, Person]) -> None:
    ian, ada = team
    person(Role.ANALYST, "bea brook")
    entry = quiet(exclude="anyone called Thorne")
    ian.sign_in(), ada.sign_in()
    pages = ("/", "/inbox/", "/dashboard/", "/cases/")
    before = [without_tokens(ada.browser.get(page).content) for page in pages]
    graded(ian.browser, entry)
    assert [without_tokens(ada.browser.get(page).content) for page in pages] == before
    write(ian.browser, open_case(ian.browser, entry), Kind.ASSESSMENT, urgency="urgent")
    assert [without_tokens(ada.browser.get(page).content) for page in pages] == before


def test_a_decision_that_waited_before_a_column_said_so_is_told_after_the_change(team: tuple[Person, Person]) -> None:
    ian, ada = team
    browser = ian.sign_in()
    case, spoken = open_case(browser, quiet()), open_case(browser, quiet())
    for one in (case, spoken):
        write(browser, one, Kind.REFERRAL_DECISION, decision="no", criterion="none")
        write(browser, one, Kind.REFERRAL_DECISION, decision="yes")
    (path,) = [one for one in ada.sign_in().get(f"/cases/{spoken.pk}/").content.decode().split('"') if "/agree/" in one]
    assert ada.browser.post(path, {"answer": "agree"}).status_code == 302
    told = Case.objects.get(pk=case.pk).decision_at
    Case.objects.update(decision_at=None, decision_by=None)
    with connection.schema_editor() as editor:
        import_module("boundaries.casework.migrations.0034_what_is_urgent").wait(apps, editor)
    found = {one.pk: (one.decision_at, one.decision_by) for one in Case.objects.all()}
    assert found == {case.pk: (told, ian.account), spoken.pk: (None, None)}
    assert case.pk[:8] in ada.browser.get("/").content.decode()
