"""Likelihood ratios: how much better a count fits misconduct than ordinary policing, in bits.

Gamma-Poisson for counts, Beta-Binomial for shares, after SCORING: `bits = log2((1 - m) + m * f1 / f0)`, at most `CAP`.
"""

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray
from scipy.special import betaln

Floats = NDArray[np.float64]
Codes = NDArray[np.int64]

Numbers = NDArray[np.float32] | NDArray[np.float64]

CAP = 10.0
# Bits are kept to 1/1024: such numbers add up in doubles without rounding, in any order.
GRAIN = 1024.0
_BEYOND_CAP = 100.0
_LOG2 = np.log(2.0)
_STEP = 0.02


def grained(bits: Numbers) -> Floats:
    """Bits to the nearest 1/1024."""
    return np.asarray(np.rint(bits * GRAIN) / GRAIN + 0.0, dtype=np.float64)


def bits_of(log_ratio: Floats, m: float) -> Floats:
    """Bits from log(f1/f0); never under log2(1 - m), never over CAP."""
    # Far beyond the cap nothing changes any more, and no exponential overflows.
    mixed: Floats = np.log(1.0 - m + m * np.exp(np.minimum(log_ratio, _BEYOND_CAP))) / _LOG2
    return np.minimum(mixed, CAP)


def rate_log_ratio(count: Floats, expected: Floats, shape: Floats, multiples: tuple[float, ...]) -> Floats:
    """log f1/f0 of counts: both Gamma-Poisson with the same `shape`, f1 a level mixture of multiples of `expected`."""
    ratios = []
    for multiple in multiples:
        raised = np.log((shape + expected) / (shape + multiple * expected))
        ratios.append(shape * raised + count * (np.log(multiple) + raised))
    return _log_mean(ratios)


def share_log_ratio(observed: Floats, of: Floats, share: Floats, strength: float, odds: tuple[float, ...]) -> Floats:
    """log f1/f0 of `observed` out of `of`: both Beta-Binomial with the same `strength`, f1 with the odds of `share` raised.

    Shares are taken to the nearest step of their log odds, so that the many pairs with the same counts are worked out once.
    """
    step = np.rint(np.log(share / (1.0 - share)) / _STEP).astype(np.int64)
    keys = (of.astype(np.int64) << 40) + (observed.astype(np.int64) << 16) + (step + 4096)
    coded = pa.array(keys).dictionary_encode()
    distinct, where = coded.dictionary.to_numpy(), coded.indices.to_numpy()
    k, n = ((distinct >> 16) & 0xFFFFFF).astype(np.float64), (distinct >> 40).astype(np.float64)
    p = 1.0 / (1.0 + np.exp(-((distinct & 0xFFFF) - 4096) * _STEP))
    base = _log_beta_binomial(k, n, p, strength)
    ratios = [_log_beta_binomial(k, n, factor * p / (1.0 - p + factor * p), strength) - base for factor in odds]
    return np.asarray(_log_mean(ratios)[where], dtype=np.float64)


def _log_mean(logs: list[Floats]) -> Floats:
    """The logarithm of the mean of what some logarithms stand for, without overflow."""
    greatest = logs[0]
    for one in logs[1:]:
        greatest = np.maximum(greatest, one)
    total = sum((np.exp(one - greatest) for one in logs), np.zeros(len(greatest)))
    return np.asarray(np.log(total / len(logs)) + greatest, dtype=np.float64)


def _log_beta_binomial(observed: Floats, of: Floats, share: Floats, strength: float) -> Floats:
    first, second = strength * share, strength * (1.0 - share)
    return np.asarray(betaln(observed + first, of - observed + second) - betaln(first, second), dtype=np.float64)


def overdispersion(count: Floats, expected: Floats, times: Floats | float = 1.0) -> float:
    """Gamma shape of counts around their expectations, by moments; small means wild, bounded to .05 .. 50.

    `times` is how many pairs each count stands for.
    """
    squared = float(np.sum(times * expected**2))
    excess = float(np.sum(times * ((count - expected) ** 2 - expected)))
    return float(np.clip(squared / excess if excess > 0 else 50.0, 0.05, 50.0))


def share_strength(observed: Floats, of: Floats, share: Floats, times: Floats | float = 1.0) -> float:
    """Beta strength of shares around their expectations, by moments over rows of two and more; bounded to 1 .. 200.

    `times` is how many pairs each row stands for.
    """
    weight = np.where(of >= 2, times, 0.0)
    spread = weight * share * (1 - share)
    binomial = float(np.sum(of * spread))
    excess = float(np.sum(weight * (observed - of * share) ** 2)) - binomial
    full = float(np.sum(of * (of - 1) * spread))
    if excess <= 0 or full <= 0:
        return 200.0
    correlation = excess / full
    return float(np.clip(1.0 / correlation - 1.0, 1.0, 200.0))
