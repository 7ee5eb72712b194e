"""Run as a program: adds lines to the trail of this process's home, telling each once it is committed; or tells how the trail stands."""

import json
import sys

from django.core.management import call_command
from django.db import transaction

from boundaries.sites.running import prepare

prepare("unit")

from boundaries.casework.audit import Act, record  # noqa: E402 - once the site is prepared
from boundaries.casework.audit.verifying import verify  # noqa: E402
from boundaries.casework.models import TrailLine  # noqa: E402


def append(name: str, count: int) -> None:
    """Add so many lines, each with a checkpoint, and say the number of each once it is there."""
    for number in range(count):
        with transaction.atomic():
            record(None, Act.ENTRY_VIEWED, f"{name}-{number}")
        print(f"{name}-{number}", flush=True)


if __name__ == "__main__":
    if sys.argv[1] == "migrate":
        call_command("migrate", verbosity=0)
    elif sys.argv[1] == "append":
        append(sys.argv[2], int(sys.argv[3]))
    else:
        found = verify()
        told = {
            "whole": found.whole, "faults": [str(one) for one in found.faults], "lines": found.lines,
            "about": list(TrailLine.objects.values_list("about", flat=True)), "checkpoints": found.checkpoints,
        }  # fmt: skip
        print(json.dumps(told))
