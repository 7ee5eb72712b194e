"""Run as a program: adds lines to the trail of this process's home, telling each once it is committed; or tells how the trail stands."""

import json
import os
import sys
import time
from pathlib import Path

from django.core.management import call_command
from django.db import transaction

from boundaries.sites.running import prepare

prepare("unit")

from boundaries.casework.audit import Act, record  # noqa: E402 - once the site is prepared
from boundaries.casework.audit.verifying import verify  # noqa: E402
from boundaries.casework.models import TrailLine  # noqa: E402


def append(name: str, count: int, beside: int = 1) -> None:
    """Add so many lines, each with a checkpoint, and say the number of each once it is there.

    Of several beside each other each waits after ten lines until all have come as far, so that they do work at the same time.
    """
    for number in range(count):
        if beside > 1 and number % 10 == 0:
            _meet(name, number, beside)
        with transaction.atomic():
            record(None, Act.ENTRY_VIEWED, f"{name}-{number}")
        print(f"{name}-{number}", flush=True)


def _meet(name: str, number: int, beside: int) -> None:
    here = Path(os.environ["BOUNDARIES_HOME"]) / "met"
    here.mkdir(exist_ok=True)
    (here / f"{name}.{number}").touch()
    until = time.monotonic() + 150
    while len(list(here.glob(f"*.{number}"))) < beside and time.monotonic() < until:
        time.sleep(0.002)


if __name__ == "__main__":
    if sys.argv[1] == "migrate":
        call_command("migrate", verbosity=0)
    elif sys.argv[1] == "append":
        append(sys.argv[2], *map(int, sys.argv[3:]))
    else:
        found = verify()
        told = {
            "whole": found.whole, "faults": [str(one) for one in found.faults], "lines": found.lines,
            "about": list(TrailLine.objects.values_list("about", flat=True)), "checkpoints": found.checkpoints,
        }  # fmt: skip
        print(json.dumps(told))
