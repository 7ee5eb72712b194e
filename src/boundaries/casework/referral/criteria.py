"""What `criteria.toml` says: grounds, kinds of matter and subject, and how long each clock runs."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from boundaries.errors import BoundariesError

_FILE = Path(__file__).with_name("criteria.toml")


@dataclass(frozen=True)
class Clocks:
    """Days until the referral (of every day, or of working days), between updates, until an outcome is told, and until a colleague who told us is
    first asked whether they are treated worse for it.
    """

    refer_days: int
    refer_calendar: str
    update_days: int
    outcome_working_days: int
    watch_days: int = 28


def _read() -> tuple[Mapping[str, str], Mapping[str, str], Mapping[str, str], Clocks]:
    told = tomllib.loads(_FILE.read_text(encoding="utf-8"))
    clocks = Clocks(**told["clocks"])
    if clocks.refer_calendar not in ("calendar", "working"):
        raise BoundariesError("refer_calendar is neither calendar nor working", _FILE.name, "Correct the file.")
    return told["criteria"], told["matters"], told["subjects"], clocks


NO_CRITERION = "none"
"""That no criterion is met."""
CRITERIA, MATTERS, SUBJECTS, CLOCKS = _read()
