"""The register: what came in, by what way and when, and the envelopes it came in."""

from datetime import date
from typing import ClassVar

from django.db import models

from boundaries.casework.models.content import Safe


class EntryState(models.TextChoices):
    """Where an entry stands."""

    NEW = "new"
    OPEN = "open"
    CLOSED = "closed"


class Entry(models.Model):
    """One thing that came in. Its id is random and is its safe's; what it says lies in the safe.

    `answer_by_on` is the day by which whoever reported it must have had a first answer, while that is owed; `act_by_on` the one by which
    someone must act on what was found urgent, until what was done is written.
    `report_id` is what the public side called it and `lookup_id` what a reporter's follow-ups carry; no page shows either.
    """

    safe = models.OneToOneField(Safe, on_delete=models.PROTECT, primary_key=True, related_name="entry")
    route = models.CharField(max_length=12)
    received_on = models.DateField()
    registered_at = models.DateTimeField()
    state = models.CharField(max_length=10, choices=EntryState.choices, default=EntryState.NEW)
    report_id = models.CharField(max_length=26, blank=True)
    lookup_id = models.CharField(max_length=80, blank=True, db_index=True)
    reporter_key = models.TextField(blank=True)
    is_unread = models.BooleanField(default=True)
    answer_by_on = models.DateField(null=True)
    act_by_on = models.DateField(null=True)

    class Meta:
        ordering: ClassVar[list[str]] = ["-registered_at", "safe_id"]
        indexes = (
            models.Index(fields=["-registered_at", "safe"], name="newest_first"),
            models.Index(fields=["state", "-registered_at", "safe"], name="newest_of_a_state"),
            models.Index(fields=["-registered_at", "safe"], condition=models.Q(is_unread=True), name="newest_unread"),
            models.Index(fields=["received_on", "route", "safe"], name="by_day_and_route"),
            models.Index(fields=["answer_by_on", "safe"], condition=models.Q(answer_by_on__isnull=False), name="answers_owed"),
            models.Index(fields=["act_by_on", "safe"], condition=models.Q(act_by_on__isnull=False), name="to_act_on"),
        )

    @property
    def is_answer_late(self) -> bool:
        """Whether the day of the first answer has passed without one."""
        return self.answer_by_on is not None and self.answer_by_on < date.today()

    @property
    def is_act_late(self) -> bool:
        """Whether the day has passed by which someone was to act on it."""
        return self.act_by_on is not None and self.act_by_on < date.today()


class Merge(models.Model):
    """That one entry is shown as part of another to whoever can open both, and to nobody else. Why is sealed in both safes."""

    merge_id = models.CharField(primary_key=True, max_length=26)
    merged = models.ForeignKey(Entry, on_delete=models.CASCADE, related_name="merges")
    into = models.ForeignKey(Entry, on_delete=models.CASCADE, related_name="merges_here")
    merged_at = models.DateTimeField()

    class Meta:
        constraints = (models.UniqueConstraint(fields=["merged", "into"], name="merged_once"),)


class Taken(models.Model):
    """An envelope whose content is durably here, or a form whose work is done, so that a second reading of it changes nothing."""

    envelope_id = models.CharField(primary_key=True, max_length=64)
    taken_at = models.DateTimeField()


class Held(models.Model):
    """A report that waits until another names the same member; sealed to the unit's own key, which alone does not open it."""

    report_id = models.CharField(primary_key=True, max_length=26)
    route = models.CharField(max_length=12)
    received_on = models.DateField()
    lookup_id = models.CharField(max_length=80, blank=True, db_index=True)
    sealed = models.BinaryField()


class HeldShare(models.Model):
    """One report's share of one identifier's secret, sealed to the unit's key; `held` is empty where the report is open."""

    tag = models.CharField(max_length=80, db_index=True)
    report_id = models.CharField(max_length=26)
    held = models.ForeignKey(Held, on_delete=models.CASCADE, null=True, related_name="shares")
    sealed = models.BinaryField()


class Outgoing(models.Model):
    """A sealed reply on its way to the drop: written with the reply itself, gone once it is there."""

    reply_id = models.CharField(primary_key=True, max_length=26)
    lookup_id = models.CharField(max_length=80)
    sealed = models.BinaryField()
