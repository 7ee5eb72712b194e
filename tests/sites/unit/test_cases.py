"""Cases: what they need before they move, who agrees with whom, the clocks, and the pack that leaves."""

import io
import json
import re
from datetime import date, datetime, time, timedelta
from hashlib import sha256
from pathlib import Path

import pikepdf
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from hypothesis import given, settings
from hypothesis import strategies as st

from boundaries.casework.cases.keeping import PREFIX
from boundaries.casework.cases.kinds import Kind, record_kinds
from boundaries.casework.cases.workflow import FIRST, STEPS, State, diagram
from boundaries.casework.models import Case, CaseMove, Entry, Sealed
from boundaries.casework.referral.clock import add_working_days, is_working_day, next_update, refer_by, tell_outcome_by
from boundaries.casework.referral.criteria import Clocks
from boundaries.casework.register.entering import enter
from boundaries.casework.roles import Role
from tests.sites.unit.unit_cases import answers
from tests.sites.unit.unit_people import Person, person
from tests.sites.unit.unit_reports import report

database = pytest.mark.django_db(transaction=True)


def opened(by: Person) -> tuple[Client, Case]:
    """A case that someone has opened, and their browser."""
    entry = enter(report())
    browser = by.sign_in()
    assert browser.post(f"/entries/{entry.pk}/case/", {"reason": "Serious"}).status_code == 302
    return browser, Case.objects.get(pk=entry.pk)


def write(browser: Client, case: Case, kind: Kind, **told: str) -> None:
    """Write a record, which must be taken."""
    answer = browser.post(f"/cases/{case.pk}/write/{kind.value}/", answers(kind, **told))
    assert answer.status_code == 302, re.findall(r"error-message[^>]*>(.*?)</p>", answer.content.decode(), re.DOTALL)


def move(browser: Client, case: Case, to: State) -> int:
    """Try to move a case; the status of the answer."""
    return browser.post(f"/cases/{case.pk}/move/", {"to": to.value, "reason": "It is time"}).status_code


def decision_of(browser: Client, case: Case) -> list[str]:
    """Where this browser may agree with a decision."""
    return re.findall(rf'action="(/cases/{case.pk}/agree/[a-z2-7]{{26}}/)"', browser.get(f"/cases/{case.pk}/").content.decode())


def test_every_state_can_be_reached_and_left() -> None:
    reached, wave = {FIRST}, {FIRST}
    while wave:
        wave = {to for state in wave for to in STEPS[state]} - reached
        reached |= wave
    assert reached == set(State) == set(STEPS)
    assert all(STEPS[state] for state in State)
    assert all(f"{state} --> {to}" in diagram() for state, following in STEPS.items() for to in following)


def test_every_kind_of_record_asks_something_that_must_be_answered() -> None:
    kinds = record_kinds()
    assert set(kinds) == set(Kind)
    for one in kinds.values():
        names = [question.name for question in one.questions]
        assert len(names) == len(set(names)) and any(question.is_needed for question in one.questions)


