"""Stretches of time looked back on: which had begun by a moment, and until when the longest of them lasts."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Whole = NDArray[np.int64]
Numbers = NDArray[np.int32]
# Earlier than any time: what never was, or had not begun.
NEVER = np.int64(-(1 << 62))
# Slots in all groups together: what says where they begin stays near the processor.
_SLOTS = 1 << 21


@dataclass(frozen=True)
class Stretches:
    """Stretches in order of their group, then of their begin; `until` are the latest ends of the group's stretches so far."""

    groups: Whole
    begins: Whole
    until: tuple[Whole, ...]

    def bounded(self, groups: Whole) -> "Bounded":
        """Ready for moments of these groups, asked for by their places; quick for groups in order."""
        first, after = (np.searchsorted(self.groups, groups, side=side) for side in ("left", "right"))
        return Bounded(self, first, after)

    def slotted(self, groups: int) -> "Slotted":
        """Ready for moments of groups 0 up to `groups`, each of which has many stretches."""
        # Not from 1970 on: slots before the first begin would all be empty, and the others the longer.
        origin, last = (int(self.begins.min()), int(self.begins.max())) if len(self.begins) else (0, 0)
        slots = max(_SLOTS // max(groups, 1), 1)
        shift = max((last - origin).bit_length() - slots.bit_length() + 1, 0)
        slots = ((last - origin) >> shift) + 1
        begun = np.bincount(self.groups * slots + ((self.begins - origin) >> shift), minlength=groups * slots)
        return Slotted(self, origin, shift, slots, np.concatenate(([0], np.cumsum(begun))))


@dataclass(frozen=True)
class Bounded:
    """Stretches, and where those of each group begin and end."""

    stretches: Stretches
    first: Whole
    after: Whole

    def lasting(self, groups: Whole | Numbers, counts: Whole, at: Whole) -> tuple[Whole, ...]:
        """The latest ends of what had begun in the group of each moment, from groups with so many moments each; NEVER where nothing had."""
        first, after = np.repeat(self.first[groups], counts), np.repeat(self.after[groups], counts)
        place = last_begun(self.stretches.begins, first, after, at)
        return _ends(self.stretches, np.where(place < first, -1, place))


@dataclass(frozen=True)
class Slotted:
    """Stretches, and how many begin before each slot of time of each group: a moment is looked for in its slot alone.

    A slot is `1 << shift` long, the first begins at `origin`; each group has as many, one after the other.
    """

    stretches: Stretches
    origin: int
    shift: int
    slots: int
    before: Whole

    def lasting(self, groups: Whole | Numbers, counts: Whole, at: Whole) -> tuple[Whole, ...]:
        """The same as `Bounded.lasting`."""
        group = np.repeat(groups.astype(np.int64) * self.slots, counts)
        slot = group + np.clip((at - self.origin) >> self.shift, 0, self.slots - 1)
        place = last_begun(self.stretches.begins, self.before[slot], self.before[slot + 1], at)
        # What had begun last may have begun in an earlier slot, but not in that of another group.
        return _ends(self.stretches, np.where(place < self.before[group], -1, place))


def _ends(stretches: Stretches, place: Whole) -> tuple[Whole, ...]:
    return tuple(ends[place] for ends in stretches.until)


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
    """For each moment the last place from `first` up to `after` (not included) whose begin is not later; `first - 1` where there is none.

    `begins` are in order within each such range. All ranges are searched together, so that the longest decides how often.
    """
    low = first - 1
    if not len(begins):
        return low
    step = 1 << int((after - first).max(initial=0)).bit_length()
    while step := step >> 1:
        further = low + step
        begun = begins.take(further, mode="clip") <= at
        begun &= further < after
        np.copyto(low, further, where=begun)
    return low
