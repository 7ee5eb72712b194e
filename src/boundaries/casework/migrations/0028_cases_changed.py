"""A number of each case that is another one after each change, and an index that holds nothing else."""

from django.db import migrations, models


class Migration(migrations.Migration):
    """See the table of cases in `models.cases`."""

    dependencies = [("casework", "0027_words_of_the_roster")]

    operations = [
        migrations.AddField(model_name="case", name="stamp", field=models.BigIntegerField(default=0)),
        migrations.AddIndex(model_name="case", index=models.Index(fields=["stamp"], name="cases_changed")),
    ]
