"""The one command behind `boundaries training`: an act by its name, what it is given as JSON, and what it gives as JSON."""

import json
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from boundaries.training.acts import ACTS


class Command(BaseCommand):
    """Runs one act on the unit's site."""

    help = "Used by `boundaries training`."

    def add_arguments(self, parser: CommandParser) -> None:
        """An act, and its arguments."""
        parser.add_argument("act", choices=list(ACTS))
        parser.add_argument("--given", default="{}")

    def handle(self, *args: Any, **options: Any) -> str:
        """Do it, and tell its result."""
        return json.dumps(ACTS[options["act"]](**json.loads(options["given"])))
