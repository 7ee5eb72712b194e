"""A share of the source's key for who joins later."""

from django.db import migrations, models


class Migration(migrations.Migration):
    """Gives each safe a share for who joins later."""

    dependencies = [("casework", "0004_findings")]

    operations = [migrations.AddField(model_name="safe", name="unit_share", field=models.BinaryField(default=b""))]
