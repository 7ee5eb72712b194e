"""Retention: review dates, holds, and disposal by two people with a certificate; never by itself, never in silence."""

import hashlib
import json
from datetime import date, datetime, timedelta
from pathlib import Path

import pytest
import time_machine
from django.db import IntegrityError, transaction

from boundaries.casework.audit import Act
from boundaries.casework.audit.verifying import verify
from boundaries.casework.cases.keeping import open_case
from boundaries.casework.content import Compartment, NoKey, Piece, open_safe, post, put
from boundaries.casework.content.attachments import blob_path
from boundaries.casework.content.places import places
from boundaries.casework.models import (
    Case,
    CaseMove,
    Disposal,
    DisposalReason,
    Entry,
    HoldReason,
    Reviewed,
    Safe,
    Sealed,
    TrailLine,
    Wrap,
)
from boundaries.casework.periods import reviews
from boundaries.casework.periods.policy import FILE, Period, load_periods
from boundaries.casework.register.entering import enter
from boundaries.casework.retention import disposing
from boundaries.casework.roles import Role
from boundaries.errors import BoundariesError
from boundaries.handover.ids import new_id
from boundaries.handover.report import Attachment
from boundaries.handover.signing import SignatureFault
from tests.sites.unit.unit_people import Person, person
from tests.sites.unit.unit_reports import CONTACT, report

pytestmark = pytest.mark.django_db(transaction=True)

LATER = datetime.now() + timedelta(days=365 * 7)
STORY = "He kept writing after the case was closed"


def three() -> tuple[Person, Person, Person, Entry]:
    """An investigator, a supervisor, the head, and an entry with a file that all may open."""
    people = person(Role.INVESTIGATOR), person(Role.SUPERVISOR), person(Role.HEAD)
    for left in places().unit_blobs.iterdir():
        left.unlink()
    blob_id = new_id()
    blob_path(blob_id).write_bytes(b"sealed file")
    file = Attachment(blob_id=blob_id, key=bytes(32), size=11, sha256="0" * 64, name="a.txt")
    return *people, enter(report(story=STORY, contact=CONTACT, attachments=(file,)))


def test_an_entry_has_a_review_date_from_the_policy() -> None:
    enter(report())
    found = Reviewed.objects.get()
    assert (found.subject, found.rule) == ("entry", "report")
    assert found.review_on == load_periods(FILE)["report"].review_after(date.today())


@pytest.mark.parametrize(
    ("day", "months", "expected"),
    [
        (date(2026, 1, 31), 1, date(2026, 2, 28)),
        (date(2026, 12, 15), 1, date(2027, 1, 15)),
        (date(2024, 2, 29), 72, date(2030, 2, 28)),
    ],
)
def test_months_are_counted_as_people_count_them(day: date, months: int, expected: date) -> None:
    period = load_periods(FILE)["report"]
    assert Period(period.id, period.title, period.subject, months, period.source).review_after(day) == expected


def test_new_content_starts_the_period_again_and_undoes_a_proposal() -> None:
    first, second, _, entry = three()
    with time_machine.travel(LATER, tick=False):
        proposal = disposing.propose(Reviewed.objects.get(), DisposalReason.PERIOD, first.account)
        with transaction.atomic():
            post(entry.safe, [Piece(Compartment.THREAD, "follow_up", b"more", datetime.now())])
        assert Reviewed.objects.get().review_on > date.today()
        with pytest.raises(BoundariesError, match="something came in since"):
            disposing.carry_out(proposal, second.holder)
    with transaction.atomic():
        put(entry.safe, open_safe(entry.safe, first.holder), [Piece(Compartment.NOTES, "note", b"a", datetime.now())])
    assert Reviewed.objects.get().changes == 2
    assert Entry.objects.exists()


def test_nothing_is_disposed_of_before_it_is_due_or_while_it_is_held() -> None:
    first, second, _, _ = three()
    with pytest.raises(BoundariesError, match="its review is due on"):
        disposing.propose(Reviewed.objects.get(), DisposalReason.PERIOD, first.account)
    proposal = disposing.propose(Reviewed.objects.get(), DisposalReason.ORDERED, first.account)
    with pytest.raises(BoundariesError, match="proposed already"):
        disposing.propose(Reviewed.objects.get(), DisposalReason.ORDERED, second.account)
    reviews.hold(Reviewed.objects.get(), HoldReason.PROCEEDINGS, second.account)
    with pytest.raises(BoundariesError, match="held: proceedings"):
        disposing.carry_out(proposal, second.holder)
    reviews.lift_hold(Reviewed.objects.get(), second.account)
    assert "Certificate of disposal" in disposing.carry_out(proposal, second.holder)
    assert [line.act for line in TrailLine.objects.all() if line.act in (Act.HELD, Act.HOLD_LIFTED)] == ["held", "hold_lifted"]


def test_two_people_dispose_and_what_is_gone_is_gone() -> None:
    first, second, _, entry = three()
    blobs = list(places().unit_blobs.iterdir())
    assert blobs
    with time_machine.travel(LATER, tick=False):
        proposal = disposing.propose(Reviewed.objects.get(), DisposalReason.PERIOD, first.account)
        text = disposing.carry_out(proposal, second.holder)
    left = [kind.objects.count() for kind in (Entry, Safe, Sealed, Wrap, Reviewed)]
    assert left == [0, 0, 0, 0, 0]
    assert not any(path.exists() for path in blobs)
    with pytest.raises(NoKey):
        open_safe(entry.safe, first.holder)
    told = disposing.check_certificate(text)
    for expected in ("A report", first.account.display_name, second.account.display_name, "period is over", "1 files"):
        assert expected in told
    assert STORY not in text and CONTACT.address not in text
    line = TrailLine.objects.get(act=Act.DISPOSED)
    assert json.loads(line.detail)["certificate"] == hashlib.sha256(text.encode()).hexdigest()
    assert TrailLine.objects.filter(about=entry.pk, act=Act.RECEIVED).exists()
    assert verify().whole


