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
    return np.asarray(np.frexp(np.maximum(exposure, 1.0))[1], dtype=np.int64)


def surprise_cap(ratio: Floats, exposure: Floats, m: float) -> Floats:
    """The most bits each pair's log ratio may bring, by how many other pairs with like exposure reach it.

    Only ratios that speak for a sign are looked at; for the others there is nothing to cap.
    """
    cap = np.full(len(ratio), np.inf)
    speaks = np.flatnonzero(ratio > 0)
    buckets = exposure_buckets(exposure)
    sizes = np.bincount(buckets)
    chance = (_reaching(ratio[speaks]) + 1.0) / (len(ratio) + 1.0)
    inside = buckets[speaks]
    for bucket in np.unique(inside):
        at = np.flatnonzero(inside == bucket)
        chance[at] = (_reaching(ratio[speaks[at]]) + _BUCKET_WEIGHT * chance[at] + 0.5) / (sizes[bucket] + _BUCKET_WEIGHT)
    chance = np.minimum(chance, 1.0)
    small = chance < np.exp(-1)
    bound = np.ones(len(speaks))
    bound[small] = 1.0 / (-np.e * chance[small] * np.log(chance[small]))
    cap[speaks] = np.log2((1.0 - m) + m * bound)
    return cap
