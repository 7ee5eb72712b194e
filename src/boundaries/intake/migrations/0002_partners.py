"""Partners' invitations."""

from django.db import migrations, models

import boundaries.handover.ids


class Migration(migrations.Migration):
    """Makes the table."""

    dependencies = [("intake", "0001_drafts")]

    operations = [
        migrations.CreateModel(
            name="Partner",
            fields=[
                (
                    "partner_id",
                    models.CharField(
                        default=boundaries.handover.ids.new_id, editable=False, max_length=26, primary_key=True, serialize=False
                    ),
                ),
                ("organisation", models.CharField(max_length=200)),
                ("token_hash", models.CharField(max_length=64, unique=True)),
                ("locked", models.BinaryField()),
                ("invited_on", models.DateField()),
                ("expires_on", models.DateField()),
                ("revoked_on", models.DateField(null=True)),
            ],
        )
    ]
