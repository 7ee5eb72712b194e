"""Which row of numbers each pair reads: what is worked out once for pairs that are alike is laid out on them, all of them or a few."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from boundaries.detection.models import Codes, Numbers

Rows = NDArray[np.int32]


# Pairs whose rows are looked up at once: few enough that what this takes stays near the processor.
_AT_ONCE = 65_536


@dataclass(frozen=True)
class Laying:
    """For each pair of the tally's its row, one of the first so many `rows`, or that number where it has none.

    `some` of the pairs, by their places in order, have one `more` instead, which stands after those.
    """

    row: Rows
    rows: int
    some: Rows
    more: Rows

    def on_all(self, values: Numbers) -> Numbers:
        """The value of each pair, given that of each row; 0 where it has none."""
        told, laid = self._told(values), np.empty(len(self.row), dtype=values.dtype)
        for first in range(0, len(laid), _AT_ONCE):
            here = slice(first, first + _AT_ONCE)
            # Every row has its value, so nothing is clipped; without a check of each it goes straight where it belongs.
            told.take(self.row[here], out=laid[here], mode="clip")
        laid[self.some] = values[self.more]
        return laid

    def at(self, values: Numbers, places: Codes) -> Numbers:
        """The same for the pairs at some places."""
        laid = self._told(values)[self.row[places]]
        if len(self.some):
            among = np.minimum(np.searchsorted(self.some, places.astype(np.int32)), len(self.some) - 1)
            laid = np.where(self.some[among] == places, values[self.more[among]], laid)
        return laid

    def _told(self, values: Numbers) -> Numbers:
        told = np.zeros(self.rows + 1, dtype=values.dtype)
        told[:-1] = values[: self.rows]
        return told
