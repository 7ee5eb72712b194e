"""What peers lead one to expect of a pair, always leaving that pair out.

Pairs that are alike in everything may stand in one row: `times` says how many a row stands for (left out: one).
"""

import numpy as np

from boundaries.detection.models import Codes, Floats

_PRIOR_WEIGHT = 20.0


def _sums(codes: Codes, values: Floats) -> Floats:
    return np.asarray(np.bincount(codes, weights=values), dtype=np.float64)[codes]


def peer_ratio(
    strata: list[Codes], part: Floats, whole: Floats, weight: float = _PRIOR_WEIGHT, times: Floats | float = 1.0
) -> Floats:
    """part/whole among peers, from the coarsest stratum (everyone) to the finest, each leaning on the one before.

    `strata` hold one code per pair, coarse to fine. `weight` is how much of `whole` the coarser ratio counts for.
    """
    parts, wholes = part * times, whole * times
    ratio: Floats = (parts.sum() - part + 0.5) / (wholes.sum() - whole + 1.0)
    for codes in strata:
        ratio = (_sums(codes, parts) - part + weight * ratio) / (_sums(codes, wholes) - whole + weight)
    return ratio


def habit_factor(member: Codes, count: Floats, expected: Floats, weight: float, times: Floats | float = 1.0) -> Floats:
    """How many times the expected the member shows with everyone else; a Gamma prior of `weight` expected events around one."""
    others = _sums(member, count * times) - count
    others_expected = _sums(member, expected * times) - expected
    return (others + weight) / (others_expected + weight)


def habit_share(member: Codes, observed: Floats, of: Floats, share: Floats, weight: float, times: Floats | float = 1.0) -> Floats:
    """The member's own share with everyone else, leaning on peers' `share` with `weight`."""
    others = _sums(member, observed * times) - observed
    others_of = _sums(member, of * times) - of
    return (others + weight * share) / (others_of + weight)
