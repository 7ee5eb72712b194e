"""Everything that is kept has a review date and can be disposed of: findings, what became of them, and the registers' lines."""

from datetime import date

import pytest

from boundaries.casework.content.rosters import RosterLine, take_in
from boundaries.casework.models import (
    Disposal,
    DisposalReason,
    Entry,
    HoldReason,
    Pair,
    RegisterLine,
    Reviewed,
    Safe,
    Score,
    Verdict,
)
from boundaries.casework.periods import reviews
from boundaries.casework.periods.policy import FILE, load_periods
from boundaries.casework.register.entering import enter
from boundaries.casework.retention import disposing
from boundaries.casework.roles import Role
from boundaries.errors import BoundariesError
from tests.scans import finding, scan
from tests.sites.unit.unit_people import Person, person
from tests.sites.unit.unit_reports import report
from tests.sites.unit.unit_scans import bring

pytestmark = pytest.mark.django_db(transaction=True)
LINE = {"member_id": "M1", "person_id": "P1", "declared_at": "2026-03-01T10:00", "relation": "friend"}


def a_pair(by: Person) -> Pair:
    """A pair that a scan listed."""
    bring(scan(finding()))
    by.sign_in()
    return Pair.objects.get()


def dispose(about: str, first: Person, second: Person) -> Disposal:
    """Let two people dispose of something."""
    proposal = disposing.propose(Reviewed.objects.get(pk=about), DisposalReason.ORDERED, first.account)
    disposing.carry_out(proposal, second.holder)
    return Disposal.objects.get(pk=proposal.pk)


def test_a_finding_has_a_review_date_and_goes_with_its_verdicts() -> None:
    first, second = person(Role.INVESTIGATOR), person(Role.SUPERVISOR)
    pair = a_pair(first)
    found = Reviewed.objects.get()
    assert (found.pk, found.rule, found.review_on) == (
        pair.pk,
        "finding",
        load_periods(FILE)["finding"].review_after(date.today()),
    )
    first.browser.post(f"/review/{pair.pk}/verdict/", {"verdict": "explained", "reason": "A neighbour"})
    assert "A finding that became no entry" in dispose(pair.pk, first, second).certificate
    assert [kind.objects.count() for kind in (Pair, Score, Verdict, Safe, Reviewed)] == [0] * 5


def test_a_finding_that_became_an_entry_is_reviewed_and_goes_as_one() -> None:
    first, second = person(Role.INVESTIGATOR), person(Role.SUPERVISOR)
    pair = a_pair(first)
    first.browser.post(f"/review/{pair.pk}/verdict/", {"verdict": "concern", "reason": "Seven visits"})
    found = Reviewed.objects.get()
    assert (found.subject, found.rule) == ("entry", "report")
    dispose(pair.pk, first, second)
    assert [kind.objects.count() for kind in (Entry, Pair, Verdict, Safe)] == [0] * 4


def test_a_line_of_a_register_is_reviewed_by_who_may_see_it_also_once_it_was_withdrawn() -> None:
    take_in([RosterLine("M1"), RosterLine("M2", "M1")])
    first, second = person(Role.INVESTIGATOR), person(Role.SUPERVISOR)
    near = person(Role.SUPERVISOR, "near one", member_id="M2")
    browser = first.sign_in()
    assert browser.post("/registers/declarations/add/", LINE).status_code == 302
    line = RegisterLine.objects.get()
    assert Reviewed.objects.get().rule == "register"
    assert browser.post(f"/register-lines/{line.pk}/withdraw/", {"withdrawn_why": "entered twice"}).status_code == 302
    assert browser.get(f"/retention/{line.pk}/").status_code == 200
    assert near.sign_in().get(f"/retention/{line.pk}/").status_code == 404
    done = dispose(line.pk, first, second)
    assert not RegisterLine.objects.exists()
    assert line.pk in second.sign_in().get("/retention/certificates/").content.decode()
    assert done.pk not in near.browser.get("/retention/certificates/").content.decode()


def test_a_certificate_is_not_there_for_who_was_kept_out_of_what_it_is_about() -> None:
    first, second, head = person(Role.INVESTIGATOR), person(Role.SUPERVISOR), person(Role.HEAD)
    out, auditor = person(Role.SUPERVISOR, "ada thorne"), person(Role.AUDITOR)
    empty = out.sign_in().get("/retention/certificates/").content
    entry = enter(report(exclude="anyone called Thorne"))
    dispose(entry.pk, first, second)
    for one, is_there in ((head, True), (second, True), (auditor, True), (out, False)):
        page = one.sign_in().get("/retention/certificates/").content
        assert (entry.pk.encode() in page) is is_there, one.account.role
    assert [line for line in page.splitlines() if b"csrf" not in line] == [
        line for line in empty.splitlines() if b"csrf" not in line
    ]


def test_a_hold_that_comes_too_late_says_so() -> None:
    first, second = person(Role.INVESTIGATOR), person(Role.SUPERVISOR)
    enter(report())
    found = Reviewed.objects.get()
    dispose(found.pk, first, second)
    for late in (lambda: reviews.hold(found, HoldReason.INQUIRY, first.account), lambda: reviews.keep(found, first.account)):
        with pytest.raises(BoundariesError, match="disposed of in the meantime"):
            late()
