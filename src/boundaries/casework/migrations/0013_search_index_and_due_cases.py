"""A search index for each account, when each case is due, and indexes for long lists."""

import datetime

import django.db.models.deletion
from django.apps.registry import Apps
from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

import boundaries.handover.ids

END_OF_DAY = datetime.time(23, 59)
NEVER = datetime.datetime(9999, 12, 31)


def work_out_when_due(apps: Apps, _editor: BaseDatabaseSchemaEditor) -> None:
    """The cases that are there already: the first moment of the clocks that run."""
    for case in apps.get_model("casework.Case").objects.iterator(500):
        days = (case.update_by_on, case.outcome_by_on, case.review_on, case.task_by_on, case.watch_on, case.welfare_on)
        due = [datetime.datetime.combine(day, END_OF_DAY) for day in days if day]
        due += [case.refer_by_at] if case.refer_by_at and case.is_referral_owed else []
        case.due_at = min(due, default=NEVER)
        case.save(update_fields=["due_at"])


class Migration(migrations.Migration):
    """Tables first, then what the cases that are there already need."""

    dependencies = [("casework", "0012_everything_has_a_review_date")]

    operations = [
        migrations.CreateModel(
            name="Indexed",
            fields=[
                (
                    "wrap",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        primary_key=True,
                        related_name="indexed",
                        serialize=False,
                        to="casework.wrap",
                    ),
                )
            ],
        ),
        migrations.CreateModel(
            name="IndexSegment",
            fields=[
                (
                    "segment_id",
                    models.CharField(
                        default=boundaries.handover.ids.new_id, editable=False, max_length=26, primary_key=True, serialize=False
                    ),
                ),
                ("entries", models.IntegerField()),
                ("facts", models.BinaryField()),
                ("held", models.BinaryField()),
            ],
        ),
        migrations.AddField(
            model_name="case", name="due_at", field=models.DateTimeField(default=datetime.datetime(9999, 12, 31, 0, 0))
        ),
        migrations.AddField(model_name="wrap", name="is_indexed", field=models.BooleanField(default=False)),
        migrations.AddIndex(
            model_name="case", index=models.Index(fields=["due_at", "opened_at", "safe"], name="first_due_first")
        ),
        migrations.AddIndex(
            model_name="wrap",
            index=models.Index(condition=models.Q(("is_indexed", False)), fields=["account"], name="wraps_to_index"),
        ),
        migrations.AddField(
            model_name="indexsegment",
            name="account",
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="segments", to="casework.account"),
        ),
        migrations.AddField(
            model_name="indexed",
            name="segment",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE, related_name="indexed", to="casework.indexsegment"
            ),
        ),
        migrations.AddIndex(model_name="case", index=models.Index(fields=["state", "opened_at", "safe"], name="oldest_of_state")),
        migrations.AddIndex(
            model_name="entry", index=models.Index(fields=["received_on", "route", "safe"], name="by_day_and_route")
        ),
        migrations.AddIndex(
            model_name="reviewed",
            index=models.Index(
                condition=models.Q(("hold", ""), _negated=True), fields=["review_on", "about"], name="held_by_day"
            ),
        ),
        migrations.RunPython(work_out_when_due, migrations.RunPython.noop),
    ]
