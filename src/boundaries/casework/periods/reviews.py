"""Review dates: set when something begins, started again by new content, decided by a person, stopped by a hold."""

from datetime import date

from django.db import transaction
from django.db.models import F

from boundaries.casework.audit import Act, record
from boundaries.casework.models.accounts import Account
from boundaries.casework.models.retention import HoldReason, Reviewed
from boundaries.casework.periods.policy import periods
from boundaries.errors import BoundariesError


def begin_review(about: str, rule: str) -> Reviewed:
    """Give something its first review date, or another period once an entry became a case; called in the transaction that makes it."""
    period = periods()[rule]
    values = {"subject": period.subject, "rule": rule, "review_on": period.review_after(date.today())}
    made, _ = Reviewed.objects.update_or_create(
        about=about, defaults={**values, "changes": F("changes") + 1}, create_defaults=values
    )
    return made


def new_content(about: str) -> None:
    """Start the period again since something came in; an open proposal to dispose of it no longer holds."""
    found = Reviewed.objects.select_for_update().filter(pk=about).first()
    if found is None:
        return
    found.review_on = max(found.review_on, periods()[found.rule].review_after(date.today()))
    found.changes = F("changes") + 1
    found.save(update_fields=["review_on", "changes"])


def keep(found: Reviewed, by: Account) -> None:
    """Decide that something is still needed: it is reviewed again after another period."""
    with transaction.atomic():
        held = Reviewed.objects.select_for_update().filter(pk=found.pk).first()
        if held is None:
            raise BoundariesError("this was disposed of in the meantime", "retention", "See its certificate.")
        held.review_on = periods()[held.rule].review_after(date.today())
        held.save(update_fields=["review_on"])
        record(by, Act.KEPT, held.pk, {"review_on": held.review_on.isoformat()})


def hold(found: Reviewed, reason: HoldReason, by: Account) -> None:
    """Let nobody dispose of something until the hold is lifted; raises BoundariesError where it went in the meantime."""
    with transaction.atomic():
        if not Reviewed.objects.filter(pk=found.pk).update(hold=reason):
            raise BoundariesError("this was disposed of in the meantime", "retention", "See its certificate.")
        record(by, Act.HELD, found.pk, {"reason": reason.value})


def lift_hold(found: Reviewed, by: Account) -> None:
    """Lift a hold; raises BoundariesError where there is none."""
    with transaction.atomic():
        if not Reviewed.objects.filter(pk=found.pk).exclude(hold="").update(hold=""):
            raise BoundariesError("nothing holds this", "retention")
        record(by, Act.HOLD_LIFTED, found.pk)
