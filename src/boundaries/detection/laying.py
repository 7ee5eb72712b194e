"""Which row of numbers each pair reads: what is worked out once for pairs that are alike is laid out on them, all of them or a few."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from boundaries.detection.models import Codes, Numbers

Rows = NDArray[np.int32]


@dataclass(frozen=True)
class Laying:
    """Pairs by their places in the tally, in order, and the row of each; `some` of the pairs, by their places here, have one `more` instead.

    `size` is how many pairs the tally has.
    """

    pairs: Codes
    row: Rows
    some: Rows
    more: Rows
    size: int

    @property
    def rows(self) -> Rows:
        """The row of each of the pairs."""
        rows = self.row.copy()
        rows[self.some] = self.more
        return rows

    def on_all(self, values: Numbers) -> Numbers:
        """The value of each pair of the tally's, given that of each row; 0 for those that have no row."""
        mine = values[self.row]
        mine[self.some] = values[self.more]
        if len(mine) == self.size:
            return mine
        laid = np.zeros(self.size, dtype=values.dtype)
        laid[self.pairs] = mine
        return laid

    def at(self, values: Numbers, places: Codes) -> Numbers:
        """The same for some pairs of the tally's."""
        here = _found(self.pairs, places)
        rows = self.row[here]
        if len(self.some):
            among = _found(self.some, here)
            rows = np.where(self.some[among] == here, self.more[among], rows)
        return np.where(self.pairs[here] == places, values[rows], values.dtype.type(0))


def _found(ordered: Codes | Rows, sought: Codes) -> Codes:
    """Where each stands among some that are in order; anywhere, if it does not."""
    order = np.argsort(sought)
    found = np.empty(len(sought), dtype=np.int64)
    # Those in order are found an order of magnitude faster than those at random.
    found[order] = np.minimum(np.searchsorted(ordered, sought[order].astype(ordered.dtype)), len(ordered) - 1)
    return found