@database
def test_a_case_goes_from_a_report_to_a_referral_that_two_people_agree_on() -> None:
    first, second = person(Role.INVESTIGATOR), person(Role.SUPERVISOR)
    person(Role.ANALYST)
    browser, case = opened(first)
    assert move(browser, case, State.ASSESSED) == 409
    for kind in (Kind.SAFEGUARDING, Kind.ASSESSMENT, Kind.PRIORITY):
        write(browser, case, kind)
    assert move(browser, case, State.ASSESSED) == 302
    write(browser, case, Kind.REFERRAL_DECISION, decision="yes")
    case.refresh_from_db()
    assert (case.first_clear_at, case.refer_by_at) == (datetime(2026, 11, 24, 10, 30), datetime(2026, 11, 25, 23, 59))
    assert move(browser, case, State.REFERRED) == 409
    assert decision_of(browser, case) == []
    (agree,) = decision_of(second.sign_in(), case)
    assert browser.post(agree, {"answer": "agree"}).status_code == 409
    assert second.browser.post(agree, {"answer": "agree"}).status_code == 302
    assert second.browser.post(agree, {"answer": "agree"}).status_code == 409
    write(browser, case, Kind.REFERRAL, allegation="Messages at night", covert="yes")
    assert move(browser, case, State.REFERRED) == 302
    case.refresh_from_db()
    assert case.update_by_on == date.today() + timedelta(28)
    pdf = browser.post(f"/cases/{case.pk}/pack/", {"form": "pdf"})
    with pikepdf.open(io.BytesIO(pdf.content)) as opened_pdf:
        assert opened_pdf.Root.MarkInfo.Marked and str(opened_pdf.Root.Lang) == "en-GB"
        assert "pdfuaid" in str(opened_pdf.Root.Metadata.read_bytes())
    packed = json.loads(browser.post(f"/cases/{case.pk}/pack/", {"form": "json"}).content)
    told = {part["kind"]: part["values"] for part in packed["parts"]}
    assert told["referral"]["allegation"] == "Messages at night" and told["referral_decision"]["criterion"] == "abuse_of_position"
    assert packed["covert"] is True and packed["agreed_by"] == second.account.display_name


@database
def test_a_decision_not_to_refer_needs_its_reason_and_a_second_person_before_the_clock_stops() -> None:
    first, second = person(Role.INVESTIGATOR), person(Role.SUPERVISOR)
    browser, case = opened(first)
    write(browser, case, Kind.REFERRAL_DECISION, decision="yes")
    assert (
        browser.post(f"/cases/{case.pk}/write/referral_decision/", answers(Kind.REFERRAL_DECISION, rationale=" ")).status_code
        == 200
    )
    write(browser, case, Kind.REFERRAL_DECISION, decision="no", criterion="none")
    case.refresh_from_db()
    assert case.is_referral_owed and case.refer_by_at is not None, "one person alone does not stop a clock that the law sets"
    (agree,) = decision_of(second.sign_in(), case)
    assert second.browser.post(agree, {"answer": "agree"}).status_code == 302
    case.refresh_from_db()
    assert (case.is_referral_owed, case.refer_by_at) == (False, None)
    assert browser.post(f"/cases/{case.pk}/pack/", {"form": "pdf"}).status_code == 409


@database
def test_nobody_reviews_their_own_work_and_nothing_closes_while_safety_is_not_known() -> None:
    first, second = person(Role.INVESTIGATOR), person(Role.SUPERVISOR)
    browser, case = opened(first)
    for kind in (Kind.ASSESSMENT, Kind.PRIORITY, Kind.OUTCOME):
        write(browser, case, kind)
    write(browser, case, Kind.REFERRAL_DECISION, decision="no", criterion="none")
    write(browser, case, Kind.SAFEGUARDING, at_risk="not_known")
    assert move(browser, case, State.ASSESSED) == 302
    assert move(browser, case, State.CLOSED) == 409
    (agree,) = decision_of(second.sign_in(), case)
    assert second.browser.post(agree, {"answer": "agree"}).status_code == 302
    assert move(browser, case, State.CLOSED) == 409
    write(browser, case, Kind.SAFEGUARDING, at_risk="no")
    assert move(browser, case, State.CLOSED) == 302
    assert move(browser, case, State.REVIEWED) == 409
    assert move(second.browser, case, State.REVIEWED) == 302
    assert [one.to_state for one in CaseMove.objects.all()] == ["received", "assessed", "closed", "reviewed"]


