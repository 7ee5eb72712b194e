"""The world's clock: whole seconds since midnight of the first recorded day, local time."""

from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np

from boundaries.evaluation.force.chance import Floats, Ints

MINUTE, HOUR, DAY = 60, 3600, 86_400
WARM_UP_DAYS = 120
_HOURLY = np.array([2, 1, 0.7, 0.5, 0.4, 0.5, 1, 3, 6, 8, 9, 9, 9, 8, 8, 8, 9, 9, 9, 9, 9, 8, 6, 4.0])


@dataclass(frozen=True)
class Calendar:
    """The recorded span; work begins `WARM_UP_DAYS` earlier so that cases are already under way on the first day."""

    first: date
    days: int

    @property
    def end(self) -> int:
        return self.days * DAY

    @property
    def begin(self) -> int:
        return -WARM_UP_DAYS * DAY

    @property
    def all_days(self) -> int:
        return self.days + WARM_UP_DAYS

    @property
    def weekday_of_begin(self) -> int:
        return (self.first - timedelta(days=WARM_UP_DAYS)).weekday()


def span(months: int) -> Calendar:
    """A calendar of so many months, from the first of April 2024."""
    first = date(2024, 4, 1)
    last = first.month - 1 + months
    return Calendar(first, (date(first.year + last // 12, last % 12 + 1, 1) - first).days)


def hour_of(seconds: Ints) -> Ints:
    """The hour of the day, 0 to 23."""
    return np.asarray(seconds % DAY // HOUR)


def is_night(seconds: Ints) -> np.ndarray[tuple[int], np.dtype[np.bool_]]:
    """From ten at night to seven in the morning."""
    hours = hour_of(seconds)
    return (hours >= 22) | (hours < 7)


def kept_within(rng: np.random.Generator, at: Ints, first: int, last: int) -> Ints:
    """The same moments; those past the last are moved to any moment before it, lest they heap up at the end."""
    return np.where(at < last, at, first + (rng.random(len(at)) * max(last - first, 1)).astype(np.int64))


def human_time(rng: np.random.Generator, count: int, lateness: Floats | float = 0.0) -> Ints:
    """Seconds of the day at which people call and write; `lateness` is the share moved to late evening and night."""
    edges = np.cumsum(_HOURLY)
    hours = np.searchsorted(edges, rng.random(count) * edges[-1], side="right")
    late = rng.random(count) < lateness
    hours = np.where(late, (20 + np.minimum(rng.exponential(2.2, count), 8).astype(np.int64)) % 24, hours)
    return np.asarray(hours * HOUR + rng.integers(0, HOUR, count), dtype=np.int64)
