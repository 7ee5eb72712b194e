"""Takes a roster in: what `boundaries roster` runs."""

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand

from boundaries.casework.collecting.roster_file import read_roster
from boundaries.casework.content.rosters import take_in


class Command(BaseCommand):
    """Read a file and put it in the place of the roster before."""

    stealth_options = ("file",)

    def handle(self, *args: Any, **options: Any) -> None:
        """Say how many members it holds, and how often someone lost access by it."""
        lines = read_roster(Path(options["file"]))
        taken = take_in(lines)
        self.stdout.write(f"{len(lines)} members. Access was taken away {taken} times.")
