"""The people intelligence meeting: who is on the agenda and why, what is written back, and that it holds only what one can open."""

import re
from datetime import date, datetime, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from hypothesis import given
from hypothesis import strategies as st

from boundaries.casework.audit.verifying import verify
from boundaries.casework.cases.kinds import Kind
from boundaries.casework.content.index import refresh
from boundaries.casework.content.namings import Named
from boundaries.casework.content.rosters import RosterLine, take_in
from boundaries.casework.meeting import leafing
from boundaries.casework.meeting.due import DUE, OVERDUE, mark_of
from boundaries.casework.meeting.members import joined
from boundaries.casework.models import Entry, Pair, TrailLine
from boundaries.casework.register.entering import enter
from boundaries.casework.roles import Role
from boundaries.handover.people import NamedMember
from tests.scans import finding, scan
from tests.sites.unit.meeting.unit_meeting import QUIST, case_about, page_of, since
from tests.sites.unit.unit_cases import open_case, write
from tests.sites.unit.unit_pages import cells, cells_like
from tests.sites.unit.unit_people import person
from tests.sites.unit.unit_reports import report
from tests.sites.unit.unit_scans import bring

database = pytest.mark.django_db(transaction=True)


def test_days_are_due_until_the_next_meeting() -> None:
    on, since = date(2026, 11, 25), date(2026, 11, 5)
    marks = {day: mark_of(on + timedelta(day), on, since) for day in (-1, 0, 20, 21)}
    assert marks == {-1: OVERDUE, 0: DUE, 20: DUE, 21: ""} and mark_of(None, on, since) == ""


@database
def test_a_member_stands_once_on_the_agenda_with_the_closest_tier_and_the_nearest_review() -> None:
    browser = person(Role.INVESTIGATOR).sign_in()
    one, two = case_about(browser, QUIST), case_about(browser, NamedMember(number="4471", station="Northgate"))
    other = case_about(browser, NamedMember(name="Ada Lund", number="9902"))
    write(
        browser,
        one,
        Kind.OVERSIGHT,
        tier="light",
        review_on=(date.today() + timedelta(3)).isoformat(),
        rationale="Two reports in a month",
    )
    write(
        browser,
        two,
        Kind.OVERSIGHT,
        tier="close",
        review_on=(date.today() + timedelta(90)).isoformat(),
        rationale="He was told to stop",
    )
    write(browser, other, Kind.OVERSIGHT, tier="close", review_on=(date.today() - timedelta(1)).isoformat())
    rows = list(cells(page_of(browser), "Agenda").values())
    assert [row[0] for row in rows] == ["Close: looked at each month"] * 2
    assert [row[3] for row in rows] == ["1", "2"], "the overdue review comes first"
    assert "(overdue)" in rows[0][2] and "(due)" in rows[1][2] and f"{date.today() + timedelta(3):%-d %B %Y}" in rows[1][2]
    found = cells(browser.get("/oversight/").content.decode(), "Members of concern")
    (label,) = [label for label, row in found.items() if one.pk[:8] in row[2]]
    assert two.pk[:8] in found[label][2] and found[label][3] == "He was told to stop" and len(found) == 2


@database
def test_members_are_joined_by_the_roster_and_by_a_finding_but_never_on_a_name_that_two_bear() -> None:
    smiths = [RosterLine(f"S{n}", named=NamedMember(name="John Smith", number=f"880{n}")) for n in (1, 2)]
    take_in([RosterLine("M-Quist", named=QUIST), *smiths])
    browser = person(Role.INVESTIGATOR).sign_in()
    case_about(browser, NamedMember(name="Olaf Quist"))
    case_about(browser, NamedMember(number="PC 4471"))
    for _ in range(2):
        case_about(browser, NamedMember(name="John Smith"))
    case_about(browser, NamedMember())
    bring(scan(finding()))
    pair = Pair.objects.get()
    assert browser.post(f"/review/{pair.pk}/verdict/", {"verdict": "concern", "reason": "It goes on"}).status_code == 302
    open_case(browser, Entry.objects.get(pk=pair.pk))
    rows = cells(page_of(browser), "Agenda")
    assert sorted(row[3] for row in rows.values()) == ["1", "1", "1", "3"]
    assert "Findings about" in page_of(browser)


@database
def test_a_new_roster_joins_anew_at_once() -> None:
    browser = person(Role.INVESTIGATOR).sign_in()
    case_about(browser, NamedMember(name="Olaf Quist"))
    case_about(browser, NamedMember(number="PC 4471"))
    twice = [RosterLine(f"M{n}", named=NamedMember(name="Olaf Quist", number=f"447{n}")) for n in (1, 2)]
    for lines, members in (([], 2), (twice[:1], 1), (twice, 2), ([], 2)):
        take_in(lines)
        rows = cells(browser.get("/oversight/").content.decode(), "Members of concern")
        assert len(rows) == len(cells(page_of(browser), "Agenda")) == members, lines


@database
def test_who_was_named_later_joins_the_row_of_that_member() -> None:
    browser = person(Role.INVESTIGATOR).sign_in()
    case_about(browser, QUIST)
    case = case_about(browser, NamedMember(name="Quist", description="tall"))
    assert len(cells(page_of(browser), "Agenda")) == 2
    told = {"member_number": "4471", "member_confirmed": "yes"}
    assert browser.post(f"/entries/{case.pk}/name-member/", told).status_code == 302
    assert [row[3] for row in cells(page_of(browser), "Agenda").values()] == ["2"]
    assert "entry_named_as" not in browser.get(f"/entries/{case.pk}/").content.decode()


