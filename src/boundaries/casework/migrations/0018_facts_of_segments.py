"""What is counted of each entry beside the search index, and indexes for what was learnt, first referrals and the trail by day."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    """An index of the form before is read afresh at the next look."""

    dependencies = [("casework", "0017_reminders")]

    operations = [
        migrations.CreateModel(
            name="SegmentFacts",
            fields=[
                (
                    "segment",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        primary_key=True,
                        related_name="counted",
                        serialize=False,
                        to="casework.indexsegment",
                    ),
                ),
                ("form", models.SmallIntegerField()),
                ("tables", models.BinaryField()),
                ("people", models.BinaryField()),
                ("others", models.BinaryField()),
                ("places", models.BinaryField()),
                ("facts", models.BinaryField()),
            ],
        ),
        migrations.RemoveField(model_name="indexsegment", name="facts"),
        migrations.AddIndex(
            model_name="casemove", index=models.Index(fields=["to_state", "case", "moved_at"], name="first_move_to_a_state")
        ),
        migrations.AddIndex(
            model_name="sealed",
            index=models.Index(condition=models.Q(("kind", "case_learning")), fields=["-made_at"], name="what_was_learnt"),
        ),
        migrations.AddIndex(
            model_name="trailline", index=models.Index(fields=["recorded_at", "sequence"], name="trail_recorded")
        ),
        migrations.AddField(
            model_name="segmentfacts",
            name="account",
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="counted", to="casework.account"),
        ),
    ]
