"""Every command starts without what only a few of them need."""

import subprocess
import sys

import pytest

HEAVY = ("pandas", "scipy.stats", "sklearn")


def test_the_command_line_starts_without_heavy_libraries() -> None:
    asked = f"import sys, boundaries.cli; print([name for name in {HEAVY!r} if name in sys.modules])"
    told = subprocess.run([sys.executable, "-c", asked], check=True, capture_output=True, text=True).stdout
    assert told.strip() == "[]"


SETTLING = """
import sys
sys.argv = ["boundaries", *sys.argv[1:], "--help"]
from boundaries.engines import memory
memory.keep_freed_memory = lambda: print("settled before", [name for name in ("numpy", "pyarrow", "duckdb") if name not in sys.modules])
import boundaries.__main__
"""


@pytest.mark.parametrize(("command", "told"), [("scan", "settled before ['numpy', 'pyarrow', 'duckdb']"), ("serve", "")])
def test_only_a_scan_settles_its_memory_and_before_it_loads_what_takes_much(command: str, told: str) -> None:
    ask = [sys.executable, "-c", SETTLING, command]
    assert subprocess.run(ask, check=True, capture_output=True, text=True).stdout.strip() == told
