"""The trail: one line for every look and every change, in the order in which they happened."""

from django.db import models


class TrailLine(models.Model):
    """One line of the audit trail; `audit.chain` says which bytes are hashed, the database refuses to change or delete it.

    `recorded_at` is local time with its offset as text, so that it is the same bytes in every database and the hour that
    comes twice in October is told apart. `actor` is an account's id, empty for the system itself.
    """

    sequence = models.BigIntegerField(primary_key=True)
    recorded_at = models.CharField(max_length=40)
    actor = models.CharField(max_length=64)
    act = models.CharField(max_length=40)
    about = models.CharField(max_length=64)
    detail = models.TextField()
    previous = models.BinaryField(unique=True, max_length=32)
    hash = models.BinaryField(max_length=32)

    class Meta:
        """Read by what it is about, who acted and from when on, always in the order of the trail."""

        db_table = "casework_trail"
        ordering = ("sequence",)
        indexes = (
            models.Index(fields=("about", "sequence"), name="trail_about"),
            models.Index(fields=("actor", "sequence"), name="trail_actor"),
            models.Index(fields=("act", "sequence"), name="trail_act"),
            models.Index(fields=("recorded_at", "sequence"), name="trail_recorded"),
        )

    def __str__(self) -> str:
        return f"{self.sequence} {self.act}"