def test_an_entry_that_became_a_case_is_kept_and_goes_as_one() -> None:
    first, second, _, entry = three()
    waiting = disposing.propose(Reviewed.objects.get(), DisposalReason.ORDERED, first.account)
    with transaction.atomic():
        open_case(entry, first.holder, is_covert=False, reason="two people told the same")
    found = Reviewed.objects.get()
    assert (found.subject, found.rule) == ("case", "case")
    assert found.review_on == load_periods(FILE)["case"].review_after(date.today())
    with pytest.raises(BoundariesError, match="something came in since"):
        disposing.carry_out(waiting, second.holder)
    disposing.refuse(waiting, first.account)
    text = disposing.carry_out(disposing.propose(Reviewed.objects.get(), DisposalReason.ORDERED, first.account), second.holder)
    assert "what A case" in text
    assert [kind.objects.count() for kind in (Case, CaseMove, Entry, Safe)] == [0, 0, 0, 0]
    assert verify().whole


def test_a_changed_certificate_is_found() -> None:
    first, second, _, _ = three()
    text = disposing.carry_out(disposing.propose(Reviewed.objects.get(), DisposalReason.ORDERED, first.account), second.holder)
    with pytest.raises(SignatureFault):
        disposing.check_certificate(text.replace("ordered it", "asked for it"))


def test_one_person_alone_never_disposes() -> None:
    _, second, head, _ = three()
    proposal = disposing.propose(Reviewed.objects.get(), DisposalReason.ORDERED, second.account)
    with pytest.raises(BoundariesError, match="takes a second person"):
        disposing.carry_out(proposal, second.holder)
    investigator = person(Role.INVESTIGATOR, "one more")
    with pytest.raises(BoundariesError, match="supervisor to decide"):
        disposing.carry_out(proposal, investigator.holder)
    with pytest.raises(IntegrityError), transaction.atomic():
        Disposal.objects.filter(pk=proposal.pk).update(decided_by=second.account, state=Disposal.State.DONE)
    disposing.refuse(proposal, head.account)
    with pytest.raises(BoundariesError, match="decided already"):
        disposing.carry_out(proposal, head.holder)
    assert Entry.objects.exists()


def test_a_failed_erasure_leaves_everything_as_it_was(monkeypatch: pytest.MonkeyPatch) -> None:
    first, second, _, _ = three()
    proposal = disposing.propose(Reviewed.objects.get(), DisposalReason.ORDERED, first.account)
    monkeypatch.setattr("boundaries.casework.retention.disposing.signing_key", lambda: 1 / 0)
    blobs = list(places().unit_blobs.iterdir())
    with pytest.raises(ZeroDivisionError):
        disposing.carry_out(proposal, second.holder)
    assert Entry.objects.exists() and all(path.exists() for path in blobs)
    assert not TrailLine.objects.filter(act=Act.DISPOSED).exists()


def test_the_pages_lead_from_review_to_certificate() -> None:
    first, second, _, entry = three()
    browser = first.sign_in()
    path = f"/retention/{entry.pk}/"
    with time_machine.travel(LATER):
        browser = first.sign_in()
        assert entry.pk[:8] in browser.get("/retention/").content.decode()
        assert browser.post(path + "decide/", {"answer": "hold", "hold": "inquiry"}).status_code == 302
        assert "Held for: Inquiry" in browser.get(path).content.decode()
        assert browser.post(path + "decide/", {"answer": "lift"}).status_code == 302
        assert "Choose what to do" in browser.post(path + "decide/", {"answer": "hold", "hold": "x"}).content.decode()
        assert browser.post(path + "decide/", {"answer": "propose", "reason": "period"}).status_code == 302
        proposal = Disposal.objects.get()
        decider = second.sign_in()
        page = decider.get(f"/disposals/{proposal.pk}/").content.decode()
        assert "This cannot be undone" in page
        assert decider.post(f"/disposals/{proposal.pk}/", {"answer": "dispose"})["Location"] == "/retention/certificates/"
        assert "Certificate of disposal" in decider.get("/retention/certificates/").content.decode()
        assert decider.get(f"/entries/{entry.pk}/").status_code == 404


def test_keeping_something_is_a_decision_with_a_date() -> None:
    first, _, _, entry = three()
    with time_machine.travel(LATER):
        browser = first.sign_in()
        assert browser.post(f"/retention/{entry.pk}/decide/", {"answer": "keep"}).status_code == 302
        assert Reviewed.objects.get().review_on > date.today() + timedelta(days=2000)
    assert TrailLine.objects.filter(act=Act.KEPT, about=entry.pk).exists()


def test_a_policy_that_cannot_be_used_tells_every_fault(tmp_path: Path) -> None:
    file = tmp_path / "policy.toml"
    file.write_text('[[rule]]\nid = "report"\ntitle = "A"\nsubject = "entry"\nmonths = 0\n', encoding="utf-8")
    with pytest.raises(BoundariesError) as told:
        load_periods(file)
    assert [str(fault) for fault in told.value.faults] == [
        "rule report: source is missing", "rule report: months must be between 1 and 1200", "policy.toml: no rule for a case",
        "policy.toml: no rule for a finding", "policy.toml: no rule for a register",
    ]  # fmt: skip
