"""Who was taken for one person until when, and how far what an account holds has been weighed anew."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    """A table, and two columns of the account."""

    dependencies = (("casework", "0028_persons_of_one_name"),)

    operations = (
        migrations.AddField(model_name="account", name="weighed_to", field=models.CharField(max_length=26, null=True)),
        migrations.AddField(model_name="account", name="weighed_out", field=models.IntegerField(default=0)),
        migrations.CreateModel(
            name="Parting",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("parted_at", models.DateTimeField()),
                (
                    "account",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="partings",
                        to="casework.account",
                    ),
                ),
                (
                    "other",
                    models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="+", to="casework.account"),
                ),
            ],
            options={"indexes": [models.Index(fields=["account", "parted_at", "other"], name="partings_of_account")]},
        ),
    )
