"""Writes into the trail that a backup is being made, or that one was put back; `boundaries backup` and `restore` run it."""

from typing import Any

from django.contrib.sessions.models import Session
from django.core.management.base import BaseCommand, CommandParser
from django.db import connection, transaction

from boundaries.casework.audit import Act, record
from boundaries.casework.audit.witness import Kind, write_checkpoint
from boundaries.casework.models import TrailLine


class Command(BaseCommand):
    """Record a backup, or a restoration with a checkpoint that says to which line it went back."""

    def add_arguments(self, parser: CommandParser) -> None:
        """What happened, and when the backup had been made."""
        parser.add_argument("--restored", default="")

    def handle(self, *args: Any, **options: Any) -> None:
        """Add the line; a backup before the first start has no trail to add to."""
        if TrailLine._meta.db_table not in connection.introspection.table_names():
            return
        if not options["restored"]:
            record(None, Act.BACKED_UP)
            return
        last = TrailLine.objects.order_by("-sequence").first()
        if last is not None:
            write_checkpoint(last.sequence, bytes(last.hash), Kind.BACK)
        with transaction.atomic():
            Session.objects.all().delete()  # whoever was signed in then must sign in again
            record(None, Act.RESTORED, detail={"made_at": options["restored"]})
