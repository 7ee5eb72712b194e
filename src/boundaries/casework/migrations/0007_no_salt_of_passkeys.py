"""Every passkey derives from the same input."""

from django.db import migrations


class Migration(migrations.Migration):
    """Takes the salt of each passkey away."""

    dependencies = [("casework", "0006_retention")]

    operations = [migrations.RemoveField(model_name="passkey", name="prf_salt")]
