"""Keys that are made for a colleague and not handed over yet."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    """Two tables."""

    dependencies = [("casework", "0015_first_answers")]

    operations = [
        migrations.CreateModel(
            name="Giving",
            fields=[
                (
                    "account",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        primary_key=True,
                        related_name="giving",
                        serialize=False,
                        to="casework.account",
                    ),
                ),
                ("sealing_key", models.TextField()),
                ("role", models.CharField(max_length=20)),
                ("member_id", models.CharField(blank=True, max_length=64)),
                ("most", models.IntegerField()),
                ("begun_at", models.DateTimeField()),
            ],
        ),
        migrations.CreateModel(
            name="Given",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("held", models.BinaryField()),
                (
                    "safe",
                    models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="given", to="casework.safe"),
                ),
                (
                    "giving",
                    models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="given", to="casework.giving"),
                ),
            ],
            options={"constraints": [models.UniqueConstraint(fields=("giving", "safe"), name="given_once")]},
        ),
    ]
