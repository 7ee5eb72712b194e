"""The whole scan, as the command does it: records in, findings, evidence and coverage out."""

import sys
import tempfile
import time
from pathlib import Path

import pyarrow.parquet as pq

from boundaries.catalogue import load_catalogue
from boundaries.detection.scan import scan
from boundaries.engines.duckdb import DuckDBEngine
from boundaries.records.load import load_records


class Steps:
    """Tells on the error stream how long each step took."""

    def __init__(self) -> None:
        self._began, self._step = time.perf_counter(), ""

    def __call__(self, step: str, done: int | None = None, total: int | None = None) -> None:
        if step == self._step:
            return
        now = time.perf_counter()
        if self._step:
            print(f"{now - self._began:12.1f} s  {self._step}", file=sys.stderr, flush=True)
        self._began, self._step = now, step


def whole_scan(folder: Path, scratch: Path) -> int:
    """Load, scan and write; the pairs listed."""
    engine, steps = DuckDBEngine(scratch=scratch), Steps()
    found = scan(load_records(folder, engine, progress=steps), load_catalogue(), progress=steps)
    with tempfile.TemporaryDirectory(dir=scratch) as out:
        for name, table in (("findings", found.findings), ("evidence", found.evidence), ("coverage", found.coverage)):
            pq.write_table(table, Path(out) / f"{name}.parquet")
    engine.close()
    steps("")
    return len(found.findings)
