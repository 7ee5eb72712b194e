"""The people intelligence meeting: who is on the agenda and why, what is written back, and that it holds only what one can open."""

import io
import re
from collections.abc import Callable
from datetime import date, datetime, timedelta

import pikepdf
import pypdf
import pytest
from django.db import connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from hypothesis import given
from hypothesis import strategies as st

from boundaries.casework.audit.verifying import verify
from boundaries.casework.cases.kinds import Kind
from boundaries.casework.collecting.entering import enter
from boundaries.casework.content import orders, recuse
from boundaries.casework.content.index import refresh
from boundaries.casework.content.namings import Named
from boundaries.casework.content.rosters import RosterLine, take_in
from boundaries.casework.meeting import leafing
from boundaries.casework.meeting.agenda import Agenda
from boundaries.casework.meeting.composing import agenda
from boundaries.casework.meeting.due import DUE, OVERDUE, mark_of
from boundaries.casework.meeting.members import joined
from boundaries.casework.meeting.pack import as_pdf
from boundaries.casework.models import Case, Entry, KeptOrder, Pair, TrailLine
from boundaries.casework.registers.columns import Register
from boundaries.casework.registers.keeping import add_rows
from boundaries.casework.roles import Role
from boundaries.handover.people import NamedMember
from tests.scans import finding, scan
from tests.sites.unit.unit_cases import open_case, vanish, write
from tests.sites.unit.unit_pages import cells, cells_like
from tests.sites.unit.unit_people import Person, person
from tests.sites.unit.unit_reports import report
from tests.sites.unit.unit_scans import bring

database = pytest.mark.django_db(transaction=True)
TODAY = date.today()
SINCE = TODAY - timedelta(28)
NOW = datetime(2026, 11, 25, 9, 30)
QUIST = NamedMember(name="Olaf Quist", number="4471")


def case_about(browser: Client, member: NamedMember, **told: object) -> Case:
    """A case of a report that names a member."""
    return open_case(browser, enter(report(members=(member,), **told)))


def page_of(browser: Client, **days: str) -> str:
    """The meeting's page."""
    return browser.get("/meeting/", days).content.decode()


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
        review_on=(TODAY + timedelta(3)).isoformat(),
        rationale="Two reports in a month",
    )
    write(
        browser, two, Kind.OVERSIGHT, tier="close", review_on=(TODAY + timedelta(90)).isoformat(), rationale="He was told to stop"
    )
    write(browser, other, Kind.OVERSIGHT, tier="close", review_on=(TODAY - timedelta(1)).isoformat())
    rows = list(cells(page_of(browser), "Agenda").values())
    assert [row[0] for row in rows] == ["Close: looked at each month"] * 2
    assert [row[3] for row in rows] == ["1", "2"], "the overdue review comes first"
    assert "(overdue)" in rows[0][2] and "(due)" in rows[1][2] and f"{TODAY + timedelta(3):%-d %B %Y}" in rows[1][2]
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
def test_names_are_masked_until_a_purpose_is_recorded_and_the_pack_keeps_to_that() -> None:
    head = person(Role.HEAD)
    browser = head.sign_in()
    case = case_about(browser, QUIST)
    declared = {"member_id": "M-Quist", "person_id": "P-77", "declared_at": "2026-01-05T00:00:00", "relation": "friend"}
    with transaction.atomic():
        add_rows(Register.DECLARATIONS, [(1, declared)], head.account)
    take_in([RosterLine("M-Quist", named=QUIST)])
    page = page_of(browser)
    assert "Quist" not in page and "Relationship, friend, declared 5 January 2026" in page and "P-77" not in page
    days = {"on": TODAY.isoformat(), "since": SINCE.isoformat()}
    assert "Quist" not in text_of(browser.post("/meeting/pack/", days).content)
    assert "Say why you need to know" in browser.post("/meeting/names/", {**days, "purpose": " "}).content.decode()
    assert browser.post("/meeting/names/", {**days, "purpose": "The meeting of the week"}).status_code == 302
    page = page_of(browser)
    assert "Olaf Quist, 4471" in page and "P-77" in page and "Why do you need to know" not in page
    assert "The meeting of the week" in browser.get(f"/entries/{case.pk}/").content.decode()
    pack = browser.post("/meeting/pack/", days)
    assert pack["Content-Disposition"] == f'attachment; filename="meeting-{TODAY.isoformat()}.pdf"'
    assert "Olaf Quist" in text_of(pack.content)
    lines = TrailLine.objects.filter(act__in=("names_shown", "exported"))
    assert [(line.act, line.about) for line in lines] == [
        ("exported", case.pk), ("exported", ""), ("names_shown", case.pk), ("exported", case.pk), ("exported", "")
    ]  # fmt: skip
    assert not any("Quist" in line.detail for line in TrailLine.objects.all())


