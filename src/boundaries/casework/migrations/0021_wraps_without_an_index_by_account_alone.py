"""An account's wraps without an index by account alone: the one by account and safe begins with it, and SQLite took the wrong one."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    """See the table of wraps in `models.content`."""

    dependencies = [("casework", "0020_orders_kept")]

    operations = [
        migrations.AlterField(
            model_name="wrap",
            name="account",
            field=models.ForeignKey(
                db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name="wraps", to="casework.account"
            ),
        )
    ]
