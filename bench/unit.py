"""Times every page of the unit's site with 10,000 cases and 50,000 entries in it, and the search, on SQLite and on PostgreSQL.

`python -m bench.unit [--cases N] [--entries N] [sqlite|postgresql]` fills a database of each kind, looks at every page as the head
and as the auditor, those that count also after a change before each look, and prints the time that the server takes beside a bare page in the same run, the number of queries, and whether
the aims are met. They are held against the time of the processor, the database's included: by the clock a page also waits for whatever
else the machine does. A database that is not kept is removed.
"""

import argparse
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from contextlib import ExitStack
from pathlib import Path
from typing import NamedTuple

MOST_MS, MOST_SEARCH_S, TIMES, FEW = 50.0, 1.0, 30, 4
"""The aims, and how often each page is looked at: less often where one look takes a second."""


class Times(NamedTuple):
    """Of several times in milliseconds: the middle and the 95th of a hundred by the clock, and the latter by the processor."""

    middle: float
    p95: float
    processor: float


def timed(
    ask: Callable[[], object], spent: Callable[[], float], times: int = TIMES, first: Callable[[], None] | None = None
) -> Times:
    """Time something, each time after what comes `first`; `spent` tells the seconds of processor so far."""
    clock, processor = [], []
    for _ in range(times):
        if first is not None:
            first()
        begun, worked = time.perf_counter(), spent()
        ask()
        processor.append((spent() - worked) * 1000)
        clock.append((time.perf_counter() - begun) * 1000)
    last = (statistics.quantiles(some, n=20, method="inclusive")[-1] for some in (clock, processor))
    return Times(statistics.median(clock), *last)


def main() -> None:
    """Run each kind of database in a process of its own, since a process is one site."""
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument(
        "kinds", nargs="*", default=["sqlite", "postgresql"], help="sqlite, postgresql, or both where none is named"
    )
    asked.add_argument("--cases", type=int, default=10_000, help="how many of the entries are cases")
    asked.add_argument("--entries", type=int, default=50_000, help="how many entries there are")
    asked.add_argument("--keep", type=Path, help="a folder that keeps what was filled for another run")
    asked.add_argument("--within", action="store_true", help=argparse.SUPPRESS)
    told = asked.parse_args()
    if told.within:
        from bench.unit_pages import measure  # noqa: PLC0415 - after the site was chosen

        measure(told.cases, told.entries)
        return
    for kind in told.kinds:
        with ExitStack() as stack:
            environment = {name: text for name, text in os.environ.items() if not name.startswith(("BOUNDARIES_", "DJANGO_"))}
            folder = (told.keep or Path(stack.enter_context(tempfile.TemporaryDirectory()))) / kind
            folder.mkdir(parents=True, exist_ok=True)
            environment["BOUNDARIES_HOME"] = str(folder / "home")
            if kind == "postgresql":
                server = stack.enter_context(kept_postgres(folder / "server") if told.keep else scratch_postgres())
                environment["BOUNDARIES_UNIT_DATABASE"] = (
                    server.address("unit") if server.has_database("unit") else server.new_database("unit")
                )
            sizes = ["--cases", str(told.cases), "--entries", str(told.entries)]
            subprocess.run([sys.executable, "-m", "bench.unit", "--within", *sizes], env=environment, check=True)


if __name__ == "__main__":
    from tests.scratch_postgres import kept_postgres, scratch_postgres

    main()
