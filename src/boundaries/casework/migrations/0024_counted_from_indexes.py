"""Indexes that hold all that figures count of cases and of newest verdicts, so that no row is read for them."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    """See the tables of cases and of verdicts."""

    dependencies = [("casework", "0023_handed_over_in_parts")]

    operations = [
        migrations.RemoveIndex(model_name="case", name="oldest_of_state"),
        migrations.AlterField(
            model_name="verdict",
            name="pair",
            field=models.ForeignKey(
                db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name="verdicts", to="casework.pair"
            ),
        ),
        migrations.AddIndex(
            model_name="case",
            index=models.Index(
                fields=[
                    "state",
                    "opened_at",
                    "safe",
                    "refer_by_at",
                    "is_referral_owed",
                    "update_by_on",
                    "outcome_by_on",
                    "review_on",
                    "task_by_on",
                    "watch_on",
                    "welfare_on",
                ],
                name="where_cases_stand",
            ),
        ),
        migrations.AddIndex(
            model_name="verdict",
            index=models.Index(fields=["pair", "decided_at", "verdict_id", "word"], name="newest_verdict_of_a_pair"),
        ),
    ]
