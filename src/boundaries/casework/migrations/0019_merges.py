"""Entries that are shown as part of another."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    """One table."""

    dependencies = [("casework", "0018_facts_of_segments")]

    operations = [
        migrations.CreateModel(
            name="Merge",
            fields=[
                ("merge_id", models.CharField(max_length=26, primary_key=True, serialize=False)),
                ("merged_at", models.DateTimeField()),
                (
                    "into",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="merges_here", to="casework.entry"
                    ),
                ),
                (
                    "merged",
                    models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="merges", to="casework.entry"),
                ),
            ],
            options={"constraints": (models.UniqueConstraint(fields=("merged", "into"), name="merged_once"),)},
        )
    ]
