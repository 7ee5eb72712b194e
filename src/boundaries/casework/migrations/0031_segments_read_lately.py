"""Beside what is counted of a segment, which of its entries were read anew lately; of what was written before nothing is told."""

from django.db import migrations, models


class Migration(migrations.Migration):
    """What was read lately."""

    dependencies = [("casework", "0030_lines_with_their_corrections")]

    operations = [migrations.AddField(model_name="segmentfacts", name="lately", field=models.BinaryField(default=b""))]
