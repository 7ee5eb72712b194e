"""What counts of each entry once it is shown as part of another, beside what is kept ready for pages."""

from django.db import migrations, models


class Migration(migrations.Migration):
    """A column more."""

    dependencies = [("casework", "0021_wraps_without_an_index_by_account_alone")]

    operations = [migrations.AddField(model_name="segmentfacts", name="alone", field=models.BinaryField(default=b""))]