def text_of(held: bytes) -> str:
    """What a PDF says: its glyphs brought back to letters by its own tables, without the spaces."""
    reader = pypdf.PdfReader(io.BytesIO(held))
    return " ".join(" ".join(page.extract_text().split()) for page in reader.pages)


@database
def test_the_pack_is_a_tagged_pdf_and_the_same_values_give_the_same_bytes() -> None:
    head = person(Role.HEAD)
    browser = head.sign_in()
    case = case_about(browser, QUIST)
    write(browser, case, Kind.WELFARE, done="Asked after the family\nand will again")
    prepared = agenda(head.holder, TODAY, SINCE, ())
    made = as_pdf(prepared, head.account, NOW)
    assert made == as_pdf(prepared, head.account, NOW)
    with pikepdf.open(io.BytesIO(made)) as pdf:
        assert pdf.Root.MarkInfo.Marked and "pdfuaid" in str(pdf.Root.Metadata.read_bytes())


@database
def test_what_the_meeting_decided_stands_in_the_next_pack_until_it_is_done() -> None:
    browser = person(Role.INVESTIGATOR).sign_in()
    case = case_about(browser, QUIST)
    held = TODAY - timedelta(9)
    write(
        browser, case, Kind.MEETING_DECISION, meeting_on=held.isoformat(), decision="Speak to the line manager",
        rationale="The line knows nothing yet", owner="Nell Brook", due_on=(TODAY - timedelta(1)).isoformat(),
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
        case.task_by_on == TODAY - timedelta(1)
        and "Decision of the meeting 1 (open)" in browser.get(f"/cases/{case.pk}/").content.decode()
    )
    links = [link.replace("&amp;", "&") for link in re.findall(r'href="(/cases/[^"]+/write/[^"]+)"', page)]
    assert [re.findall(r'value="([^"]+)"', browser.get(link).content.decode())[-1] for link in links] == ["1", TODAY.isoformat()]
    write(browser, case, Kind.TASK_DONE, task="1", done="Spoken to on Monday")
    assert "Spoken to on Monday" in page_of(browser)
    case.refresh_from_db()
    assert case.task_by_on is None
    later = page_of(browser, on=(TODAY + timedelta(9)).isoformat(), since=(TODAY + timedelta(1)).isoformat())
    assert "Speak to the line manager" not in later


@database
def test_what_came_in_since_stands_with_the_member_it_names_or_is_linked_with() -> None:
    browser = person(Role.INVESTIGATOR).sign_in()
    case = case_about(browser, QUIST)
    named = enter(report(members=(NamedMember(number="4471"),)))
    linked, loose, old = enter(report()), enter(report()), enter(report(members=(QUIST,)))
    Entry.objects.filter(pk=old.pk).update(registered_at=datetime.combine(SINCE, datetime.min.time()) - timedelta(hours=1))
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


def two_cases(free: Person, *members: NamedMember) -> tuple[Case, Case]:
    """A case about Quist and one about these, each with all that a meeting shows; those called Thorne are kept out of the second."""
    browser = free.sign_in()
    shared = case_about(browser, QUIST)
    kept = open_case(browser, enter(report(members=members, exclude="anyone called Thorne")))
    for case, tier in ((shared, "light"), (kept, "close")):
        write(browser, case, Kind.OVERSIGHT, tier=tier, review_on=TODAY.isoformat(), rationale=f"{tier} because")
        for kind in (Kind.PRIORITY, Kind.WELFARE, Kind.DETRIMENT, Kind.TASK, Kind.SAFEGUARDING):
            write(browser, case, kind)
    days = {"meeting_on": (TODAY - timedelta(2)).isoformat(), "due_on": TODAY.isoformat()}
    write(browser, kept, Kind.MEETING_DECISION, **days)
    told = {"other": kept.pk, "relation": "duplicate", "why": "The same", "confirmed": "yes"}
    assert browser.post(f"/entries/{shared.pk}/link/", told).status_code == 302
    return shared, kept


