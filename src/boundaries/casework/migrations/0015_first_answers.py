"""By when whoever reported something must have had a first answer; of what is there already none is asked for."""

from django.db import migrations, models


class Migration(migrations.Migration):
    """One column, and an index of the few rows that have it."""

    dependencies = [("casework", "0014_list_indexes")]

    operations = [
        migrations.AddField("entry", "answer_by_on", models.DateField(null=True)),
        migrations.AddIndex(
            "entry",
            models.Index(fields=["answer_by_on", "safe"], condition=models.Q(answer_by_on__isnull=False), name="answers_owed"),
        ),
    ]
