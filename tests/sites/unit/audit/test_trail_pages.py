"""What the auditor sees, and what an auditor alone sees."""

import csv
import io
import json

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from boundaries.casework.audit import Act, record
from boundaries.casework.audit.verifying import verify
from boundaries.casework.models import Entry, TrailLine
from boundaries.casework.register.entering import enter
from boundaries.casework.roles import Role
from tests.sites.unit.trail import unguarded, write_lines
from tests.sites.unit.unit_people import person
from tests.sites.unit.unit_reports import report

pytestmark = pytest.mark.django_db(transaction=True)


def test_the_trail_is_filtered_and_turned_page_by_page() -> None:
    auditor = person(Role.AUDITOR)
    write_lines(120)
    browser = auditor.sign_in()
    first = browser.get("/trail/?act=entry_viewed").content.decode()
    assert "Older lines" in first and first.count("Entry viewed</td>") + first.count("Entry viewed<br>") == 50
    oldest = TrailLine.objects.filter(act="entry_viewed").values_list("sequence", flat=True)[70]
    second = browser.get(f"/trail/?act=entry_viewed&before={oldest}").content.decode()
    assert f">{oldest}<" not in second and f">{oldest - 1}<" in second
    one = browser.get("/trail/?about=ENTRY1").content.decode()
    assert "Who looked at this" in one and "ENTRY2" not in one
    assert "the system" in one
    assert TrailLine.objects.last().act == Act.TRAIL_VIEWED
    assert "Write the day as" in browser.get("/trail/?since=yesterday").content.decode()
    for odd in ("until=9999-12-31", "since=9999-12-31", "before=%C2%B2", "about=a%00b"):
        assert browser.get(f"/trail/?{odd}").status_code == 200, odd
    assert ">Entry viewed<" not in browser.get("/trail/?until=2020-01-01").content.decode().split("<tbody")[1]


def test_a_page_of_the_trail_takes_as_many_queries_however_long_it_is() -> None:
    browser = person(Role.AUDITOR).sign_in()
    asked = []
    for lines in (60, 200):
        write_lines(lines)
        browser.get("/trail/")
        with CaptureQueriesContext(connection) as queries:
            assert browser.get("/trail/").status_code == 200
        asked.append(len(queries))
    assert asked[0] == asked[1] <= 14


def test_lines_are_downloaded_and_the_download_is_recorded() -> None:
    browser = person(Role.AUDITOR).sign_in()
    write_lines(3)
    answer = browser.get("/trail/download/?form=csv&about=ENTRY1")
    rows = list(csv.reader(io.StringIO(b"".join(answer.streaming_content).decode())))  # type: ignore[arg-type]
    assert rows[0] == ["sequence", "recorded_at", "actor", "act", "about", "detail"]
    assert [row[4] for row in rows[1:]] == ["ENTRY1", "ENTRY1"]  # the look itself, and the download
    answer = browser.get("/trail/download/?form=jsonl")
    told = [json.loads(line) for line in b"".join(answer.streaming_content).splitlines()]  # type: ignore[arg-type]
    assert [one["sequence"] for one in told] == list(range(1, TrailLine.objects.count() + 1))
    assert told[-1]["act"] == "trail_downloaded"


def test_the_auditor_sees_whether_the_trail_is_whole() -> None:
    browser = person(Role.AUDITOR).sign_in()
    write_lines(3)
    assert "The trail is whole" in browser.post("/trail/check/").content.decode()
    with unguarded():
        TrailLine.objects.filter(sequence=2).update(about="X")
    page = browser.post("/trail/check/").content.decode()
    assert "The trail is broken" in page and "line 2: edited" in page
    assert TrailLine.objects.last().act == Act.TRAIL_BROKEN


def test_anomalies_name_the_account_and_ordinary_reasons_to_the_auditor_only() -> None:
    auditor, analyst = person(Role.AUDITOR), person(Role.ANALYST, "ada thorne")
    for number in range(25):
        record(analyst.account, Act.ENTRY_VIEWED, f"E{number}")
    page = auditor.sign_in().get("/anomalies/").content.decode()
    assert "Many entries opened in an hour: Ada Thorne" in page
    assert "Ordinary reasons: A review of the whole register" in page
    assert person(Role.HEAD).sign_in().get("/anomalies/").status_code == 404


def test_a_search_for_ones_own_name_is_marked_without_the_words() -> None:
    browser = person(Role.ANALYST, "ada thorne").sign_in()
    browser.post("/search/", {"words": "Thorne car"})
    assert json.loads(TrailLine.objects.last().detail) == {"count": "0", "own_name": "yes"}
    browser.post("/search/", {"words": "someone else"})
    assert json.loads(TrailLine.objects.last().detail) == {"count": "0"}
    assert not TrailLine.objects.filter(detail__icontains="thorne").exists()


def test_who_may_open_an_entry_sees_who_looked_at_it() -> None:
    lead, analyst = person(Role.SUPERVISOR), person(Role.ANALYST, "ada thorne")
    person(Role.INVESTIGATOR)
    enter(report())
    path = f"/entries/{Entry.objects.get().pk}/"
    analyst.sign_in().get(path)
    page = lead.sign_in().get(path + "looks/").content.decode()
    assert "Ada Thorne" in page and "Entry viewed" in page and "Received" in page
    lead.browser.post(path + "recuse-colleague/", {"colleague": analyst.account.pk, "reason": "a friend"})
    page = lead.browser.get(path + "looks/").content.decode()
    assert "account: Ada Thorne" in page and analyst.account.pk not in page
    page = person(Role.AUDITOR).sign_in().get("/trail/", {"about": analyst.account.pk}).content.decode()
    assert f"{analyst.account.pk}</a><br>Ada Thorne" in page
    assert verify().whole
