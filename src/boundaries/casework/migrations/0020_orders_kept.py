"""Orders of members that are kept, locked, until anything changes that they were worked out from."""

import django.db.models.deletion
from django.db import migrations, models

import boundaries.handover.ids


class Migration(migrations.Migration):
    """A table and a column more."""

    dependencies = [("casework", "0019_merges")]

    operations = [
        migrations.AddField(
            model_name="segmentfacts",
            name="written",
            field=models.CharField(default=boundaries.handover.ids.new_id, max_length=26),
        ),
        migrations.CreateModel(
            name="KeptOrder",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("what", models.CharField(max_length=12)),
                ("state", models.CharField(blank=True, max_length=64)),
                ("held", models.BinaryField(default=b"")),
                (
                    "account",
                    models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="orders", to="casework.account"),
                ),
            ],
            options={"constraints": [models.UniqueConstraint(fields=("account", "what"), name="one_order_each")]},
        ),
    ]
