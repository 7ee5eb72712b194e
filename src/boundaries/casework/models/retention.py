"""Retention: when something is looked at again, whether it is held, and what was disposed of, by whom and why."""

from django.db import models

from boundaries.casework.models.accounts import Account
from boundaries.handover.ids import new_id


class Subject(models.TextChoices):
    """What kind of thing has a review date."""

    ENTRY = "entry"
    CASE = "case"
    FINDING = "finding"
    REGISTER = "register"


class HoldReason(models.TextChoices):
    """Why something must not be disposed of; a closed list, since a free text here could tell of people."""

    PROCEEDINGS = "proceedings"
    INQUIRY = "inquiry"
    SAFEGUARDING = "safeguarding"
    REQUEST = "request"
    OTHER = "other"


class DisposalReason(models.TextChoices):
    """Why something is disposed of."""

    PERIOD = "period"
    ORDERED = "ordered"
    NO_PURPOSE = "no_purpose"


class Reviewed(models.Model):
    """One entry, case, finding or line of a register, known by its id alone, with the day on which someone decides whether it is still needed."""

    about = models.CharField(primary_key=True, max_length=26)
    subject = models.CharField(max_length=10, choices=Subject.choices)
    rule = models.CharField(max_length=40)
    review_on = models.DateField(db_index=True)
    hold = models.CharField(max_length=20, choices=HoldReason.choices, blank=True)
    changes = models.IntegerField(default=0)

    class Meta:
        indexes = (models.Index(fields=["review_on", "about"], condition=~models.Q(hold=""), name="held_by_day"),)

    def __str__(self) -> str:
        return f"{self.subject} {self.about[:8]}"


class Disposal(models.Model):
    """One person's proposal to dispose of something, and another's decision. `changes` is how much had come in until then.

    No foreign key to what it is about: that is gone afterwards, and this stays. `readers` are those who could see it until then.
    """

    class State(models.TextChoices):
        """Proposed, then refused or done."""

        PROPOSED = "proposed"
        REFUSED = "refused"
        DONE = "done"

    disposal_id = models.CharField(primary_key=True, max_length=26, default=new_id, editable=False)
    about = models.CharField(max_length=26, db_index=True)
    subject = models.CharField(max_length=10, choices=Subject.choices)
    rule = models.CharField(max_length=40)
    reason = models.CharField(max_length=20, choices=DisposalReason.choices)
    changes = models.IntegerField()
    state = models.CharField(max_length=10, choices=State.choices, default=State.PROPOSED)
    proposed_by = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="proposed_disposals")
    proposed_at = models.DateTimeField()
    decided_by = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="decided_disposals", null=True)
    decided_at = models.DateTimeField(null=True)
    certificate = models.TextField(blank=True)
    readers = models.ManyToManyField(Account, related_name="+")

    class Meta:
        indexes = (
            models.Index(fields=["proposed_at", "disposal_id"], condition=models.Q(state="proposed"), name="open_disposals"),
        )
        constraints = (
            models.UniqueConstraint(fields=["about"], condition=models.Q(state="proposed"), name="one_open_disposal"),
            models.CheckConstraint(
                condition=models.Q(decided_by__isnull=True)
                | ~models.Q(decided_by=models.F("proposed_by"))
                | models.Q(state="refused"),
                name="disposal_takes_two",
            ),
        )
