"""Takes a roster in: what `boundaries roster` runs."""

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand

from boundaries.casework.collecting.roster_file import read_roster
from boundaries.casework.content.rosters import missing_in, take_in
from boundaries.errors import BoundariesError

_MANY = 0.2
"""From such a share of the members on that are not there any more a roster is thought half exported: it would keep nobody out for their sake."""


class Command(BaseCommand):
    """Read a file and put it in the place of the roster before."""

    stealth_options = ("file", "fewer", "was_mistaken")

    def handle(self, *args: Any, **options: Any) -> None:
        """Say how many members it holds, and how often someone lost access by it."""
        lines = read_roster(Path(options["file"]))
        gone, known = missing_in(lines)
        if known and gone > known * _MANY and not options.get("fewer"):
            raise BoundariesError(
                f"{gone} of the {known} members of the roster that stands are not in this one", options["file"],
                "Nothing was changed. Export all of the force; or say --fewer where it is so.",
            )  # fmt: skip
        taken = take_in(lines, was_mistaken=bool(options.get("was_mistaken")))
        self.stdout.write(f"{len(lines)} members. Access was taken away {taken} times.")
