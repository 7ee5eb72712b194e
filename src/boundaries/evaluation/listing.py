"""Who would be listed: the first so many places of a ranking, with equal scores sharing what is left of them."""

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Singles = NDArray[np.float32]
Codes = NDArray[np.int64]

# Reviewed pairs for every 1,000 members in one year-end scan.
BUDGETS = (20, 50, 100)
NEVER = -np.inf


def places(budget: float, members: int) -> int:
    """How many pairs the unit reviews, at least one."""
    return max(round(budget * members / 1000), 1)


def listed(score: Floats, count: int) -> Floats:
    """How far each pair is among the first `count`: 1 or 0, or a share where equal scores compete for the last places.

    Higher scores come first; `NEVER` is never listed. Sharing makes a ranking with ties neither lucky nor unlucky in its row order.
    """
    ranked = score > NEVER
    if int(ranked.sum()) <= count:
        return ranked.astype(np.float64)
    last = np.partition(score, len(score) - count)[len(score) - count]
    above = score > last
    level = score == last
    return np.asarray(above + level * ((count - above.sum()) / level.sum()), dtype=np.float64)
