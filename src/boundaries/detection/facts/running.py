"""Stretches of time looked back on: which had begun by a moment, and until when the longest of them lasts."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Whole = NDArray[np.int64]
# Earlier than any time: what never was, or had not begun.
NEVER = np.int64(-(1 << 62))


@dataclass(frozen=True)
class Stretches:
    """Stretches in order of their group, then of their begin; `until` are the latest ends of the group's stretches so far."""

    groups: Whole
    begins: Whole
    until: tuple[Whole, ...]

    def bounds(self, groups: Whole) -> tuple[Whole, Whole]:
        """Where the stretches of each group begin and end; quick for groups in order."""
        return np.searchsorted(self.groups, groups, side="left"), np.searchsorted(self.groups, groups, side="right")

    def lasting(self, first: Whole, after: Whole, at: Whole) -> tuple[Whole, ...]:
        """For each moment the latest ends of the stretches `first` up to `after` that had begun; NEVER where none had."""
        place = last_begun(self.begins, first, after, at)
        return tuple(ends[place] for ends in self.until)


def stretches(groups: Whole, begins: Whole, *until: Whole) -> Stretches:
    """Stretches with their running ends, from rows in order of group and begin."""
    # One more at the end, of no group, is what a moment meets before anything began.
    return Stretches(groups, begins, tuple(np.append(_running(groups, ends), NEVER) for ends in until))


def _running(groups: Whole, values: Whole) -> Whole:
    """The greatest value so far within each group, by doubling: each step looks twice as far back as the one before."""
    greatest, back = values.copy(), 1
    while back < len(groups):
        same = groups[back:] == groups[:-back]
        if not same.any():
            break
        greatest[back:] = np.where(same, np.maximum(greatest[back:], greatest[:-back]), greatest[back:])
        back *= 2
    return greatest


def last_begun(begins: Whole, first: Whole, after: Whole, at: Whole) -> Whole:
    """For each moment the last place from `first` up to `after` (not included) whose begin is not later; -1 where there is none.

    `begins` are in order within each such range. All ranges are halved together, so that the longest decides how often.
    """
    if not len(begins):
        return np.full(len(at), -1, dtype=np.int64)
    low, size = first - 1, after - first
    while size.any():
        half = (size + 1) >> 1
        middle = low + half
        begun = (begins[np.minimum(middle, len(begins) - 1)] <= at) & (size > 0)
        low = np.where(begun, middle, low)
        size = np.where(begun, size - half, half - 1)
        size = np.maximum(size, 0)
    return np.where(low < first, -1, low)
