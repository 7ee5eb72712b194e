"""An index that tells whether any fact changed without reading past what is locked."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    """See the table of facts in `models.content`."""

    dependencies = [("casework", "0024_counted_from_indexes")]

    operations = [
        migrations.AlterField(
            model_name="segmentfacts",
            name="account",
            field=models.ForeignKey(
                db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name="counted", to="casework.account"
            ),
        ),
        migrations.AddIndex(model_name="segmentfacts", index=models.Index(fields=["account", "written"], name="facts_written")),
    ]
