"""Which lines of a register are corrections of which, and who ended a line when and why."""

from typing import Any

import django.db.models.deletion
from django.db import migrations, models


def join(apps: Any, _schema: Any) -> None:
    """Let the lines that stand for the same have one first line."""
    lines = apps.get_model("casework.RegisterLine")
    first: dict[str, str] = {}
    for pk, mark in lines.objects.order_by("added_at", "line_id").values_list("pk", "mark").iterator():
        lines.objects.filter(pk=pk).update(first_id=first.setdefault(mark, pk))


class Migration(migrations.Migration):
    """Four columns; what was ended before has nobody's name and no reason."""

    dependencies = (("casework", "0029_who_was_one_person"),)

    operations = (
        migrations.AddField(
            model_name="registerline",
            name="first_id",
            field=models.CharField(db_index=True, default="", max_length=26),
            preserve_default=False,
        ),
        migrations.AddField(
            model_name="registerline",
            name="ended_by",
            field=models.ForeignKey(
                null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="casework.account"
            ),
        ),
        migrations.AddField(model_name="registerline", name="ended_at", field=models.DateTimeField(null=True)),
        migrations.AddField(model_name="registerline", name="ended_why", field=models.BinaryField(default=b"")),
        migrations.RunPython(join, migrations.RunPython.noop),
    )
