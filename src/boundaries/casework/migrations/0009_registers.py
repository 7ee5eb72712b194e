"""The registers of what members declared."""

import django.db.models.deletion
from django.db import migrations, models

import boundaries.handover.ids


class Migration(migrations.Migration):
    """Makes the table of the registers' lines."""

    dependencies = [("casework", "0008_cases")]

    operations = [
        migrations.CreateModel(
            name="RegisterLine",
            fields=[
                (
                    "line_id",
                    models.CharField(
                        default=boundaries.handover.ids.new_id, editable=False, max_length=26, primary_key=True, serialize=False
                    ),
                ),
                ("register", models.CharField(max_length=12)),
                ("mark", models.CharField(max_length=64)),
                ("member_mark", models.CharField(max_length=64)),
                ("added_at", models.DateTimeField()),
                ("is_current", models.BooleanField(default=True)),
                ("sealed", models.BinaryField()),
                (
                    "added_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="register_lines", to="casework.account"
                    ),
                ),
            ],
            options={
                "ordering": ["-added_at", "line_id"],
                "indexes": [models.Index(fields=["register", "is_current", "-added_at"], name="register_newest_first")],
                "constraints": [
                    models.UniqueConstraint(condition=models.Q(("is_current", True)), fields=("mark",), name="one_current_line")
                ],
            },
        )
    ]
