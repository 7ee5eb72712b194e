"""A case says that its decision not to refer names a criterion which must be referred, as was taken once: found when it is read."""

from typing import Any

from django.db import migrations, models


def read_decisions_anew(apps: Any, _: Any) -> None:
    """Let every index read the cases anew in which somebody decided, and nothing else."""
    decided = apps.get_model("casework", "Sealed").objects.filter(kind="case_referral_decision")
    apps.get_model("casework", "Wrap").objects.filter(safe__in=decided.values("safe")).update(is_indexed=False)


class Migration(migrations.Migration):
    """The column, an index of the few that are so, and what is to be read for it."""

    dependencies = [("casework", "0035_entries_by_state")]

    operations = [
        migrations.AddField(model_name="case", name="is_contradictory", field=models.BooleanField(default=False)),
        migrations.AddIndex(
            model_name="case",
            index=models.Index(
                condition=models.Q(("is_contradictory", True)), fields=["opened_at", "safe"], name="contradicts_itself"
            ),
        ),
        migrations.RunPython(read_decisions_anew, migrations.RunPython.noop),
    ]
