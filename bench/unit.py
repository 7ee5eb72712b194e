"""Times every page of the unit's site with 10,000 cases and 50,000 entries in it, and the search, on SQLite and on PostgreSQL.

`python -m bench.unit [--cases N] [--entries N] [sqlite|postgresql]` fills a database of each kind, looks at every page as the head
and as the auditor, those that count also after a change before each look, and prints the time that the server takes beside a bare page in the same run, the number of queries, and whether
the aims are met. They are held against the time of the processor, the database's included: by the clock a page also waits for whatever
else the machine does. A database that is not kept is removed.
"""

import argparse
import os
import subprocess
import sys
import tempfile
from contextlib import ExitStack
from pathlib import Path


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
