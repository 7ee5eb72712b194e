"""What the training keeps: the ledger's lines, the names it may forget, and attempts at a course with every answer."""

from django.db import models


class LedgerLine(models.Model):
    """One line of the ledger; `ledger.chain` says what is hashed, and the database refuses to change or delete it."""

    sequence = models.BigIntegerField(primary_key=True)
    recorded_at = models.CharField(max_length=40)
    recorded_by = models.CharField(max_length=64)
    what = models.CharField(max_length=16)
    number = models.CharField(max_length=64)
    body = models.TextField()
    previous = models.BinaryField(unique=True, max_length=32)
    hash = models.BinaryField(max_length=32)

    class Meta:
        """Read whole in its order, or for one person."""

        db_table = "training_ledger"
        ordering = ("sequence",)
        indexes = (models.Index(fields=("number", "sequence"), name="ledger_number"),)

    def __str__(self) -> str:
        return f"{self.sequence} {self.what}"


class Learner(models.Model):
    """The name that goes with a workforce number, for greetings and certificates; deleted when someone leaves."""

    number = models.CharField(max_length=64, primary_key=True)
    name = models.CharField(max_length=200)

    def __str__(self) -> str:
        return self.number


class Attempt(models.Model):
    """One walk through a course. `seed` chooses its scenarios and questions; `step` is the next one to show."""

    number = models.CharField(max_length=64, db_index=True)
    course = models.CharField(max_length=32)
    version = models.CharField(max_length=16)
    seed = models.BigIntegerField()
    step = models.PositiveIntegerField(default=0)
    started_at = models.DateTimeField(auto_now_add=True)
    finished_at = models.DateTimeField(null=True)
    score = models.PositiveSmallIntegerField(null=True)
    passed = models.BooleanField(null=True)
    attested_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return f"attempt {self.pk}"


class Answer(models.Model):
    """What was chosen at one step of an attempt, once; in the test these answers are what item statistics are made of."""

    attempt = models.ForeignKey(Attempt, on_delete=models.CASCADE, related_name="answers")
    step = models.PositiveIntegerField()
    item = models.CharField(max_length=64)
    in_test = models.BooleanField()
    choice = models.PositiveSmallIntegerField()
    right = models.BooleanField()
    answered_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        """One answer a step."""

        constraints = (models.UniqueConstraint(fields=("attempt", "step"), name="one_answer_a_step"),)

    def __str__(self) -> str:
        return f"{self.attempt_id} {self.item}"
