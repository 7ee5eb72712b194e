"""Disposal: one person proposes, another carries it out, and a signed certificate says that it was done; the trail stays.

The certificate says what class of thing went, when, by which two people and why, and how much. It holds no content and no name of anyone
in it. Its hash stands in the trail, so that no certificate can be made up or lost.
"""

import hashlib
from datetime import date, datetime

from django.db import transaction
from django.db.models import QuerySet

from boundaries.casework.accounts.attendance import Holder
from boundaries.casework.accounts.persons import is_same_person
from boundaries.casework.audit import Act, record
from boundaries.casework.audit.keys import public_key, signing_key
from boundaries.casework.models import Safe
from boundaries.casework.models.accounts import Account
from boundaries.casework.models.retention import Disposal, DisposalReason, Reviewed, Subject
from boundaries.casework.periods.policy import periods
from boundaries.casework.policies import may_dispose
from boundaries.casework.retention.erasing import ERASERS, Erased
from boundaries.casework.retention.seeing import about_seen, remember_readers
from boundaries.errors import BoundariesError
from boundaries.handover.signing import checked, signed

REASONS = {
    DisposalReason.PERIOD: "its period is over and it is not needed any more",
    DisposalReason.ORDERED: "a court or the regulator ordered it",
    DisposalReason.NO_PURPOSE: "it never was for the unit to keep",
}
BACKUPS = "backups made before this hold it, sealed, until they are destroyed"


def propose(found: Reviewed, reason: DisposalReason, by: Account) -> Disposal:
    """Propose to dispose of something; raises BoundariesError where it is held, not due, or proposed already."""
    with transaction.atomic():
        held = Reviewed.objects.select_for_update().get(pk=found.pk)
        _check(held, reason)
        if Disposal.objects.filter(about=held.pk, state=Disposal.State.PROPOSED).exists():
            raise BoundariesError("this is proposed already", "disposal", "Somebody else decides on it.")
        made = Disposal.objects.create(
            about=held.pk, subject=held.subject, rule=held.rule, reason=reason, changes=held.changes, proposed_by=by,
            proposed_at=datetime.now(),
        )  # fmt: skip
        record(by, Act.DISPOSAL_PROPOSED, held.pk, {"disposal": made.pk, "reason": reason.value})
    return made


def refuse(disposal: Disposal, by: Account) -> None:
    """Decide that something is not disposed of; whoever proposed it may take that back."""
    with transaction.atomic():
        held = _open(disposal)
        held.state, held.decided_by, held.decided_at = Disposal.State.REFUSED, by, datetime.now()
        held.save()
        record(by, Act.DISPOSAL_REFUSED, held.about, {"disposal": held.pk})


def carry_out(disposal: Disposal, by: Holder) -> str:
    """Erase what was proposed and give the certificate; raises BoundariesError for the proposer, and where something changed since."""
    with transaction.atomic():
        held = _open(disposal)
        if is_same_person(held.proposed_by, by.account, held.proposed_at):
            raise BoundariesError("it takes a second person", "disposal", "Somebody else decides on what you proposed.")
        if not may_dispose(held, by.account):
            raise BoundariesError("this is for a supervisor to decide", "disposal")
        Safe.objects.select_for_update().filter(pk=held.about).first()  # whoever writes into it holds it first as well
        found = Reviewed.objects.select_for_update().get(pk=held.about)
        if found.changes != held.changes:
            raise BoundariesError("something came in since this was proposed", "disposal", "Refuse it, and look again.")
        _check(found, DisposalReason(held.reason))
        remember_readers(held)
        erased = ERASERS[Subject(held.subject)](held.about, by)
        held.state, held.decided_by, held.decided_at = Disposal.State.DONE, by.account, datetime.now()
        held.certificate = signed(_text(held, erased), signing_key())
        held.save()
        found.delete()
        proof = hashlib.sha256(held.certificate.encode()).hexdigest()
        record(by.account, Act.DISPOSED, held.about, {"disposal": held.pk, "certificate": proof})
    return held.certificate


def check_certificate(text: str) -> str:
    """A certificate without its signature; raises SignatureFault where it was changed or another key signed it."""
    return checked(text, public_key())


def open_to(account: Account, close: list[str]) -> QuerySet[Disposal]:
    """Proposals on what an account may see, to whom the members of these marks are close; oldest first."""
    found = Disposal.objects.filter(about_seen(account, close), state=Disposal.State.PROPOSED)
    return found.select_related("proposed_by").order_by("proposed_at", "disposal_id")


def _open(disposal: Disposal) -> Disposal:
    held = Disposal.objects.select_for_update().get(pk=disposal.pk)
    if held.state != Disposal.State.PROPOSED:
        raise BoundariesError("this was decided already", "disposal")
    return held


def _check(found: Reviewed, reason: DisposalReason) -> None:
    """What stands in the way: a hold always, a review that is not due unless something else ends it."""
    if found.hold:
        raise BoundariesError(f"this is held: {found.hold}", "disposal", "Whoever holds it must lift that first.")
    if reason is DisposalReason.PERIOD and found.review_on > date.today():
        raise BoundariesError(f"its review is due on {found.review_on:%d %B %Y}", "disposal", "Wait, or give another reason.")


def _text(disposal: Disposal, erased: Erased) -> str:
    first, second = disposal.proposed_by, disposal.decided_by
    assert second is not None and disposal.decided_at is not None
    rule = periods().get(disposal.rule)
    return "\n".join(
        (
            "Certificate of disposal",
            f"number {disposal.pk}",
            f"what {rule.title if rule else disposal.subject}, {disposal.about}",
            f"why {REASONS[DisposalReason(disposal.reason)]}",
            f"proposed {disposal.proposed_at:%Y-%m-%d %H:%M} by {first.display_name} ({first.role}, {first.pk})",
            f"carried out {disposal.decided_at:%Y-%m-%d %H:%M} by {second.display_name} ({second.role}, {second.pk})",
            f"removed {erased.keys} keys, {erased.pieces} pieces of sealed content, {erased.files} files",
            f"stays the audit trail; {BACKUPS}",
        )
    )
