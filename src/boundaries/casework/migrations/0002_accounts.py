"""Accounts, what holds off guessing, and the roster."""

import django.db.models.deletion
from django.db import migrations, models

import boundaries.handover.ids


class Migration(migrations.Migration):
    """Makes the tables of accounts and of the roster."""

    dependencies = [("casework", "0001_audit_trail")]

    operations = [
        migrations.CreateModel(
            name="Account",
            fields=[
                (
                    "account_id",
                    models.CharField(
                        default=boundaries.handover.ids.new_id, editable=False, max_length=26, primary_key=True, serialize=False
                    ),
                ),
                ("name", models.CharField(max_length=60, unique=True)),
                ("display_name", models.CharField(max_length=120)),
                (
                    "role",
                    models.CharField(
                        choices=[
                            ("analyst", "analyst"),
                            ("investigator", "investigator"),
                            ("supervisor", "supervisor"),
                            ("head", "head"),
                            ("alternate", "alternate"),
                            ("operator", "operator"),
                            ("trainer", "trainer"),
                            ("auditor", "auditor"),
                            ("administrator", "administrator"),
                        ],
                        max_length=20,
                    ),
                ),
                ("member_id", models.CharField(blank=True, max_length=64)),
                (
                    "state",
                    models.CharField(
                        choices=[("invited", "Invited"), ("active", "Active"), ("disabled", "Disabled")],
                        default="invited",
                        max_length=10,
                    ),
                ),
                ("sign_in_salt", models.BinaryField(default=b"")),
                ("sign_in_box", models.BinaryField(default=b"")),
                ("last_code_step", models.BigIntegerField(default=0)),
                ("oidc_subject", models.CharField(blank=True, max_length=255)),
                ("sealing_key", models.TextField(blank=True)),
                ("opening_salt", models.BinaryField(default=b"")),
                ("opening_box", models.BinaryField(default=b"")),
                ("is_admitted", models.BooleanField(default=False)),
                ("epoch", models.IntegerField(default=0)),
                ("created_at", models.DateTimeField()),
                ("disabled_at", models.DateTimeField(null=True)),
            ],
            options={"ordering": ["display_name", "account_id"]},
        ),
        migrations.CreateModel(
            name="Delay",
            fields=[
                ("bucket", models.CharField(max_length=64, primary_key=True, serialize=False)),
                ("failures", models.IntegerField(default=0)),
                ("until_at", models.DateTimeField()),
            ],
        ),
        migrations.CreateModel(
            name="RosterMember",
            fields=[
                ("mark", models.CharField(max_length=64, primary_key=True, serialize=False)),
                ("supervisor_mark", models.CharField(blank=True, db_index=True, max_length=64)),
            ],
        ),
        migrations.CreateModel(
            name="Device",
            fields=[
                ("token_hash", models.CharField(max_length=64, primary_key=True, serialize=False)),
                ("seen_on", models.DateField()),
                ("account", models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, to="casework.account")),
            ],
        ),
        migrations.CreateModel(
            name="Invitation",
            fields=[
                ("token_hash", models.CharField(max_length=64, primary_key=True, serialize=False)),
                (
                    "renews",
                    models.CharField(
                        choices=[("all", "All"), ("sign_in", "Sign In"), ("key", "Key"), ("device", "Device")], max_length=10
                    ),
                ),
                ("expires_at", models.DateTimeField()),
                ("account", models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, to="casework.account")),
            ],
        ),
        migrations.CreateModel(
            name="Passkey",
            fields=[
                (
                    "passkey_id",
                    models.CharField(
                        default=boundaries.handover.ids.new_id, editable=False, max_length=26, primary_key=True, serialize=False
                    ),
                ),
                ("credential_id", models.CharField(max_length=1400, unique=True)),
                ("public_key", models.BinaryField()),
                ("sign_count", models.BigIntegerField(default=0)),
                ("label", models.CharField(max_length=60)),
                ("prf_salt", models.BinaryField(default=b"")),
                ("opening_box", models.BinaryField(default=b"")),
                ("added_at", models.DateTimeField()),
                (
                    "account",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="passkeys", to="casework.account"
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="RosterIdentifier",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("mark", models.CharField(db_index=True, max_length=64)),
                (
                    "member",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="identifiers", to="casework.rostermember"
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="RosterTie",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("other_mark", models.CharField(db_index=True, max_length=64)),
                (
                    "member",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="ties", to="casework.rostermember"
                    ),
                ),
            ],
        ),
    ]
