"""The rows of the public site: nothing in them can be read without a browser's cookie, and no report stays in them."""

from django.db import models

from boundaries.handover.ids import new_id


class Draft(models.Model):
    """What someone is still writing, locked under a key that only their browser's cookie holds."""

    draft_id = models.CharField(primary_key=True, max_length=26)
    locked = models.BinaryField()
    touched_at = models.DateTimeField(db_index=True)


class SealedFile(models.Model):
    """Which sealed file on disk belongs to which draft, so that both go together."""

    blob_id = models.CharField(primary_key=True, max_length=26)
    draft = models.ForeignKey(Draft, on_delete=models.CASCADE)


class DailySalt(models.Model):
    """The random salt of one day's buckets; gone the day after, and with it any way back to an address."""

    day = models.DateField(primary_key=True)
    salt = models.BinaryField()


class Tally(models.Model):
    """How often something was done in one hour from one bucket, which many addresses share."""

    hour_at = models.DateTimeField(db_index=True)
    act = models.CharField(max_length=12)
    bucket = models.IntegerField()
    count = models.IntegerField()

    class Meta:
        """One row for each hour, act and bucket."""

        constraints = (models.UniqueConstraint(fields=("hour_at", "act", "bucket"), name="one_tally"),)


class Partner(models.Model):
    """An organisation that was invited, by a link of which only the hash is kept.

    `locked` holds whom to speak to there and what they have sent, locked under a key that only the link gives: `boundaries.intake.partners`.
    """

    partner_id = models.CharField(primary_key=True, max_length=26, default=new_id, editable=False)
    organisation = models.CharField(max_length=200)
    token_hash = models.CharField(max_length=64, unique=True)
    locked = models.BinaryField()
    invited_on = models.DateField()
    expires_on = models.DateField()
    revoked_on = models.DateField(null=True)
