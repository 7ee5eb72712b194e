"""Checks the audit trail and says what it found; `boundaries audit verify` and the start of the site run it."""

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from django.db import connection

from boundaries.casework.audit import Act, record
from boundaries.casework.audit.verifying import Inspection, verify
from boundaries.casework.audit.witness import witness_file
from boundaries.casework.models import TrailLine
from boundaries.errors import BoundariesError
from boundaries.handover.signing import check_key_of

_TO_DO = (
    "Somebody, or a fault of a disk, changed the record of who looked at what. Tell the auditor, stop using the unit's site, keep the "
    "database and the witness file as they are, and compare them with a backup."
)


class Command(BaseCommand):
    """Verify the trail, record that it was verified, and fail where it is broken."""

    def add_arguments(self, parser: CommandParser) -> None:
        """Another witness file or key, and whether to be silent when all is well."""
        parser.add_argument("--witness", type=Path)
        parser.add_argument("--key", type=Path)
        parser.add_argument("--quiet", action="store_true")

    def handle(self, *args: Any, **options: Any) -> None:
        """Say what was found; raises BoundariesError with every fault where the trail is broken."""
        if TrailLine._meta.db_table not in connection.introspection.table_names():
            raise BoundariesError("there is no audit trail yet", "the unit's database", "`boundaries serve unit` makes it.")
        key = check_key_of(options["key"].read_bytes().decode("ascii", "replace")) if options["key"] else None
        found = verify(options["witness"], key)
        _record(found)
        for notice in found.notices:
            self.stderr.write(f"Notice: {notice}.")
        if not found.whole:
            raise BoundariesError("the audit trail is broken", "boundaries audit verify", _TO_DO, found.faults)
        if not options["quiet"]:
            seen = options["witness"] or witness_file()
            self.stdout.write(f"The audit trail is whole: {found.lines:,} lines, {found.checkpoints:,} checkpoints in {seen}.")


def _record(found: Inspection) -> None:
    """The verification is itself a line, and its checkpoint covers whatever had none."""
    act = Act.TRAIL_VERIFIED if found.whole else Act.TRAIL_BROKEN
    record(None, act, detail={"lines": str(found.lines), "faults": str(len(found.faults)), "notices": str(len(found.notices))})