@database
def test_what_is_written_lies_sealed_and_a_file_leaves_only_its_hash() -> None:
    browser, case = opened(person(Role.INVESTIGATOR))
    told = answers(Kind.EXHIBIT, description="a lighthouse postcard")
    drawn = b"drawn on the back of it"
    file = SimpleUploadedFile("a.bin", drawn)
    assert browser.post(f"/cases/{case.pk}/write/exhibit/", {**told, "sha256": file}).status_code == 302
    page = browser.get(f"/cases/{case.pk}/").content.decode()
    assert "lighthouse" in page and sha256(drawn).hexdigest() in page
    held = b"".join(bytes(piece.held) for piece in Sealed.objects.all())
    assert b"lighthouse" not in held and drawn not in held
    assert "lighthouse" not in browser.get(f"/entries/{case.pk}/").content.decode()


@database
def test_who_is_recused_loses_the_case_with_the_entry() -> None:
    first, second = person(Role.SUPERVISOR), person(Role.INVESTIGATOR)
    person(Role.ANALYST)
    browser, case = opened(first)
    assert case.pk[:8] in second.sign_in().get("/cases/").content.decode()
    said = {"colleague": second.account.account_id, "reason": "Shares a house with him"}
    assert browser.post(f"/entries/{case.pk}/recuse-colleague/", said).status_code == 302
    assert case.pk[:8] not in second.browser.get("/cases/").content.decode()
    imagined = second.browser.get("/cases/" + "a" * 26 + "/")
    for path in ("", "write/task/", "move/", "pack/"):
        answer = second.browser.get(f"/cases/{case.pk}/{path}") if path in ("", "write/task/") else None
        answer = answer or second.browser.post(f"/cases/{case.pk}/{path}", {"to": "assessed", "reason": "x"})
        assert (answer.status_code, answer.content) == (404, imagined.content), path


@database
def test_pages_ask_the_database_the_same_number_of_times_however_much_is_written() -> None:
    browser, case = opened(person(Role.INVESTIGATOR))
    asked = []
    for more in (1, 8):
        for _ in range(more):
            write(browser, case, Kind.TASK)
        browser.get(f"/cases/{case.pk}/")
        with CaptureQueriesContext(connection) as queries:
            browser.get(f"/cases/{case.pk}/")
        asked.append(len(queries))
    assert asked[0] == asked[1]
    assert Entry.objects.count() == 1


@settings(deadline=None)
@given(st.datetimes(datetime(2020, 1, 1), datetime(2035, 12, 31)))
def test_the_referral_clock_runs_to_the_end_of_the_next_day(clear_at: datetime) -> None:
    due = refer_by(clear_at)
    assert due.date() - clear_at.date() == timedelta(1) and due.time() == time(23, 59)
    working = refer_by(clear_at, Clocks(1, "working", 28, 5))
    assert is_working_day(working.date()) and working >= due
    assert not any(is_working_day(clear_at.date() + timedelta(gap)) for gap in range(1, (working.date() - clear_at.date()).days))


@settings(deadline=None)
@given(st.dates(date(2020, 1, 1), date(2035, 12, 1)), st.integers(1, 30))
def test_working_days_are_counted_one_by_one(start: date, days: int) -> None:
    end = add_working_days(start, days)
    assert sum(is_working_day(start + timedelta(gap)) for gap in range(1, (end - start).days + 1)) == days
    assert is_working_day(end)


def test_clocks_over_christmas() -> None:
    assert tell_outcome_by(date(2026, 12, 22)) == date(2026, 12, 31)
    assert refer_by(datetime(2026, 12, 24, 23, 58)) == datetime(2026, 12, 25, 23, 59)
    assert refer_by(datetime(2026, 12, 24, 9), Clocks(1, "working", 28, 5)) == datetime(2026, 12, 29, 23, 59)
    assert next_update(date(2026, 3, 1)) == date(2026, 3, 29)


def test_the_diagram_in_the_documents_is_the_workflow() -> None:
    page = (Path(__file__).resolve().parents[3] / "docs" / "how-to" / "work-a-case.md").read_text(encoding="utf-8")
    assert diagram() in page


def test_the_name_of_every_kind_of_record_fits_its_column() -> None:
    room = Sealed._meta.get_field("kind").max_length
    assert room is not None and max(len(PREFIX + kind) for kind in Kind) <= room
