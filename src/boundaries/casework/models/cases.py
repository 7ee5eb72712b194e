"""Cases: where each stands, whose it is, and the dates that clocks run to. What a case says lies in its entry's safe."""

from collections.abc import Iterator
from datetime import date, datetime, time
from typing import Any, ClassVar, NamedTuple

from django.db import models

from boundaries.casework.models.accounts import Account
from boundaries.casework.models.content import Safe, Wrap
from boundaries.handover.ids import new_id

URGENT_ACTION = "Urgent action"
CLOCK_NAMES = (
    "Referral", URGENT_ACTION, "Update", "Word of the outcome", "Review of oversight", "Task", "Detriment watch", "Welfare",
)  # fmt: skip
CLOCK_DAYS = ("act_by_on", "update_by_on", "outcome_by_on", "review_on", "task_by_on", "watch_on", "welfare_on")
"""The columns of those that run to a day, in the order of the names after the first."""
NEVER = datetime(9999, 12, 31)
"""When a case is due of which no clock runs."""
_END_OF_DAY = time(23, 59)


class Clock(NamedTuple):
    """One thing that falls due."""

    what: str
    due_at: datetime


class Case(models.Model):
    """One matter being worked. It shares the safe of the entry it began with, so a recusal from one is a recusal from both.

    `first_clear_at` is when it first became clear that the matter must be referred; `is_referral_owed` from an
    assessment that finds all of the definition, or a decision to refer, until the referral, or until a second person agrees with a decision
    not to. `decision_by` and `decision_at` are there while a decision waits for a second person's word. `act_by_on` is the day by which
    someone must act on what is urgent. `is_contradictory` where the newest decision not to refer says that a criterion is met which must be
    referred, once somebody's index has read it. The other days are those of the clocks. `due_at` is when the first of them runs out: it is worked out
    at each saving, so that a long list can be read in that order.
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
    decision_by = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="+", null=True)
    decision_at = models.DateTimeField(null=True)
    is_contradictory = models.BooleanField(default=False)
    act_by_on = models.DateField(null=True)
    update_by_on = models.DateField(null=True)
    outcome_by_on = models.DateField(null=True)
    review_on = models.DateField(null=True)
    task_by_on = models.DateField(null=True)
    watch_on = models.DateField(null=True)
    welfare_on = models.DateField(null=True)
    due_at = models.DateTimeField(default=NEVER)

    class Meta:
        ordering: ClassVar[list[str]] = ["-opened_at", "safe_id"]
        indexes = (
            models.Index(fields=["due_at", "opened_at", "safe"], name="first_due_first"),
            models.Index(fields=["decision_at"], condition=models.Q(decision_at__isnull=False), name="waits_for_a_second_word"),
            models.Index(fields=["opened_at", "safe"], condition=models.Q(is_contradictory=True), name="contradicts_itself"),
            # What figures count of all cases: they read this index and no row.
            models.Index(
                fields=["state", "opened_at", "safe", "refer_by_at", "is_referral_owed", *CLOCK_DAYS], name="where_cases_stand"
            ),
        )

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Save it with the moment at which it is due; whoever sees it has it read anew, and counted with that."""
        self.due_at = self.first_due
        if kwargs.get("update_fields") is not None:
            kwargs["update_fields"] = {*kwargs["update_fields"], "due_at"}
        super().save(*args, **kwargs)
        Wrap.objects.filter(safe=self.pk, is_indexed=True).update(is_indexed=False)

    @property
    def clocks(self) -> Iterator[Clock]:
        """Every clock of it that is running."""
        if self.refer_by_at and self.is_referral_owed:
            yield Clock(CLOCK_NAMES[0], self.refer_by_at)
        for what, name in zip(CLOCK_NAMES[1:], CLOCK_DAYS, strict=True):
            if day := getattr(self, name):
                yield Clock(what, end_of(day))

    def days_open(self, today: date) -> int:
        """How many days ago it was opened."""
        return (today - self.opened_at.date()).days

    @property
    def first_due(self) -> datetime:
        """The first moment at which something falls due."""
        return min((clock.due_at for clock in self.clocks), default=NEVER)


def end_of(day: date) -> datetime:
    """The last minute of a day, until which a clock runs that is given as a day."""
    return datetime.combine(day, _END_OF_DAY)


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
        indexes = (models.Index(fields=["to_state", "case", "moved_at"], name="first_move_to_a_state"),)


class Decided(models.Model):
    """That a second person agreed, or not, with what stands in one sealed piece of a case: never its author."""

    decided_id = models.CharField(primary_key=True, max_length=26, default=new_id, editable=False)
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="decided")
    sealed_id = models.CharField(max_length=26, unique=True)
    decided_by = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="decided")
    decided_at = models.DateTimeField()
    is_agreed = models.BooleanField()
