"""Operators and their delays."""

from django.db import migrations, models

import boundaries.handover.ids


class Migration(migrations.Migration):
    """Makes both tables."""

    initial = True

    dependencies = []

    operations = [
        migrations.CreateModel(
            name="Delay",
            fields=[
                ("bucket", models.CharField(max_length=64, primary_key=True, serialize=False)),
                ("failures", models.IntegerField(default=0)),
                ("until_at", models.DateTimeField()),
            ],
        ),
        migrations.CreateModel(
            name="Operator",
            fields=[
                (
                    "operator_id",
                    models.CharField(
                        default=boundaries.handover.ids.new_id, editable=False, max_length=26, primary_key=True, serialize=False
                    ),
                ),
                ("name", models.CharField(max_length=60, unique=True)),
                ("salt", models.BinaryField()),
                ("box", models.BinaryField()),
                ("last_code_step", models.BigIntegerField(default=0)),
                ("epoch", models.IntegerField(default=0)),
                ("added_on", models.DateField()),
            ],
            options={"ordering": ["name"]},
        ),
    ]
