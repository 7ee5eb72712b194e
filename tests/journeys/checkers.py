"""The checkers of package.json, where npm has installed them."""

from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]


def checker(name: str) -> Path:
    """Where npm put a checker; the test is skipped where it did not."""
    found = ROOT / "node_modules" / name
    if not found.exists():
        pytest.skip(f"no {name} here; `npm ci` installs it")
    return found
