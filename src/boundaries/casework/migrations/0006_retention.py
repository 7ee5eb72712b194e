"""Review dates, and disposals with their certificates."""

import django.db.models.deletion
from django.db import migrations, models

import boundaries.handover.ids


class Migration(migrations.Migration):
    """Two tables."""

    dependencies = [("casework", "0005_unit_share")]

    operations = [
        migrations.CreateModel(
            name="Reviewed",
            fields=[
                ("about", models.CharField(max_length=26, primary_key=True, serialize=False)),
                ("subject", models.CharField(choices=[("entry", "Entry"), ("case", "Case")], max_length=10)),
                ("rule", models.CharField(max_length=40)),
                ("review_on", models.DateField(db_index=True)),
                (
                    "hold",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("proceedings", "Proceedings"),
                            ("inquiry", "Inquiry"),
                            ("safeguarding", "Safeguarding"),
                            ("request", "Request"),
                            ("other", "Other"),
                        ],
                        max_length=20,
                    ),
                ),
                ("changes", models.IntegerField(default=0)),
            ],
        ),
        migrations.CreateModel(
            name="Disposal",
            fields=[
                (
                    "disposal_id",
                    models.CharField(
                        default=boundaries.handover.ids.new_id, editable=False, max_length=26, primary_key=True, serialize=False
                    ),
                ),
                ("about", models.CharField(db_index=True, max_length=26)),
                ("subject", models.CharField(choices=[("entry", "Entry"), ("case", "Case")], max_length=10)),
                ("rule", models.CharField(max_length=40)),
                (
                    "reason",
                    models.CharField(
                        choices=[("period", "Period"), ("ordered", "Ordered"), ("no_purpose", "No Purpose")], max_length=20
                    ),
                ),
                ("changes", models.IntegerField()),
                (
                    "state",
                    models.CharField(
                        choices=[("proposed", "Proposed"), ("refused", "Refused"), ("done", "Done")],
                        default="proposed",
                        max_length=10,
                    ),
                ),
                ("proposed_at", models.DateTimeField()),
                ("decided_at", models.DateTimeField(null=True)),
                ("certificate", models.TextField(blank=True)),
                (
                    "decided_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="decided_disposals",
                        to="casework.account",
                    ),
                ),
                (
                    "proposed_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="proposed_disposals", to="casework.account"
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("state", "proposed")), fields=("about",), name="one_open_disposal"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("decided_by__isnull", True),
                            models.Q(("decided_by", models.F("proposed_by")), _negated=True),
                            ("state", "refused"),
                            _connector="OR",
                        ),
                        name="disposal_takes_two",
                    ),
                ]
            },
        ),
    ]
