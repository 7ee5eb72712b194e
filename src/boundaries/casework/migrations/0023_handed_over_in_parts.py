"""Keys go over in parts, and what an account held when it lost its key is kept for whoever takes its work over."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    """Two columns and a table more."""

    dependencies = [("casework", "0022_what_counts_alone")]

    operations = [
        migrations.AddField(model_name="account", name="is_taking_over", field=models.BooleanField(default=False)),
        migrations.AddField(model_name="giving", name="handed", field=models.IntegerField(null=True)),
        migrations.CreateModel(
            name="LeftBehind",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "account",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="left_behind",
                        to="casework.account",
                    ),
                ),
                (
                    "safe",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="left_behind", to="casework.safe"
                    ),
                ),
            ],
            options={"constraints": [models.UniqueConstraint(fields=("account", "safe"), name="left_behind_once")]},
        ),
    ]
