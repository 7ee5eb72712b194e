"""Drafts and their sealed files, and the counts of an hour."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    """The first tables."""

    initial = True
    dependencies = ()
    operations = (
        migrations.CreateModel(
            "DailySalt", [("day", models.DateField(primary_key=True, serialize=False)), ("salt", models.BinaryField())]
        ),
        migrations.CreateModel(
            "Draft",
            [
                ("draft_id", models.CharField(max_length=26, primary_key=True, serialize=False)),
                ("locked", models.BinaryField()),
                ("touched_at", models.DateTimeField(db_index=True)),
            ],
        ),
        migrations.CreateModel(
            "SealedFile",
            [
                ("blob_id", models.CharField(max_length=26, primary_key=True, serialize=False)),
                ("draft", models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, to="intake.draft")),
            ],
        ),
        migrations.CreateModel(
            "Tally",
            [
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("hour_at", models.DateTimeField(db_index=True)),
                ("act", models.CharField(max_length=12)),
                ("bucket", models.IntegerField()),
                ("count", models.IntegerField()),
            ],
            {"constraints": [models.UniqueConstraint(fields=("hour_at", "act", "bucket"), name="one_tally")]},
        ),
    )