@given(tellings=st.lists(st.sampled_from(["Jo Ash", "Jo Ash 71", "71", "72", "Ed Elm"]), min_size=1, max_size=6))
@pytest.mark.django_db
def test_joining_members_does_not_hang_on_the_order_and_loses_nobody(tellings: list[str]) -> None:
    from_ = {str(place): [Named(NamedMember(name=one))] for place, one in enumerate(tellings)}
    members = joined(from_)
    assert sorted(place for one in members for place in one.safe_ids) == sorted(from_)
    again = joined(dict(reversed(from_.items())))
    assert [(one.label, one.names, one.safe_ids) for one in members] == [(one.label, one.names, one.safe_ids) for one in again]
    assert not any({"Jo Ash", "72"} <= {*one.names} for one in members)


@database
def test_what_the_meeting_decided_stands_in_the_next_pack_until_it_is_done() -> None:
    browser = person(Role.INVESTIGATOR).sign_in()
    case = case_about(browser, QUIST)
    held = date.today() - timedelta(9)
    write(
        browser, case, Kind.MEETING_DECISION, meeting_on=held.isoformat(), decision="Speak to the line manager",
        rationale="The line knows nothing yet", owner="Nell Brook", due_on=(date.today() - timedelta(1)).isoformat(),
    )  # fmt: skip
    page = page_of(browser)
    assert f"Since the last meeting, {held:%-d %B %Y}" in page
    (row,) = cells_like(page, "Actions and decisions about").values()
    assert (
        row[0] == "Speak to the line manager"
        and row[2:4] == ["The line knows nothing yet", "Nell Brook"]
        and "(overdue)" in row[4]
    )
    case.refresh_from_db()
    assert (
        case.task_by_on == date.today() - timedelta(1)
        and "Decision of the meeting 1 (open)" in browser.get(f"/cases/{case.pk}/").content.decode()
    )
    links = [link.replace("&amp;", "&") for link in re.findall(r'href="(/cases/[^"]+/write/[^"]+)"', page)]
    assert [re.findall(r'value="([^"]+)"', browser.get(link).content.decode())[-1] for link in links] == [
        "1",
        date.today().isoformat(),
    ]
    write(browser, case, Kind.TASK_DONE, task="1", done="Spoken to on Monday")
    assert "Spoken to on Monday" in page_of(browser)
    case.refresh_from_db()
    assert case.task_by_on is None
    later = page_of(browser, on=(date.today() + timedelta(9)).isoformat(), since=(date.today() + timedelta(1)).isoformat())
    assert "Speak to the line manager" not in later


@database
def test_what_came_in_since_stands_with_the_member_it_names_or_is_linked_with() -> None:
    browser = person(Role.INVESTIGATOR).sign_in()
    case = case_about(browser, QUIST)
    named = enter(report(members=(NamedMember(number="4471"),)))
    linked, loose, old = enter(report()), enter(report()), enter(report(members=(QUIST,)))
    Entry.objects.filter(pk=old.pk).update(registered_at=datetime.combine(since(), datetime.min.time()) - timedelta(hours=1))
    told = {"other": linked.pk, "relation": "related", "why": "The same flat", "confirmed": "yes"}
    assert browser.post(f"/entries/{case.pk}/link/", told).status_code == 302
    grade = {"source": "2", "information": "C", "handling": "P", "categories": "sexual_misconduct", "urgent": "no"}
    assert browser.post(f"/entries/{named.pk}/grade/", grade).status_code == 302
    page = page_of(browser)
    came = cells_like(page, "Came in since about")
    assert came[named.pk[:8]][2:] == ["2CP", "Names the same member"]
    assert came[linked.pk[:8]][2:] == ["not graded", f"Linked with {case.pk[:8]}"]
    assert came[case.pk[:8]][3] == f"Began case {case.pk[:8]}" and old.pk[:8] not in came
    assert cells(page, "Other entries").keys() == {loose.pk[:8]}


@database
def test_a_long_agenda_is_shown_some_members_at_a_time_and_only_their_cases_count_as_looked_at(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(leafing, "ON_A_PAGE", 1)
    browser = person(Role.HEAD).sign_in()
    cases = [case_about(browser, QUIST), case_about(browser, NamedMember(name="Ada Lund", number="9902"))]
    enter(report())
    first, second = page_of(browser), page_of(browser, page="2")
    assert len(cells(first, "Agenda")) == len(cells(second, "Agenda")) == 1
    assert (
        "Members of the agenda: 1 to 1 of 2. The pack holds them all." in first
        and "Other entries" not in first
        and "Other entries" in second
    )
    shown = [re.findall(r"Write what the meeting decided into case (\w{8})", page) for page in (first, second)]
    assert sorted(shown) == sorted([case.pk[:8]] for case in cases)
    looked = TrailLine.objects.filter(act="case_viewed").values_list("about", flat=True)
    assert [about[:8] for about in looked] == [*shown[0], *shown[1]]


@database
def test_the_meeting_asks_the_database_the_same_number_of_times_however_much_there_is_and_leaves_a_whole_trail(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(leafing, "ON_A_PAGE", 20)
    head = person(Role.HEAD)
    browser = head.sign_in()
    asked = []
    for many in (2, 5):
        for n in range(many):
            case = case_about(browser, NamedMember(name=f"Bo Elm{n}", number=f"55{n}{many}"))
            write(browser, case, Kind.OVERSIGHT)
        refresh(head.holder)
        counts = []
        for path in ("/meeting/", "/oversight/"):
            browser.get(path)
            with CaptureQueriesContext(connection) as queries:
                browser.get(path)
            counts.append(len(queries))
        asked.append(counts)
    assert asked[0] == asked[1]
    assert TrailLine.objects.filter(act="case_viewed", about=case.pk, detail__contains="meeting").count() == 2
    assert verify().whole
