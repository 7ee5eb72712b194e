"""What `criteria.toml` says: grounds, kinds of matter and subject, and how long each clock runs."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from boundaries.errors import BoundariesError

_FILE = Path(__file__).with_name("criteria.toml")


@dataclass(frozen=True)
class Clocks:
    """Days until the referral (of every day, or of working days), between updates, until an outcome is told, until a colleague who told us is
    first asked whether they are treated worse for it, and until a case that nobody has called assessed is pointed out.
    """

    refer_days: int
    refer_calendar: str
    update_days: int
    outcome_working_days: int
    watch_days: int = 28
    assess_days: int = 3


@dataclass(frozen=True)
class Grounds:
    """Which criteria leave a choice, and which one is met where an assessment finds every part of the definition."""

    voluntary: frozenset[str]
    of_definition: str


def _read() -> tuple[Mapping[str, str], Grounds, Mapping[str, str], Mapping[str, str], Clocks]:
    told = tomllib.loads(_FILE.read_text(encoding="utf-8"))
    clocks = Clocks(**told["clocks"])
    if clocks.refer_calendar not in ("calendar", "working"):
        raise BoundariesError("refer_calendar is neither calendar nor working", _FILE.name, "Correct the file.")
    grounds = Grounds(frozenset(told["grounds"]["voluntary"]), told["grounds"]["of_definition"])
    if not grounds.voluntary | {grounds.of_definition} <= told["criteria"].keys():
        raise BoundariesError("grounds names what is no criterion", _FILE.name, "Correct the file.")
    return told["criteria"], grounds, told["matters"], told["subjects"], clocks


NO_CRITERION = "none"
"""That no criterion is met."""
CRITERIA, GROUNDS, MATTERS, SUBJECTS, CLOCKS = _read()
MANDATORY = CRITERIA.keys() - GROUNDS.voluntary - {NO_CRITERION}
"""What must be referred where it is met: there is no decision not to."""


def is_contradictory(decided: Mapping[str, str]) -> bool:
    """Whether a decision not to refer says that a criterion is met which must be referred: none is taken any more, but older ones stand."""
    return decided.get("decision") == "no" and decided.get("criterion") in MANDATORY
