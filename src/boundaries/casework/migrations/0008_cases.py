"""Cases, their steps, and what second people agreed to."""

import django.db.models.deletion
from django.db import migrations, models

import boundaries.handover.ids


class Migration(migrations.Migration):
    """Makes the tables of cases."""

    dependencies = [("casework", "0007_no_salt_of_passkeys")]

    operations = [
        migrations.CreateModel(
            name="Case",
            fields=[
                (
                    "safe",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        primary_key=True,
                        related_name="case",
                        serialize=False,
                        to="casework.safe",
                    ),
                ),
                ("state", models.CharField(max_length=12)),
                ("opened_at", models.DateTimeField()),
                ("is_covert", models.BooleanField(default=False)),
                ("first_clear_at", models.DateTimeField(null=True)),
                ("refer_by_at", models.DateTimeField(null=True)),
                ("referred_at", models.DateTimeField(null=True)),
                ("update_by_on", models.DateField(null=True)),
                ("outcome_by_on", models.DateField(null=True)),
                ("review_on", models.DateField(null=True)),
                (
                    "allocated_to",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.PROTECT, related_name="cases", to="casework.account"
                    ),
                ),
            ],
            options={"ordering": ["-opened_at", "safe_id"]},
        ),
        migrations.CreateModel(
            name="CaseMove",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("from_state", models.CharField(blank=True, max_length=12)),
                ("to_state", models.CharField(max_length=12)),
                ("moved_at", models.DateTimeField()),
                (
                    "case",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="moves", to="casework.case"),
                ),
                (
                    "moved_by",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="moves", to="casework.account"),
                ),
            ],
            options={"ordering": ["moved_at", "id"]},
        ),
        migrations.CreateModel(
            name="Decided",
            fields=[
                (
                    "decided_id",
                    models.CharField(
                        default=boundaries.handover.ids.new_id, editable=False, max_length=26, primary_key=True, serialize=False
                    ),
                ),
                ("sealed_id", models.CharField(max_length=26, unique=True)),
                ("decided_at", models.DateTimeField()),
                ("is_agreed", models.BooleanField()),
                (
                    "case",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="decided", to="casework.case"),
                ),
                (
                    "decided_by",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="decided", to="casework.account"),
                ),
            ],
        ),
    ]
