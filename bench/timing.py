"""Times one thing several times, by the clock and by the processor, and what is aimed at."""

import statistics
import time
from collections.abc import Callable
from typing import NamedTuple

MOST_MS, MOST_SEARCH_S, TIMES, FEW = 50.0, 1.0, 30, 4
"""The aims, and how often each page is looked at: less often where one look takes a second."""


class Times(NamedTuple):
    """Of several times in milliseconds: the middle and the 95th of a hundred by the clock, and the latter by the processor."""

    middle: float
    p95: float
    processor: float


def timed(
    ask: Callable[[], object], spent: Callable[[], float], times: int = TIMES, first: Callable[[], None] | None = None
) -> Times:
    """Time something, each time after what comes `first`; `spent` tells the seconds of processor so far."""
    clock, processor = [], []
    for _ in range(times):
        if first is not None:
            first()
        begun, worked = time.perf_counter(), spent()
        ask()
        processor.append((spent() - worked) * 1000)
        clock.append((time.perf_counter() - begun) * 1000)
    last = (statistics.quantiles(some, n=20, method="inclusive")[-1] for some in (clock, processor))
    return Times(statistics.median(clock), *last)
