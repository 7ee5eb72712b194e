"""The pack of the meeting: names are masked in it as on the page, it is whole and tagged, and it holds only what one can open."""

import io
from collections.abc import Callable
from datetime import date, timedelta

import pikepdf
import pytest
from django.db import transaction

from boundaries.casework.cases.kinds import Kind
from boundaries.casework.content.rosters import RosterLine, take_in
from boundaries.casework.meeting.agenda import Agenda
from boundaries.casework.meeting.composing import agenda
from boundaries.casework.meeting.pack import as_pdf
from boundaries.casework.models import Case, TrailLine
from boundaries.casework.register.entering import enter
from boundaries.casework.registers.columns import Register
from boundaries.casework.registers.keeping import add_rows
from boundaries.casework.roles import Role
from boundaries.handover.people import NamedMember
from tests.sites.unit.meeting.unit_meeting import NOW, QUIST, case_about, page_of, since, text_of
from tests.sites.unit.unit_cases import open_case, vanish, write
from tests.sites.unit.unit_people import Person, person
from tests.sites.unit.unit_reports import report

database = pytest.mark.django_db(transaction=True)


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
    days = {"on": date.today().isoformat(), "since": since().isoformat()}
    assert "Quist" not in text_of(browser.post("/meeting/pack/", days).content)
    assert "Say why you need to know" in browser.post("/meeting/names/", {**days, "purpose": " "}).content.decode()
    assert browser.post("/meeting/names/", {**days, "purpose": "The meeting of the week"}).status_code == 302
    page = page_of(browser)
    assert "Olaf Quist, 4471" in page and "P-77" in page and "Why do you need to know" not in page
    assert "The meeting of the week" in browser.get(f"/entries/{case.pk}/").content.decode()
    pack = browser.post("/meeting/pack/", days)
    assert pack["Content-Disposition"] == f'attachment; filename="meeting-{date.today().isoformat()}.pdf"'
    assert "Olaf Quist" in text_of(pack.content)
    lines = TrailLine.objects.filter(act__in=("names_shown", "exported"))
    assert [(line.act, line.about) for line in lines] == [
        ("exported", case.pk), ("exported", ""), ("names_shown", case.pk), ("exported", case.pk), ("exported", "")
    ]  # fmt: skip
    assert not any("Quist" in line.detail for line in TrailLine.objects.all())


@database
def test_the_pack_is_a_tagged_pdf_and_the_same_values_give_the_same_bytes() -> None:
    head = person(Role.HEAD)
    browser = head.sign_in()
    case = case_about(browser, QUIST)
    write(browser, case, Kind.WELFARE, done="Asked after the family\nand will again")
    prepared = agenda(head.holder, date.today(), since(), ())
    made = as_pdf(prepared, head.account, NOW)
    assert made == as_pdf(prepared, head.account, NOW)
    with pikepdf.open(io.BytesIO(made)) as pdf:
        assert pdf.Root.MarkInfo.Marked and "pdfuaid" in str(pdf.Root.Metadata.read_bytes())


def two_cases(free: Person, *members: NamedMember) -> tuple[Case, Case]:
    """A case about Quist and one about these, each with all that a meeting shows; those called Thorne are kept out of the second."""
    browser = free.sign_in()
    shared = case_about(browser, QUIST)
    kept = open_case(browser, enter(report(members=members, exclude="anyone called Thorne")))
    for case, tier in ((shared, "light"), (kept, "close")):
        write(browser, case, Kind.OVERSIGHT, tier=tier, review_on=date.today().isoformat(), rationale=f"{tier} because")
        for kind in (Kind.PRIORITY, Kind.WELFARE, Kind.DETRIMENT, Kind.TASK, Kind.SAFEGUARDING):
            write(browser, case, kind)
    days = {"meeting_on": (date.today() - timedelta(2)).isoformat(), "due_on": date.today().isoformat()}
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
        return make(agenda(out.holder, date.today(), None, ())), make(agenda(out.holder, date.today(), None, {shared.pk}))

    def pdf(prepared: Agenda) -> bytes:
        return as_pdf(prepared, out.account, NOW)

    whole = as_pdf(agenda(free.holder, date.today(), None, ()), free.account, NOW)
    before = both(pdf)
    assert kept.pk[:8] in text_of(whole) and kept.pk[:8] not in text_of(before[0]) and shared.pk[:8] in text_of(before[0])
    assert agenda(out.holder, date.today(), None, ()).since == date.today() - timedelta(28), (
        "a meeting one cannot see gives no day away"
    )
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