@database
@pytest.mark.parametrize(
    "members", [(QUIST,), (NamedMember(name="Ada Lund", number="9902"), QUIST), ()], ids=["same", "two", "nobody"]
)
def test_the_pack_of_someone_kept_out_is_byte_for_byte_as_if_the_entry_were_not_there(members: tuple[NamedMember, ...]) -> None:
    free, out = person(Role.INVESTIGATOR, "nell brook"), person(Role.SUPERVISOR, "ada thorne")
    for name in ("bea brook", "cy brook"):
        person(Role.ANALYST, name)
    shared, kept = two_cases(free, *members)

    def both(make: Callable[[Agenda], bytes]) -> tuple[bytes, bytes]:
        return make(agenda(out.holder, TODAY, None, ())), make(agenda(out.holder, TODAY, None, {shared.pk}))

    def pdf(prepared: Agenda) -> bytes:
        return as_pdf(prepared, out.account, NOW)

    whole = as_pdf(agenda(free.holder, TODAY, None, ()), free.account, NOW)
    before = both(pdf)
    assert kept.pk[:8] in text_of(whole) and kept.pk[:8] not in text_of(before[0]) and shared.pk[:8] in text_of(before[0])
    assert agenda(out.holder, TODAY, None, ()).since == TODAY - timedelta(28), "a meeting one cannot see gives no day away"
    vanish(kept)
    assert both(pdf) == before


@database
@pytest.mark.parametrize(
    "days", [{"on": "x"}, {"on": "0001-01-02"}, {"since": "9999-12-31"}, {"on": "2026-01-01", "since": "2026-01-01"}]
)
def test_days_that_cannot_be_used_are_told_and_give_no_pack(days: dict[str, str]) -> None:
    browser = person(Role.HEAD).sign_in()
    answer = browser.get("/meeting/", days)
    assert answer.status_code == 200 and "There is a problem" in answer.content.decode()
    assert browser.post("/meeting/pack/", days).status_code == 404


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
def test_an_order_is_kept_locked_and_goes_at_once_with_anything_that_its_account_loses() -> None:
    ann, ian = person(Role.SUPERVISOR, "ann supple"), person(Role.INVESTIGATOR, "ian vesey")
    person(Role.ANALYST)
    cases = [case_about(ann.sign_in(), NamedMember(name=f"Bo Elm{n}", number=f"55{n}")) for n in range(2)]
    ian.sign_in()

    def shown() -> list[int]:
        pages = (page_of(ian.browser), ian.browser.get("/oversight/").content.decode())
        return [sum(case.pk[:8] in page for case in cases) for page in pages]

    assert shown() == [2, 2]
    before = dict(KeptOrder.objects.filter(account=ian.account).values_list("what", "state"))
    assert before.keys() == {"meeting", "oversight"} and shown() == [2, 2]
    assert dict(KeptOrder.objects.filter(account=ian.account).values_list("what", "state")) == before, "nothing changed"
    assert not any(case.pk.encode() in bytes(row.held) for row in KeptOrder.objects.all() for case in cases)
    recuse(cases[0].safe, ann.holder, ian.account, "a friend")
    assert not KeptOrder.objects.filter(account=ian.account).exists()
    assert shown() == [1, 1]
    write(ann.browser, cases[1], Kind.OVERSIGHT, tier="close")
    assert "Close: looked at each month" in page_of(ian.browser)
    Case.objects.filter(pk=cases[1].pk).update(state="closed", review_on=None)
    assert shown() == [1, 0], "it moved since the last meeting, but nobody watches over it any more"


@database
def test_what_was_taken_away_while_an_order_was_worked_out_is_not_kept() -> None:
    ann = person(Role.SUPERVISOR)
    orders.make_room(ann.holder, "meeting")
    with transaction.atomic():
        KeptOrder.objects.all().delete()  # as whoever takes away does
        assert orders.kept(ann.holder, "meeting", [1], lambda: ["a", "b"]) == ["a", "b"]
    assert not KeptOrder.objects.exists()
    orders.make_room(ann.holder, "meeting")
    for state, made in (([1], ["a", "b"]), ([1], ["a", "b"]), ([2], ["c"])):
        with transaction.atomic():
            assert orders.kept(ann.holder, "meeting", state, lambda made=made: made) == made
    with transaction.atomic():
        assert orders.kept(ann.holder, "meeting", [2], lambda: ["not asked"]) == ["c"]
    other = person(Role.ANALYST)
    KeptOrder.objects.update(account=other.account)
    with transaction.atomic():
        assert orders.kept(other.holder, "meeting", [2], lambda: ["mine"]) == ["mine"], "nobody reads another's"


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
