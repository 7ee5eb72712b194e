"""The clocks of a case: what falls due, and when."""

from collections.abc import Iterator
from datetime import datetime

from boundaries.casework.models import Case
from boundaries.casework.models.cases import CLOCK_NAMES, NEVER, Clock

__all__ = ["CLOCK_NAMES", "Clock", "clocks_of", "next_clock"]


def clocks_of(case: Case) -> Iterator[Clock]:
    """Every clock of a case that is running."""
    return case.clocks


def next_clock(case: Case) -> datetime | None:
    """The first moment at which something falls due; None where no clock runs."""
    return case.first_due if case.first_due != NEVER else None
