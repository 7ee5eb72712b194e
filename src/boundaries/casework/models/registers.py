"""The registers of what members declared: each line sealed, so that the database tells only how many there are."""

from typing import ClassVar

from django.db import models

from boundaries.casework.models.accounts import Account
from boundaries.handover.ids import new_id


class RegisterLine(models.Model):
    """One declared relationship, gift or device. A line is corrected or withdrawn (`is_current` is then false), never changed.

    `sealed` is the row of the contract's table, sealed to the unit's own key so that the next scan can be told. `mark` is a keyed
    hash of what says that two rows are the same line, `member_mark` of the member's id. A line and its corrections have one `first_id`.
    `ended_why` is sealed as the row is.
    """

    line_id = models.CharField(primary_key=True, max_length=26, default=new_id, editable=False)
    first_id = models.CharField(max_length=26, db_index=True)
    register = models.CharField(max_length=12)
    mark = models.CharField(max_length=64)
    member_mark = models.CharField(max_length=64)
    added_by = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="register_lines")
    added_at = models.DateTimeField()
    is_current = models.BooleanField(default=True)
    sealed = models.BinaryField()
    ended_by = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="+", null=True)
    ended_at = models.DateTimeField(null=True)
    ended_why = models.BinaryField(default=b"")

    class Meta:
        ordering: ClassVar[list[str]] = ["-added_at", "line_id"]
        indexes = (
            models.Index(fields=["register", "is_current", "-added_at", "line_id"], name="register_newest_first"),
            models.Index(fields=["member_mark"], name="register_of_member"),
        )
        constraints = (models.UniqueConstraint(fields=["mark"], condition=models.Q(is_current=True), name="one_current_line"),)
