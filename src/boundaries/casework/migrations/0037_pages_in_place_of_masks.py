"""Whole pages are kept in the place of what was masked on them: what was kept of that goes."""

from django.apps.registry import Apps
from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor


def forget(apps: Apps, editor: BaseDatabaseSchemaEditor) -> None:
    """Delete the masks that are kept."""
    kept = apps.get_model("casework", "KeptOrder").objects.using(editor.connection.alias)
    kept.filter(what__in=["masks", "overs. masks"]).delete()


class Migration(migrations.Migration):
    """What nothing reads any more is not left behind."""

    dependencies = (("casework", "0036_decisions_that_contradict"),)
    operations = (migrations.RunPython(forget, migrations.RunPython.noop, elidable=True),)
