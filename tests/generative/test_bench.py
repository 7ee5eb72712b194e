"""The bench runs and tells every figure; how fast is never asserted."""

import re
import subprocess
import sys
from pathlib import Path

BENCH = Path(__file__).resolve().parents[2] / "bench" / "run.py"
FIGURES = (
    r"\d s +\d+\.\d\d GiB  the first scan, from files to files \(word lists compiled\)",
    r"\d s +\d+\.\d\d GiB  a later scan of the same files \(word lists read back\)",
    r"\d s +\d+\.\d\d GiB  DuckDB reads the same columns and groups contacts by pair",
    r"\d s +\d+\.\d\d GiB  five bare counts by hand in pandas",
    r"\d s +\d+\.\d\d GiB  five detectors by hand in pandas, compared with peers as ours are",
    r"\d s +\d+\.\d\d GiB  a later scan of half the records \(word lists read back\)",
    r"\d+\.\d\d  first scan, \d+\.\d\d a later one / DuckDB reads and groups",
    r"\d+\.\d\d  first scan, \d+\.\d\d a later one / five bare counts by hand",
    r"\d+\.\d\d  first scan, \d+\.\d\d a later one / five detectors by hand, compared with peers as ours are",
    r"\d+\.\d\d  a later scan / that of half the records",
    r"\d+\.\d\d  GiB at the peak of a scan",
)


def test_the_bench_tells_every_figure(tmp_path: Path) -> None:
    ask = [sys.executable, str(BENCH), "--contacts", "20000", "--scratch", str(tmp_path)]
    told = subprocess.run(ask, capture_output=True, text=True, check=False)
    assert told.returncode == 0, told.stderr
    assert [figure for figure in FIGURES if not re.search(figure, told.stdout)] == []
    assert len(list(tmp_path.glob("records-*/contacts.parquet"))) == 2
