"""Cases: where each stands, whose it is, and the dates that clocks run to. What a case says lies in its entry's safe."""

from typing import ClassVar

from django.db import models

from boundaries.casework.models.accounts import Account
from boundaries.casework.models.content import Safe
from boundaries.handover.ids import new_id


class Case(models.Model):
    """One matter being worked. It shares the safe of the entry it began with, so a recusal from one is a recusal from both.

    `first_clear_at` is when it first became clear that the matter must be referred; `is_referral_owed` from a decision to refer until
    the referral, or until a second person agrees with a decision not to. The other days are those of the clocks.
    """

    safe = models.OneToOneField(Safe, on_delete=models.PROTECT, primary_key=True, related_name="case")
    state = models.CharField(max_length=12)
    opened_at = models.DateTimeField()
    allocated_to = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="cases", null=True)
    is_covert = models.BooleanField(default=False)
    first_clear_at = models.DateTimeField(null=True)
    refer_by_at = models.DateTimeField(null=True)
    referred_at = models.DateTimeField(null=True)
    is_referral_owed = models.BooleanField(default=False)
    update_by_on = models.DateField(null=True)
    outcome_by_on = models.DateField(null=True)
    review_on = models.DateField(null=True)
    task_by_on = models.DateField(null=True)
    watch_on = models.DateField(null=True)
    welfare_on = models.DateField(null=True)

    class Meta:
        ordering: ClassVar[list[str]] = ["-opened_at", "safe_id"]


class CaseMove(models.Model):
    """One step of a case from state to state; added, never changed. Why is sealed in the safe.

    A referral keeps when it first became clear and by when it was due, since a later one runs on a clock of its own.
    """

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="moves")
    from_state = models.CharField(max_length=12, blank=True)
    to_state = models.CharField(max_length=12)
    moved_by = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="moves")
    moved_at = models.DateTimeField()
    clear_at = models.DateTimeField(null=True)
    due_at = models.DateTimeField(null=True)

    class Meta:
        ordering: ClassVar[list[str]] = ["moved_at", "id"]


class Decided(models.Model):
    """That a second person agreed, or not, with what stands in one sealed piece of a case: never its author."""

    decided_id = models.CharField(primary_key=True, max_length=26, default=new_id, editable=False)
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="decided")
    sealed_id = models.CharField(max_length=26, unique=True)
    decided_by = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="decided")
    decided_at = models.DateTimeField()
    is_agreed = models.BooleanField()
