"""Holds an acknowledgement against the trail: what `boundaries audit acknowledgement` runs."""

from datetime import datetime
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from boundaries.casework.audit import Act, record
from boundaries.casework.content.places import places
from boundaries.casework.models import TrailLine
from boundaries.errors import BoundariesError
from boundaries.handover.acknowledgement import Acknowledgement, read_acknowledgement
from boundaries.handover.keys import load_sign_check

_LONGEST = 10_000


class Command(BaseCommand):
    """Check the signature, find the line of the trail that the sealed report left, and record that somebody asked."""

    def add_arguments(self, parser: CommandParser) -> None:
        """Where the statement is."""
        parser.add_argument("statement", type=Path)

    def handle(self, *args: Any, **options: Any) -> None:
        """Say what was found; raises BoundariesError where the statement is not ours or nothing was collected."""
        said = read_acknowledgement(_text(options["statement"]), load_sign_check(places()))
        line = TrailLine.objects.filter(act=Act.COLLECTED, detail__contains=f'"{said.sealed_sha256}"').first()
        record(None, Act.ACKNOWLEDGEMENT_CHECKED, detail={"found": str(int(line is not None))})
        if line is None:
            raise BoundariesError(
                f"the signature is ours, and says that a report was received on {said.received_on:%d %B %Y}; nothing of the kind "
                "was ever collected", str(options["statement"]),
                "Either it waits in the drop, or it was lost or taken away on the public side: look into it.",
            )  # fmt: skip
        self.stdout.write(_told(said, line))


def _told(said: Acknowledgement, line: TrailLine) -> str:
    collected_at = datetime.fromisoformat(line.recorded_at)
    return (
        f"The signature is ours: a report was received on {said.received_on:%d %B %Y}.\n"
        f"It was collected on {collected_at:%d %B %Y}, line {line.sequence:,} of the audit trail."
    )


def _text(path: Path) -> str:
    try:
        with path.open(encoding="utf-8") as file:
            return file.read(_LONGEST)
    except (OSError, UnicodeDecodeError) as error:
        raise BoundariesError("this file cannot be read", str(path), "Give the file that the reporter kept.") from error
