"""What is urgent has a day, and the decisions that waited before a column said so wait in it too, as far as the trail tells whose they are.

What an entry was graded or assessed as lies sealed, so no clock starts for what was found urgent before this.
"""

import json

from django.apps.registry import Apps
from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

_DECISION = "referral_decision"


def wait(apps: Apps, _schema: BaseDatabaseSchemaEditor) -> None:
    """Mark each case whose newest decision no second person has spoken to; its kind and its time lie open, its author in the trail."""
    case, sealed, decided, line = (apps.get_model("casework", name) for name in ("Case", "Sealed", "Decided", "TrailLine"))
    newest = {}
    for piece in (
        sealed.objects.filter(kind=f"case_{_DECISION}").order_by("made_at", "sealed_id").values_list("safe_id", "pk", "made_at")
    ):
        newest[piece[0]] = piece[1:]
    spoken = set(decided.objects.values_list("sealed_id", flat=True))
    for safe_id, (sealed_id, made_at) in newest.items():
        if sealed_id in spoken:
            continue
        written = line.objects.filter(act="case_changed", about=safe_id).order_by("-sequence").values_list("actor", "detail")
        author = next((actor for actor, detail in written if json.loads(detail).get("kind") == _DECISION), "")
        if author:
            case.objects.filter(pk=safe_id, decision_at=None).update(decision_at=made_at, decision_by=author)


class Migration(migrations.Migration):
    """A day on entries and on cases, each with its index, and what waited before."""

    dependencies = [("casework", "0033_decisions_that_wait")]

    operations = [
        migrations.RemoveIndex(model_name="case", name="where_cases_stand"),
        migrations.AddField(model_name="case", name="act_by_on", field=models.DateField(null=True)),
        migrations.AddField(model_name="entry", name="act_by_on", field=models.DateField(null=True)),
        migrations.AddIndex(
            model_name="case",
            index=models.Index(
                fields=[
                    "state", "opened_at", "safe", "refer_by_at", "is_referral_owed", "act_by_on", "update_by_on", "outcome_by_on",
                    "review_on", "task_by_on", "watch_on", "welfare_on",
                ],
                name="where_cases_stand",
            ),
        ),
        migrations.AddIndex(
            model_name="entry",
            index=models.Index(condition=models.Q(("act_by_on__isnull", False)), fields=["act_by_on", "safe"], name="to_act_on"),
        ),
        migrations.RunPython(wait, migrations.RunPython.noop),
    ]  # fmt: skip
