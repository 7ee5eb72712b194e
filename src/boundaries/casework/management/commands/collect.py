"""Takes what waits in the drop: what `boundaries collect` runs."""

from typing import Any

from django.core.management.base import BaseCommand

from boundaries.casework.collecting.collect import collect
from boundaries.casework.collecting.replying import send_outgoing


class Command(BaseCommand):
    """Collect once, and send the replies that wait."""

    def handle(self, *args: Any, **options: Any) -> None:
        """Say how many were taken, and how many must wait."""
        sent = send_outgoing()
        done = collect()
        self.stdout.write(f"{done.taken} taken, {done.waiting} that cannot be taken yet, {sent} replies sent.")
