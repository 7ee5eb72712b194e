"""Times the search over sealed content, and the inbox, beside a bare page: `python bench/search.py [ENTRIES]` prints the figures."""

import os
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from boundaries.handover.escrow import new_custodians
from boundaries.handover.keys import create_keys
from boundaries.handover.places import Places
from boundaries.sites.running import prepare, run

HOME = Path(tempfile.mkdtemp(prefix="boundaries-bench-")) / "home"
os.environ["BOUNDARIES_HOME"] = str(HOME)
create_keys(Places(HOME), new_custodians(), demo=True)
prepare("unit")

from django.db import transaction  # noqa: E402 - tables can be imported once the site is prepared
from django.test import Client  # noqa: E402

from boundaries.casework.collecting.entering import enter  # noqa: E402
from boundaries.casework.content import search  # noqa: E402
from boundaries.casework.roles import Role  # noqa: E402
from tests.sites.unit.unit_people import person  # noqa: E402
from tests.sites.unit.unit_reports import report  # noqa: E402

STORY = "He kept calling after the case was closed, at night and at work, and said nobody would believe me. " * 8


def p95(ask: Callable[[], object], times: int) -> float:
    """The 95th of a hundred, in milliseconds."""
    taken = []
    for _ in range(times):
        begun = time.perf_counter()
        ask()
        taken.append((time.perf_counter() - begun) * 1000)
    return statistics.quantiles(taken, n=20)[-1]


def main(entries: int) -> None:
    """Fill the register, then ask."""
    run("unit", "migrate", verbosity=0)
    ann = person(Role.SUPERVISOR)
    for start in range(0, entries, 500):
        with transaction.atomic():
            for number in range(start, min(start + 500, entries)):
                enter(report(story=f"{STORY} number{number}"))
    holder = ann.holder
    begun = time.perf_counter()
    found = search(holder, "believe number77")
    first = time.perf_counter() - begun
    again = p95(lambda: search(holder, "believe number77"), 5) / 1000
    print(f"{entries} entries: first search {first:.2f} s (opens each wrap once), then {again:.2f} s; {len(found)} found")
    ann.browser = Client(headers={"host": "localhost"})
    browser = ann.sign_in()
    pages = {"bare page": "/account/", "inbox": "/inbox/", "entry": f"/entries/{found[0]}/"}
    for name, path in pages.items():
        print(f"{name}: p95 {p95(lambda path=path: browser.get(path), 60):.1f} ms")  # type: ignore[misc]


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 10_000)
