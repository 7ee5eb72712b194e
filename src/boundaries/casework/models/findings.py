"""What scans found: the pairs that are worth a look, their scores over time, and what was decided about them."""

from typing import ClassVar

from django.db import models

from boundaries.casework.models.accounts import Account
from boundaries.casework.models.content import Safe
from boundaries.handover.ids import new_id


class Scan(models.Model):
    """One scan that was sent: from when it looks, how many pairs it told of, and what it could not check.

    `coverage` is JSON, a list for each detector: sign, detector, state, reason; of newer scans also its title and what to ask the force for.
    """

    scan_id = models.CharField(primary_key=True, max_length=26)
    as_of = models.DateTimeField()
    taken_at = models.DateTimeField()
    budget = models.IntegerField()
    pairs = models.IntegerField()
    coverage = models.TextField()

    class Meta:
        ordering: ClassVar[list[str]] = ["-as_of", "scan_id"]


class Pair(models.Model):
    """One member-person pair that a scan listed. Who they are lies in the safe; `mark` is a keyed hash of both.

    `bits` are those of the newest scan that told of it, `decided_bits` those it had at the last verdict. `urgency_order` is 0 for
    urgent, 1 high, 2 standard.
    """

    safe = models.OneToOneField(Safe, on_delete=models.PROTECT, primary_key=True, related_name="pair")
    mark = models.CharField(max_length=64, unique=True)
    bits = models.FloatField()
    urgency = models.CharField(max_length=10)
    urgency_order = models.IntegerField()
    is_waiting = models.BooleanField(default=True)
    decided_bits = models.FloatField(null=True)
    registered_at = models.DateTimeField()

    class Meta:
        ordering: ClassVar[list[str]] = ["urgency_order", "-bits", "safe_id"]
        indexes = (models.Index(fields=["is_waiting", "urgency_order", "-bits"], name="review_order"),)


class Score(models.Model):
    """What one scan said of one pair; its evidence lies in the safe under `sealed_id`."""

    pair = models.ForeignKey(Pair, on_delete=models.CASCADE, related_name="scores")
    scan = models.ForeignKey(Scan, on_delete=models.PROTECT, related_name="scores")
    bits = models.FloatField()
    sealed_id = models.CharField(max_length=26)

    class Meta:
        ordering: ClassVar[list[str]] = ["scan__as_of", "id"]
        constraints = (models.UniqueConstraint(fields=["pair", "scan"], name="one_score_a_scan"),)


class Verdict(models.Model):
    """What a reviewer decided about a pair. Added, never changed; the newest one counts.

    `detectors` are those that added bits, with spaces between them. `sealed` is the row of the contract's `verdicts` table, ids and
    reason in it, sealed to the unit's own key so that the next scan can be told.
    """

    class Word(models.TextChoices):
        """The four answers of the record contract."""

        CONCERN = "concern"
        EXPLAINED = "explained"
        DATA_ERROR = "data_error"
        INSUFFICIENT = "insufficient"

    verdict_id = models.CharField(primary_key=True, max_length=26, default=new_id, editable=False)
    pair = models.ForeignKey(Pair, on_delete=models.PROTECT, related_name="verdicts", db_index=False)
    word = models.CharField(max_length=12, choices=Word.choices)
    decided_by = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="verdicts")
    decided_at = models.DateTimeField()
    bits = models.FloatField()
    detectors = models.TextField()
    sealed = models.BinaryField()

    class Meta:
        ordering: ClassVar[list[str]] = ["decided_at", "verdict_id"]
        indexes = (models.Index(fields=["pair", "decided_at", "verdict_id", "word"], name="newest_verdict_of_a_pair"),)
