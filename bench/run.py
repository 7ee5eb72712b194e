"""Times and weighs a scan of ten million contacts, beside what else could be done with the same files.

Everything is measured in one run, each measure in a process of its own; only the ratios mean anything on another machine.
"""

import argparse
import json
import resource
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

from rivals import by_hand, read_and_group
from whole import whole_scan
from world import Size, records_of

SCRATCH = Path(__file__).resolve().parents[1] / "out" / "bench"
MEASURES: dict[str, tuple[str, Callable[[Path, Path], int]]] = {
    "scan": ("the scan, from files to files", whole_scan),
    "read": ("DuckDB reads the same columns and groups contacts by pair", read_and_group),
    "hand": ("five plain detectors by hand in pandas", by_hand),
}


def measure(name: str, folder: Path, scratch: Path) -> None:
    """Do one thing in this process and print what it cost."""
    began = time.perf_counter()
    rows = MEASURES[name][1](folder, scratch)
    seconds = time.perf_counter() - began
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * (1 if sys.platform == "darwin" else 1024)
    print(json.dumps({"seconds": seconds, "peak_gib": peak / 2**30, "rows": rows}))


def apart(name: str, folder: Path, scratch: Path) -> dict[str, float]:
    """Measure one thing in a process of its own."""
    ask = [sys.executable, __file__, "--measure", name, "--folder", str(folder), "--scratch", str(scratch)]
    told = subprocess.run(ask, check=True, stdout=subprocess.PIPE, text=True).stdout
    return dict(json.loads(told.splitlines()[-1]))


def compare(contacts: int, scratch: Path) -> None:
    """Make the records where they are not made yet, measure everything, print the figures."""
    print(f"records with {contacts:,} contacts in {scratch}", flush=True)
    folder, half = (records_of(Size(size), scratch) for size in (contacts, contacts // 2))
    cost: dict[str, dict[str, float]] = {}
    for name, (title, _) in MEASURES.items():
        cost[name] = apart(name, folder, scratch)
        print(f"{cost[name]['seconds']:8.1f} s {cost[name]['peak_gib']:6.2f} GiB  {title}", flush=True)
    cost["half"] = apart("scan", half, scratch)
    print(f"{cost['half']['seconds']:8.1f} s {cost['half']['peak_gib']:6.2f} GiB  the scan of half the records")
    scan = cost["scan"]["seconds"]
    print(f"{scan / cost['read']['seconds']:8.2f}  scan / DuckDB reads and groups (aim: under 15)")
    print(f"{scan / cost['hand']['seconds']:8.2f}  scan / five detectors by hand (aim: under 0.5)")
    print(f"{scan / cost['half']['seconds']:8.2f}  scan / scan of half the records (aim: 2.2 at most)")
    print(f"{cost['scan']['peak_gib']:8.2f}  GiB at the peak of the scan (aim: under 6)")


def main() -> None:
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--contacts", type=int, default=10_000_000, help="contacts in the records (default: ten million)")
    asked.add_argument("--scratch", type=Path, default=SCRATCH, help="where records are made and kept (default: out/bench)")
    asked.add_argument("--measure", choices=MEASURES, help=argparse.SUPPRESS)
    asked.add_argument("--folder", type=Path, help=argparse.SUPPRESS)
    told = asked.parse_args()
    told.scratch.mkdir(parents=True, exist_ok=True)
    if told.measure:
        measure(told.measure, told.folder, told.scratch)
    else:
        compare(told.contacts, told.scratch)


if __name__ == "__main__":
    main()
