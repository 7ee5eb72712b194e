"""Clocks for tasks, the detriment watch and welfare, and one of its own for each referral."""

from django.apps.registry import Apps
from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor


def carry_over(apps: Apps, _editor: BaseDatabaseSchemaEditor) -> None:
    """What the cases so far owe, and the clock that their last referral ran on."""
    for case in apps.get_model("casework", "Case").objects.exclude(refer_by_at=None):
        again = case.first_clear_at is not None and case.referred_at is not None and case.first_clear_at > case.referred_at
        case.is_referral_owed = case.referred_at is None or again
        case.save(update_fields=["is_referral_owed"])
        last = case.moves.filter(to_state="referred").order_by("-moved_at", "-id").first()
        if last is not None and not again:
            last.clear_at, last.due_at = case.first_clear_at, case.refer_by_at
            last.save(update_fields=["clear_at", "due_at"])


class Migration(migrations.Migration):
    """Adds the columns and fills them for the cases that are there."""

    dependencies = [("casework", "0010_longer_kinds")]

    operations = [
        migrations.AddField("case", "is_referral_owed", models.BooleanField(default=False)),
        migrations.AddField("case", "task_by_on", models.DateField(null=True)),
        migrations.AddField("case", "watch_on", models.DateField(null=True)),
        migrations.AddField("case", "welfare_on", models.DateField(null=True)),
        migrations.AddField("casemove", "clear_at", models.DateTimeField(null=True)),
        migrations.AddField("casemove", "due_at", models.DateTimeField(null=True)),
        migrations.RunPython(carry_over, migrations.RunPython.noop),
    ]
