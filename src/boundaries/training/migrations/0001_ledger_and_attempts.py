"""The ledger with its guard, names, attempts and answers."""

import django.db.models.deletion
from django.apps.registry import Apps
from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

from boundaries.training.ledger import guard


def put_guard(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """Let the database refuse changed and deleted lines."""
    guard.install(schema_editor.connection)


def lift_guard(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """Undo it."""
    guard.lift(schema_editor.connection)


class Migration(migrations.Migration):
    """Four tables."""

    initial = True

    dependencies = []

    operations = [
        migrations.CreateModel(
            name="Attempt",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("number", models.CharField(db_index=True, max_length=64)),
                ("course", models.CharField(max_length=32)),
                ("version", models.CharField(max_length=16)),
                ("seed", models.BigIntegerField()),
                ("step", models.PositiveIntegerField(default=0)),
                ("started_at", models.DateTimeField(auto_now_add=True)),
                ("finished_at", models.DateTimeField(null=True)),
                ("score", models.PositiveSmallIntegerField(null=True)),
                ("passed", models.BooleanField(null=True)),
                ("attested_at", models.DateTimeField(null=True)),
            ],
        ),
        migrations.CreateModel(
            name="Learner",
            fields=[
                ("number", models.CharField(max_length=64, primary_key=True, serialize=False)),
                ("name", models.CharField(max_length=200)),
            ],
        ),
        migrations.CreateModel(
            name="LedgerLine",
            fields=[
                ("sequence", models.BigIntegerField(primary_key=True, serialize=False)),
                ("recorded_at", models.CharField(max_length=40)),
                ("recorded_by", models.CharField(max_length=64)),
                ("what", models.CharField(max_length=16)),
                ("number", models.CharField(max_length=64)),
                ("body", models.TextField()),
                ("previous", models.BinaryField(max_length=32, unique=True)),
                ("hash", models.BinaryField(max_length=32)),
            ],
            options={
                "db_table": "training_ledger",
                "ordering": ("sequence",),
                "indexes": [models.Index(fields=["number", "sequence"], name="ledger_number")],
            },
        ),
        migrations.CreateModel(
            name="Answer",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("step", models.PositiveIntegerField()),
                ("item", models.CharField(max_length=64)),
                ("in_test", models.BooleanField()),
                ("choice", models.PositiveSmallIntegerField()),
                ("right", models.BooleanField()),
                ("answered_at", models.DateTimeField(auto_now_add=True)),
                (
                    "attempt",
                    models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="answers", to="training.attempt"),
                ),
            ],
            options={"constraints": [models.UniqueConstraint(fields=("attempt", "step"), name="one_answer_a_step")]},
        ),
        migrations.RunPython(put_guard, lift_guard),
    ]
