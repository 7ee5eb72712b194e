"""How sure a share or a ratio can be, given how little was counted."""

from collections.abc import Sequence

import numpy as np
from scipy.special import gammaincinv

_Z = 1.959964


def wilson(hits: float, of: float) -> tuple[float, float]:
    """The 95 % Wilson interval of a share; 0 to 1 where nothing was counted."""
    if of <= 0:
        return 0.0, 1.0
    share, squared = hits / of, _Z * _Z
    middle = (share + squared / (2 * of)) / (1 + squared / of)
    half = _Z * np.sqrt(share * (1 - share) / of + squared / (4 * of * of)) / (1 + squared / of)
    return max(float(middle - half), 0.0), min(float(middle + half), 1.0)


def poisson_ratio(count: float, expected: float) -> tuple[float, float]:
    """The exact 95 % interval of a Poisson count, over what is expected."""
    low = gammaincinv(count, 0.025) if count > 0 else 0.0
    return float(low / expected), float(gammaincinv(count + 1, 0.975) / expected)


def paired_ratio(one: Sequence[float], other: Sequence[float], draws: int = 2000) -> tuple[float, float]:
    """The 95 % bootstrap interval of sum(one)/sum(other), drawing the same true pairs for both; a fixed seed."""
    first, second = np.asarray(one, dtype=np.float64), np.asarray(other, dtype=np.float64)
    rows = np.random.default_rng(0).integers(0, len(first), (draws, len(first)))
    ratios = first[rows].sum(axis=1) / np.maximum(second[rows].sum(axis=1), 0.5)
    return float(np.percentile(ratios, 2.5)), float(np.percentile(ratios, 97.5))
