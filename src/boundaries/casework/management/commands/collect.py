"""Takes what waits in the drop: what `boundaries collect` runs."""

import logging
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand

from boundaries.casework.collecting.collect import collect
from boundaries.casework.collecting.replying import send_outgoing
from boundaries.casework.collecting.timer import go_on


class Command(BaseCommand):
    """Collect, and send the replies that wait: once, or every so many seconds."""

    def add_arguments(self, parser: ArgumentParser) -> None:
        """How often, and until when."""
        parser.add_argument("--every", type=int)
        parser.add_argument("--while-open", type=int)

    def handle(self, *args: Any, **options: Any) -> None:
        """Say how many were taken, and how many must wait; a timer says only what failed."""
        if options["every"]:
            logging.basicConfig(format="%(asctime)s %(levelname)s %(message)s", level=logging.WARNING)
            go_on(options["every"], options["while_open"])
            return
        sent = send_outgoing()
        done = collect()
        self.stdout.write(f"{done.taken} taken, {done.waiting} that cannot be taken yet, {sent} replies sent.")
