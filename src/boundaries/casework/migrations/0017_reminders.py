"""Where someone gets the daily reminder."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    """One table."""

    dependencies = [("casework", "0016_access_given_at_once")]

    operations = [
        migrations.CreateModel(
            name="Reminder",
            fields=[
                (
                    "account",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        primary_key=True,
                        related_name="reminder",
                        serialize=False,
                        to="casework.account",
                    ),
                ),
                ("email", models.CharField(max_length=254)),
                ("sent_on", models.DateField(null=True)),
            ],
        )
    ]
