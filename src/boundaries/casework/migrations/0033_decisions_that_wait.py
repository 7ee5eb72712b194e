"""A decision waits for a second person where a column says so: nobody could find it without looking into each case."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    """Who wrote the decision that waits, and when, with an index of those that wait alone."""

    dependencies = [("casework", "0032_lines_by_member")]

    operations = [
        migrations.AddField(model_name="case", name="decision_at", field=models.DateTimeField(null=True)),
        migrations.AddField(
            model_name="case",
            name="decision_by",
            field=models.ForeignKey(
                null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="casework.account"
            ),
        ),
        migrations.AddIndex(
            model_name="case",
            index=models.Index(
                condition=models.Q(("decision_at__isnull", False)), fields=["decision_at"], name="waits_for_a_second_word"
            ),
        ),
    ]
