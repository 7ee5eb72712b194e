"""Safes, their keys and content, and the register."""

import django.db.models.deletion
from django.db import migrations, models

import boundaries.handover.ids


class Migration(migrations.Migration):
    """Makes the tables of safes and of the register."""

    dependencies = [("casework", "0002_accounts")]

    operations = [
        migrations.CreateModel(
            name="Safe",
            fields=[
                (
                    "safe_id",
                    models.CharField(
                        default=boundaries.handover.ids.new_id, editable=False, max_length=26, primary_key=True, serialize=False
                    ),
                ),
                ("letterbox", models.TextField(blank=True)),
                ("generation", models.IntegerField(default=1)),
                ("is_stale", models.BooleanField(default=False)),
                ("is_source_stale", models.BooleanField(default=False)),
                ("is_alternate", models.BooleanField(default=False)),
                ("escrow_wrap", models.BinaryField()),
                ("escrow_source", models.BinaryField(default=b"")),
            ],
        ),
        migrations.CreateModel(
            name="Held",
            fields=[
                ("report_id", models.CharField(max_length=26, primary_key=True, serialize=False)),
                ("route", models.CharField(max_length=12)),
                ("received_on", models.DateField()),
                ("lookup_id", models.CharField(blank=True, db_index=True, max_length=80)),
                ("sealed", models.BinaryField()),
            ],
        ),
        migrations.CreateModel(
            name="Outgoing",
            fields=[
                ("reply_id", models.CharField(max_length=26, primary_key=True, serialize=False)),
                ("lookup_id", models.CharField(max_length=80)),
                ("sealed", models.BinaryField()),
            ],
        ),
        migrations.CreateModel(
            name="Taken",
            fields=[
                ("envelope_id", models.CharField(max_length=64, primary_key=True, serialize=False)),
                ("taken_at", models.DateTimeField()),
            ],
        ),
        migrations.CreateModel(
            name="Grant",
            fields=[
                (
                    "grant_id",
                    models.CharField(
                        default=boundaries.handover.ids.new_id, editable=False, max_length=26, primary_key=True, serialize=False
                    ),
                ),
                (
                    "state",
                    models.CharField(
                        choices=[("asked", "Asked"), ("granted", "Granted"), ("refused", "Refused")],
                        default="asked",
                        max_length=8,
                    ),
                ),
                ("share", models.BinaryField(default=b"")),
                ("asked_at", models.DateTimeField()),
                ("ends_at", models.DateTimeField(null=True)),
                (
                    "asked_by",
                    models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="asked", to="casework.account"),
                ),
                (
                    "granted_by",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.CASCADE, related_name="granted", to="casework.account"
                    ),
                ),
                (
                    "safe",
                    models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="grants", to="casework.safe"),
                ),
            ],
        ),
        migrations.CreateModel(
            name="HeldShare",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("tag", models.CharField(db_index=True, max_length=80)),
                ("report_id", models.CharField(max_length=26)),
                ("sealed", models.BinaryField()),
                (
                    "held",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.CASCADE, related_name="shares", to="casework.held"
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="SubjectMark",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("mark", models.CharField(db_index=True, max_length=64)),
                ("spares_line", models.BooleanField(default=False)),
                (
                    "safe",
                    models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="marks", to="casework.safe"),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Entry",
            fields=[
                (
                    "safe",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        primary_key=True,
                        related_name="entry",
                        serialize=False,
                        to="casework.safe",
                    ),
                ),
                ("route", models.CharField(max_length=12)),
                ("received_on", models.DateField()),
                ("registered_at", models.DateTimeField()),
                (
                    "state",
                    models.CharField(
                        choices=[("new", "New"), ("open", "Open"), ("closed", "Closed")], default="new", max_length=10
                    ),
                ),
                ("report_id", models.CharField(blank=True, max_length=26)),
                ("lookup_id", models.CharField(blank=True, db_index=True, max_length=80)),
                ("reporter_key", models.TextField(blank=True)),
                ("is_unread", models.BooleanField(default=True)),
            ],
            options={
                "ordering": ["-registered_at", "safe_id"],
                "indexes": [models.Index(fields=["-registered_at", "safe"], name="newest_first")],
            },
        ),
        migrations.CreateModel(
            name="Exclusion",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "account",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="exclusions", to="casework.account"
                    ),
                ),
                (
                    "safe",
                    models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="exclusions", to="casework.safe"),
                ),
            ],
            options={"constraints": [models.UniqueConstraint(fields=("safe", "account"), name="excluded_once")]},
        ),
        migrations.CreateModel(
            name="Sealed",
            fields=[
                (
                    "sealed_id",
                    models.CharField(
                        default=boundaries.handover.ids.new_id, editable=False, max_length=26, primary_key=True, serialize=False
                    ),
                ),
                ("compartment", models.CharField(max_length=12)),
                ("kind", models.CharField(max_length=20)),
                ("form", models.CharField(choices=[("locked", "Locked"), ("sealed", "Sealed")], default="locked", max_length=6)),
                ("held", models.BinaryField()),
                ("made_at", models.DateTimeField()),
                ("is_withdrawn", models.BooleanField(default=False)),
                (
                    "safe",
                    models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="pieces", to="casework.safe"),
                ),
            ],
            options={"indexes": [models.Index(fields=["safe", "compartment"], name="pieces_of_safe")]},
        ),
        migrations.CreateModel(
            name="Share",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("held", models.BinaryField()),
                (
                    "account",
                    models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="shares", to="casework.account"),
                ),
                (
                    "safe",
                    models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="shares", to="casework.safe"),
                ),
            ],
            options={"constraints": [models.UniqueConstraint(fields=("account", "safe"), name="one_share_each")]},
        ),
        migrations.CreateModel(
            name="Wrap",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("form", models.CharField(choices=[("locked", "Locked"), ("sealed", "Sealed")], default="sealed", max_length=6)),
                ("held", models.BinaryField()),
                (
                    "account",
                    models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="wraps", to="casework.account"),
                ),
                (
                    "safe",
                    models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="wraps", to="casework.safe"),
                ),
            ],
            options={"constraints": [models.UniqueConstraint(fields=("account", "safe"), name="one_wrap_each")]},
        ),
    ]
