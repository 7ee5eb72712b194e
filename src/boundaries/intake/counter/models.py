"""Who may take calls. Nothing that a caller said is in these tables."""

from typing import ClassVar

from django.db import models

from boundaries.handover.ids import new_id


class Operator(models.Model):
    """Someone who takes calls.

    No password and no hash of one is kept: `box` holds the secret of the one-time codes, locked under a key that only the password
    gives. `last_code_step` makes each code good once; `epoch` counts the times that all sessions were ended.
    """

    operator_id = models.CharField(primary_key=True, max_length=26, default=new_id, editable=False)
    name = models.CharField(max_length=60, unique=True)
    salt = models.BinaryField()
    box = models.BinaryField()
    last_code_step = models.BigIntegerField(default=0)
    epoch = models.IntegerField(default=0)
    added_on = models.DateField()

    class Meta:
        ordering: ClassVar[list[str]] = ["name"]

    def __str__(self) -> str:
        return self.name


class Delay(models.Model):
    """How long a name from unknown browsers, or a known browser, must wait after failures; `bucket` is a keyed hash."""

    bucket = models.CharField(primary_key=True, max_length=64)
    failures = models.IntegerField(default=0)
    until_at = models.DateTimeField()
