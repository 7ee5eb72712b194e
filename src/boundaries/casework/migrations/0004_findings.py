"""Pairs that scans found, their scores, and verdicts."""

import django.db.models.deletion
from django.db import migrations, models

import boundaries.handover.ids


class Migration(migrations.Migration):
    """Makes the tables of the review."""

    dependencies = [("casework", "0003_sealed_content")]

    operations = [
        migrations.CreateModel(
            name="Scan",
            fields=[
                ("scan_id", models.CharField(max_length=26, primary_key=True, serialize=False)),
                ("as_of", models.DateTimeField()),
                ("taken_at", models.DateTimeField()),
                ("budget", models.IntegerField()),
                ("pairs", models.IntegerField()),
                ("coverage", models.TextField()),
            ],
            options={"ordering": ["-as_of", "scan_id"]},
        ),
        migrations.CreateModel(
            name="Pair",
            fields=[
                (
                    "safe",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        primary_key=True,
                        related_name="pair",
                        serialize=False,
                        to="casework.safe",
                    ),
                ),
                ("mark", models.CharField(max_length=64, unique=True)),
                ("bits", models.FloatField()),
                ("urgency", models.CharField(max_length=10)),
                ("urgency_order", models.IntegerField()),
                ("is_waiting", models.BooleanField(default=True)),
                ("decided_bits", models.FloatField(null=True)),
                ("registered_at", models.DateTimeField()),
            ],
            options={
                "ordering": ["urgency_order", "-bits", "safe_id"],
                "indexes": [models.Index(fields=["is_waiting", "urgency_order", "-bits"], name="review_order")],
            },
        ),
        migrations.CreateModel(
            name="Verdict",
            fields=[
                (
                    "verdict_id",
                    models.CharField(
                        default=boundaries.handover.ids.new_id, editable=False, max_length=26, primary_key=True, serialize=False
                    ),
                ),
                (
                    "word",
                    models.CharField(
                        choices=[
                            ("concern", "Concern"),
                            ("explained", "Explained"),
                            ("data_error", "Data Error"),
                            ("insufficient", "Insufficient"),
                        ],
                        max_length=12,
                    ),
                ),
                ("decided_at", models.DateTimeField()),
                ("bits", models.FloatField()),
                ("detectors", models.TextField()),
                ("sealed", models.BinaryField()),
                (
                    "decided_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="verdicts", to="casework.account"
                    ),
                ),
                (
                    "pair",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="verdicts", to="casework.pair"),
                ),
            ],
            options={"ordering": ["decided_at", "verdict_id"]},
        ),
        migrations.CreateModel(
            name="Score",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("bits", models.FloatField()),
                ("sealed_id", models.CharField(max_length=26)),
                (
                    "pair",
                    models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="scores", to="casework.pair"),
                ),
                (
                    "scan",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="scores", to="casework.scan"),
                ),
            ],
            options={
                "ordering": ["scan__as_of", "id"],
                "constraints": [models.UniqueConstraint(fields=("pair", "scan"), name="one_score_a_scan")],
            },
        ),
    ]
