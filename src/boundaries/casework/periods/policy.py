"""The periods as data: read from TOML, every error told at once."""

import tomllib
from calendar import monthrange
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

from django.conf import settings

from boundaries.casework.models.retention import Subject
from boundaries.errors import BoundariesError, Fault

FILE = Path(__file__).with_name("policy.toml")
_KEYS = {"id": str, "title": str, "subject": str, "months": int, "source": str}


@dataclass(frozen=True)
class Period:
    """After how many months one class of thing is reviewed, and where that comes from."""

    id: str
    title: str
    subject: Subject
    months: int
    source: str

    def review_after(self, day: date) -> date:
        """The day of the review, counted from a day."""
        years, month = divmod(day.month - 1 + self.months, 12)
        year = day.year + years
        return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def periods() -> dict[str, Period]:
    """The periods of this site: its own file's, or those that come with Boundaries."""
    return load_periods(settings.RETENTION_POLICY or FILE)


@cache
def load_periods(file: Path) -> dict[str, Period]:
    """The periods of a file by their ids; raises BoundariesError with every fault."""
    try:
        held = tomllib.loads(file.read_text(encoding="utf-8")).get("rule", [])
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise BoundariesError(f"this is not TOML: {error}", str(file)) from error
    faults = [fault for place, one in enumerate(held, 1) for fault in _faults(one, f"rule {one.get('id', place)}")]
    missing = {subject.value for subject in Subject} - {one.get("subject") for one in held}
    faults += [Fault(file.name, f"no rule for a {subject}") for subject in sorted(missing)]
    if faults:
        raise BoundariesError("the retention policy cannot be used", str(file), "See docs/how-to/retention.md.", tuple(faults))
    return {one["id"]: Period(**{**one, "subject": Subject(one["subject"])}) for one in held}


def _faults(one: dict[str, Any], where: str) -> list[Fault]:
    faults = [Fault(where, f"{key} is missing") for key in _KEYS if key not in one]
    faults += [Fault(where, f"{key} is not known") for key in one if key not in _KEYS]
    faults += [
        Fault(where, f"{key} must be {kind.__name__}")
        for key, kind in _KEYS.items()
        if not isinstance(one.get(key, kind()), kind)
    ]
    if isinstance(one.get("months"), int) and not 1 <= one["months"] <= 1200:
        faults.append(Fault(where, "months must be between 1 and 1200"))
    if one.get("subject", Subject.ENTRY) not in Subject.values:
        faults.append(Fault(where, f"subject must be one of {', '.join(Subject.values)}"))
    return faults
