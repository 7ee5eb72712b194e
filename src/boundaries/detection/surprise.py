"""A check on every detector by the force itself: what many ordinary pairs show cannot be worth many bits.

Nearly every pair is innocent, so the share of pairs that reach a likelihood ratio is itself the chance of it under ordinary policing.
A likelihood ratio of x is reached by at most one in x of them (Markov's inequality), so the share p that reach it bounds it by 1/p.
"""

import numpy as np

from boundaries.detection.models import Codes, Floats

_BUCKET_WEIGHT = 50.0
TAIL = 0.25


def _reaching(ordered: Floats, times: Floats) -> Floats:
    """How many other pairs reach each value; the values are in order."""
    before = np.concatenate(([0.0], np.cumsum(times)))
    return np.asarray(before[-1] - before[np.searchsorted(ordered, ordered - 1e-9, side="left")] - 1, dtype=np.float64)


def exposure_buckets(exposure: Floats) -> Codes:
    """Whole powers of two of the exposure: pairs are judged among pairs with as much to judge."""
    return np.asarray(np.frexp(np.maximum(exposure, 1.0))[1], dtype=np.int64)


def chance_of(ratio: Floats, exposure: Floats, times: Floats | float = 1.0) -> Floats:
    """The share of pairs with like exposure that reach each pair's log ratio; one where the ratio does not speak for the sign.

    `times` is how many pairs each row stands for.
    """
    chance, weight = np.ones(len(ratio)), np.full(len(ratio), times) if np.isscalar(times) else np.asarray(times)
    buckets = exposure_buckets(exposure)
    sizes = np.bincount(buckets, weights=weight)
    speaks = np.flatnonzero(ratio > 0)
    # Put in order once: what is picked from rows in order is in order too.
    speaks = speaks[np.argsort(ratio[speaks])]
    values, times, inside = ratio[speaks], weight[speaks], buckets[speaks]
    reached = (_reaching(values, times) + 1.0) / (weight.sum() + 1.0)
    for bucket in np.unique(inside):
        at = np.flatnonzero(inside == bucket)
        reached[at] = (_reaching(values[at], times[at]) + _BUCKET_WEIGHT * reached[at] + 0.5) / (sizes[bucket] + _BUCKET_WEIGHT)
    chance[speaks] = np.minimum(reached, 1.0)
    return chance


def rate_evidence(ratio: Floats, chance: Floats) -> Floats:
    """The log ratio of a count that speaks for a sign, read off how rare it is in this force: log(k p^(k-1)), never under zero.

    Counts of human dealings have longer tails than any Gamma-Poisson; their rank among peers can be trusted, their fitted odds cannot.
    """
    rare = np.log(TAIL) + (TAIL - 1.0) * np.log(chance)
    return np.where(ratio > 0, np.maximum(rare, 0.0), ratio)


def share_evidence(ratio: Floats, chance: Floats) -> Floats:
    """The log ratio of a share, at most what its rarity in this force allows (Markov: one in x ordinary pairs reaches a ratio of x)."""
    return np.minimum(ratio, -np.log(chance))
