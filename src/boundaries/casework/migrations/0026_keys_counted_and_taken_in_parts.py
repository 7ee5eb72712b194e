"""Which keys that are being given were renewed meanwhile, and how many an account held whose keys are being taken."""

from django.db import migrations, models


class Migration(migrations.Migration):
    """A mark on each, and a number on the account."""

    dependencies = (("casework", "0025_facts_written"),)

    operations = (
        migrations.AddField(model_name="given", name="is_stale", field=models.BooleanField(default=False)),
        migrations.AddField(model_name="account", name="losing", field=models.IntegerField(null=True)),
    )
