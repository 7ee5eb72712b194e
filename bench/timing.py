"""Times one thing several times, by the clock and by the processor, and what is aimed at."""

import random
import statistics
import time
from collections.abc import Callable, Mapping, Sequence
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
    looks = []
    for _ in range(times):
        if first is not None:
            first()
        looks.append(_look(ask, spent))
    return _times(looks)


def in_turn(asks: Mapping[str, Callable[[], object]], spent: Callable[[], float], times: int = TIMES) -> dict[str, Times]:
    """Time several things in rounds, each round in another order, as people look at pages: none finds its own last look still at hand.

    What else a machine does comes in bursts of some tenths of a second, which so meet one look of each, and not all looks of one.
    """
    looks: dict[str, list[tuple[float, float]]] = {name: [] for name in asks}
    order, drawn = [*asks], random.Random(1)
    for _ in range(times):
        drawn.shuffle(order)
        for name in order:
            looks[name].append(_look(asks[name], spent))
    return {name: _times(some) for name, some in looks.items()}


def _look(ask: Callable[[], object], spent: Callable[[], float]) -> tuple[float, float]:
    """The milliseconds that one look takes by the clock and by the processor."""
    worked, begun = spent(), time.perf_counter()  # asking how much another process worked takes longer than a bare page
    ask()
    clock = time.perf_counter() - begun
    return clock * 1000, (spent() - worked) * 1000


def _times(looks: Sequence[tuple[float, float]]) -> Times:
    clock, processor = zip(*looks, strict=True)
    last = (statistics.quantiles(some, n=20, method="inclusive")[-1] for some in (clock, processor))
    return Times(statistics.median(clock), *last)
