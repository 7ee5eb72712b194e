"""Room for the names of all kinds of content: PostgreSQL holds them to their length, SQLite does not."""

from django.db import migrations, models


class Migration(migrations.Migration):
    """Makes the column wider."""

    dependencies = [("casework", "0009_registers")]

    operations = [migrations.AlterField(model_name="sealed", name="kind", field=models.CharField(max_length=40))]
