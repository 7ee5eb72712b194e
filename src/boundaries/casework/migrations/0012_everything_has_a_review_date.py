"""A review date for findings and the registers' lines, and who may read a certificate of disposal."""

from datetime import date

from django.apps.registry import Apps
from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

SUBJECTS = [("entry", "Entry"), ("case", "Case"), ("finding", "Finding"), ("register", "Register")]
YEARS = {"report": 6, "finding": 2, "register": 6}


def give_dates(apps: Apps, _editor: BaseDatabaseSchemaEditor) -> None:
    """A date for what had none: a finding, an entry that one became, and every line of a register."""
    reviewed = apps.get_model("casework", "Reviewed")
    known = set(reviewed.objects.values_list("about", flat=True))
    entries = dict(apps.get_model("casework", "Entry").objects.values_list("safe_id", "registered_at"))
    pairs = dict(apps.get_model("casework", "Pair").objects.values_list("safe_id", "registered_at"))
    lines = dict(apps.get_model("casework", "RegisterLine").objects.values_list("line_id", "added_at"))
    rows = [("entry", "report", entries), ("finding", "finding", pairs), ("register", "register", lines)]
    for subject, rule, found in rows:
        for about, begun_at in found.items():
            if about not in known:
                known.add(about)
                day = min(begun_at.day, 28)
                on = date(begun_at.year + YEARS[rule], begun_at.month, day)
                reviewed.objects.create(about=about, subject=subject, rule=rule, review_on=on)


class Migration(migrations.Migration):
    """Adds the readers, and fills the dates."""

    dependencies = [("casework", "0011_clocks_of_their_own")]

    operations = [
        migrations.AlterField("reviewed", "subject", models.CharField(choices=SUBJECTS, max_length=10)),
        migrations.AlterField("disposal", "subject", models.CharField(choices=SUBJECTS, max_length=10)),
        migrations.AddField("disposal", "readers", models.ManyToManyField(related_name="+", to="casework.account")),
        migrations.RunPython(give_dates, migrations.RunPython.noop),
    ]
