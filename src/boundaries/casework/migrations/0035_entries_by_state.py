"""The inbox can list what is unread, open or closed alone, as quickly as everything."""

from django.db import migrations, models


class Migration(migrations.Migration):
    """An index of each state, and one of the unread alone."""

    dependencies = [("casework", "0034_what_is_urgent")]

    operations = [
        migrations.AddIndex(
            model_name="entry", index=models.Index(fields=["state", "-registered_at", "safe"], name="newest_of_a_state")
        ),
        migrations.AddIndex(
            model_name="entry",
            index=models.Index(condition=models.Q(("is_unread", True)), fields=["-registered_at", "safe"], name="newest_unread"),
        ),
    ]
