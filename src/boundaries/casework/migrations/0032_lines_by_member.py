"""What a member declared is found without going through the whole register."""

from django.db import migrations, models


class Migration(migrations.Migration):
    """An index of the members."""

    dependencies = [("casework", "0031_segments_read_lately")]

    operations = [migrations.AddIndex("registerline", models.Index(fields=["member_mark"], name="register_of_member"))]
