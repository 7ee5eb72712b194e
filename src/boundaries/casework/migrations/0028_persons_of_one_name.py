"""What tells persons of one name apart whom no member's id does."""

from django.db import migrations, models


class Migration(migrations.Migration):
    """Empty on every account: those of one name were taken for one person until now."""

    dependencies = (("casework", "0027_words_of_the_roster"),)

    operations = (migrations.AddField(model_name="account", name="person", field=models.CharField(blank=True, max_length=26)),)
