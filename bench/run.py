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
from typing import Any

from boundaries.engines.memory import keep_freed_memory

SCANS = ("first", "scan")
# As the command begins a scan: before anything that takes much memory is loaded.
if set(sys.argv) & set(SCANS):
    keep_freed_memory()

from hand.detectors import compared_by_hand  # noqa: E402
from rivals import counted_by_hand, read_and_group  # noqa: E402
from whole import first_scan, whole_scan, word_lists  # noqa: E402
from world import Size, records_of  # noqa: E402

SCRATCH = Path(__file__).resolve().parents[1] / "out" / "bench"
MEASURES: dict[str, tuple[str, Callable[[Path, Path], int]]] = {
    "first": ("the first scan, from files to files", first_scan),
    "scan": ("a later scan of the same files", whole_scan),
    "read": ("DuckDB reads the same columns and groups contacts by pair", read_and_group),
    "counts": ("five bare counts by hand in pandas", counted_by_hand),
    "hand": ("five detectors by hand in pandas, compared with peers as ours are", compared_by_hand),
}
# What a scan is set beside, and what it should come to.
AIMS = {
    "read": "DuckDB reads and groups (aim: under 15)",
    "counts": "five bare counts by hand (aim: under 0.5)",
    "hand": "five detectors by hand, compared with peers as ours are (aim: under 0.5)",
}


def measure(name: str, folder: Path, scratch: Path) -> None:
    """Do one thing in this process and print what it cost."""
    began = time.perf_counter()
    rows = MEASURES[name][1](folder, scratch)
    seconds = time.perf_counter() - began
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * (1 if sys.platform == "darwin" else 1024)
    cost: dict[str, float | str] = {"seconds": seconds, "peak_gib": peak / 2**30, "rows": rows}
    if name in SCANS:
        cost["lists"] = word_lists()
    print(json.dumps(cost))


def apart(name: str, folder: Path, scratch: Path) -> dict[str, Any]:
    """Measure one thing in a process of its own."""
    ask = [sys.executable, __file__, "--measure", name, "--folder", str(folder), "--scratch", str(scratch)]
    told = subprocess.run(ask, check=True, stdout=subprocess.PIPE, text=True).stdout
    return dict(json.loads(told.splitlines()[-1]))


def compare(contacts: int, scratch: Path) -> None:
    """Make the records where they are not made yet, measure everything, print the figures."""
    print(f"records with {contacts:,} contacts in {scratch}", flush=True)
    folder, half = (records_of(Size(size), scratch) for size in (contacts, contacts // 2))
    cost: dict[str, dict[str, Any]] = {}
    for name, (title, _) in MEASURES.items():
        cost[name] = told(title, apart(name, folder, scratch))
    cost["half"] = told("a later scan of half the records", apart("scan", half, scratch))
    first, later = (cost[name]["seconds"] for name in SCANS)
    for other, aim in AIMS.items():
        seconds = cost[other]["seconds"]
        print(f"{first / seconds:8.2f}  first scan, {later / seconds:.2f} a later one / {aim}")
    print(f"{later / cost['half']['seconds']:8.2f}  a later scan / that of half the records (aim: 2.2 at most)")
    print(f"{max(cost[name]['peak_gib'] for name in SCANS):8.2f}  GiB at the peak of a scan (aim: under 6)")


def told(title: str, cost: dict[str, Any]) -> dict[str, Any]:
    """Print what one measure cost, and give it back."""
    lists = f" (word lists {cost['lists']})" if "lists" in cost else ""
    print(f"{cost['seconds']:8.1f} s {cost['peak_gib']:6.2f} GiB  {title}{lists}", flush=True)
    return cost


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
