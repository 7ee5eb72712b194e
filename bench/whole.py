"""The whole scan, as the command does it: records in, findings, evidence and coverage out."""

import shutil
import sys
import tempfile
import time
from pathlib import Path

from boundaries.catalogue import load_catalogue
from boundaries.detection.output import Run, write_scan
from boundaries.detection.scan import scan
from boundaries.detection.wording import Content, compile_beside, matcher
from boundaries.engines.duckdb import DuckDBEngine
from boundaries.records.load import load_records


class Steps:
    """Tells on the error stream how long each step took, and how many seconds of processors it needed for that."""

    def __init__(self) -> None:
        self._began, self._worked, self._step = time.perf_counter(), time.process_time(), ""

    def __call__(self, step: str, done: int | None = None, total: int | None = None) -> None:
        if step == self._step:
            return
        now, worked = time.perf_counter(), time.process_time()
        if self._step:
            print(f"{now - self._began:12.1f} s {worked - self._worked:6.1f} s  {self._step}", file=sys.stderr, flush=True)
        self._began, self._worked, self._step = now, worked, step


def whole_scan(folder: Path, scratch: Path) -> int:
    """Load, scan and write; the pairs listed. Word lists that an earlier scan compiled are read back."""
    return _whole_scan(folder, scratch, _kept_in(scratch))


def first_scan(folder: Path, scratch: Path) -> int:
    """The same where nothing has been scanned before: word lists are compiled, and kept."""
    shutil.rmtree(_kept_in(scratch), ignore_errors=True)
    return _whole_scan(folder, scratch, _kept_in(scratch))


def word_lists() -> str:
    """What the scan of this process did with its word lists."""
    return "read back" if matcher().was_kept else "compiled"


def _kept_in(scratch: Path) -> Path:
    return scratch / "cache"


def _whole_scan(folder: Path, scratch: Path, kept_in: Path) -> int:
    began = time.perf_counter()
    engine, steps, catalogue = DuckDBEngine(scratch=scratch), Steps(), load_catalogue()
    compile_beside(Content.ALL, kept_in)
    records = load_records(folder, engine, progress=steps)
    found = scan(records, catalogue, progress=steps)
    steps("writing")
    with tempfile.TemporaryDirectory(dir=scratch) as out:
        write_scan(Path(out), found, records, catalogue, Run(time.perf_counter() - began))
    engine.close()
    steps("")
    return len(found.findings)
