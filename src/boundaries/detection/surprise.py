"""A check on every detector by the force itself: what many ordinary pairs show cannot be worth many bits.

Nearly every pair is innocent, so the share of pairs that reach a likelihood ratio is itself the chance of it under ordinary policing.
The bound 1/(-e p ln p) is the most evidence against a null that a p-value can carry (Sellke, Bayarri and Berger 2001).
"""

import numpy as np

from boundaries.detection.models import Codes, Floats

_BUCKET_WEIGHT = 50.0


def _reaching(values: Floats) -> Floats:
    """How many other pairs reach each value."""
    ordered = np.sort(values)
    return np.asarray(len(values) - np.searchsorted(ordered, values - 1e-9, side="left") - 1, dtype=np.float64)


def exposure_buckets(exposure: Floats) -> Codes:
    """Whole powers of two of the exposure: pairs are judged among pairs with as much to judge."""
    return np.asarray(np.floor(np.log2(np.maximum(exposure, 1.0))), dtype=np.int64)


def surprise_cap(ratio: Floats, exposure: Floats, m: float) -> Floats:
    """The most bits each pair's log ratio may bring, by how many other pairs with like exposure reach it."""
    size = len(ratio)
    chance = (_reaching(ratio) + 1.0) / (size + 1.0)
    buckets = exposure_buckets(exposure)
    for bucket in np.unique(buckets):
        inside = np.flatnonzero(buckets == bucket)
        reaching = _reaching(ratio[inside])
        chance[inside] = (reaching + _BUCKET_WEIGHT * chance[inside] + 0.5) / (len(inside) + _BUCKET_WEIGHT)
    chance = np.minimum(chance, 1.0)
    small = chance < np.exp(-1)
    bound = np.ones(size)
    bound[small] = 1.0 / (-np.e * chance[small] * np.log(chance[small]))
    return np.asarray(np.log2((1.0 - m) + m * bound), dtype=np.float64)
