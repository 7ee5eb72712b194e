"""Waiting after failures: it doubles, and is capped, so that nobody is locked out for ever."""

from datetime import timedelta

FREE_FAILURES = 4
LONGEST = timedelta(minutes=15)


def wait_after(failures: int) -> timedelta:
    """How long to wait after so many failures: nothing at first, then 1, 2, 4 seconds and so on, at most LONGEST."""
    over = failures - FREE_FAILURES
    return min(timedelta(seconds=2 ** min(over - 1, 20)), LONGEST) if over > 0 else timedelta(0)
