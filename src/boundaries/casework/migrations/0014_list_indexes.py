"""Indexes for what a search has not read yet, and for lists in the order in which they are shown."""

from django.db import migrations, models


class Migration(migrations.Migration):
    """Indexes only."""

    dependencies = [("casework", "0013_search_index_and_due_cases")]

    operations = [
        migrations.RemoveIndex(model_name="registerline", name="register_newest_first"),
        migrations.RemoveIndex(model_name="wrap", name="wraps_to_index"),
        migrations.AddIndex(
            model_name="disposal",
            index=models.Index(
                condition=models.Q(("state", "proposed")), fields=["proposed_at", "disposal_id"], name="open_disposals"
            ),
        ),
        migrations.AddIndex(
            model_name="registerline",
            index=models.Index(fields=["register", "is_current", "-added_at", "line_id"], name="register_newest_first"),
        ),
        migrations.AddIndex(
            model_name="wrap",
            index=models.Index(condition=models.Q(("is_indexed", False)), fields=["account", "id", "safe"], name="wraps_to_read"),
        ),
    ]
