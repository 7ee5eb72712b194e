"""The time that drafts and limits are counted in: it passes evenly while the process lives, even where the clock is set anew."""

import time
from datetime import datetime

_STARTED_AT, _STARTED = datetime.now(), time.monotonic()


def steady_seconds() -> float:
    """Seconds on the clock as it stood when this process started, counted on from there."""
    return _STARTED_AT.timestamp() + time.monotonic() - _STARTED


def steady_now() -> datetime:
    """The local time as it stood when this process started, counted on from there."""
    return datetime.fromtimestamp(steady_seconds())
