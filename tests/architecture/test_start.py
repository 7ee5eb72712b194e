"""Every command starts without what only a few of them need."""

import subprocess
import sys

HEAVY = ("pandas", "scipy.stats", "sklearn")


def test_the_command_line_starts_without_heavy_libraries() -> None:
    asked = f"import sys, boundaries.cli; print([name for name in {HEAVY!r} if name in sys.modules])"
    told = subprocess.run([sys.executable, "-c", asked], check=True, capture_output=True, text=True).stdout
    assert told.strip() == "[]"
