"""The words of the names on the roster, as marks by which texts are masked."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    """See the table in `models.roster`; the next roster that is taken in fills it."""

    dependencies = (("casework", "0026_keys_counted_and_taken_in_parts"),)

    operations = (
        migrations.CreateModel(
            name="RosterWord",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("mark", models.CharField(max_length=64)),
                (
                    "member",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="words", to="casework.rostermember"
                    ),
                ),
            ],
        ),
    )
