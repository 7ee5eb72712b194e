"""The score of every pair: a sum of bits that adds up to the last digit, sign by sign, detector by detector."""

from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

import numpy as np

from boundaries.detection.against import explained_away
from boundaries.detection.detector import Detector, Model
from boundaries.detection.models import Floats, bits_of, rate_log_ratio
from boundaries.detection.tally import Tally
from boundaries.detection.weighing import Numbers, Weight, weigh
from boundaries.progress import Progress, silent

# Bits are kept to 1/1024: such numbers add up in doubles without rounding, in any order.
GRAIN = 1024.0
LISTED_BITS = 6.0
SEVERAL_CAP = 3.0
SEVERAL_FROM = 3.0
_WORKERS = 2


@dataclass(frozen=True)
class Scores:
    """Bits per pair in all and per detector, with the numbers the sentences quote."""

    bits: Floats
    weights: dict[str, Weight]


def grained(bits: Numbers) -> Floats:
    """Bits to the nearest 1/1024."""
    return np.asarray(np.rint(bits * GRAIN) / GRAIN + 0.0, dtype=np.float64)


def _kept(weight: Weight) -> Weight:
    """A weight in half the memory: bits at their grain are exact in single precision, and expectations only illustrate."""
    return Weight(grained(weight.bits).astype(np.float32), weight.observed, weight.expected.astype(np.float32), weight.exposure)


def score(tally: Tally, detectors: Mapping[str, Detector], progress: Progress = silent) -> Scores:
    """Weigh every detector, then what explains bits away, then what the member's other pairs add."""
    size = len(tally.member)
    weights: dict[str, Weight] = {}
    by_sign: dict[str, Floats] = {}
    weighed = [d for d in detectors.values() if d.model in (Model.RATE, Model.SHARE)]
    # Detectors do not look at one another, and NumPy lets go of the interpreter while it counts.
    with ThreadPoolExecutor(_WORKERS) as pool:
        for done, (detector, weight) in enumerate(zip(weighed, pool.map(lambda d: _kept(weigh(d, tally)), weighed), strict=True)):
            progress("weighing the pairs", done, len(weighed))
            weights[detector.id] = weight
            by_sign[detector.sign] = by_sign.get(detector.sign, np.zeros(size)) + weight.bits
    bits = np.asarray(sum(by_sign.values(), np.zeros(size)), dtype=np.float64)
    left = bits.copy()
    for detector in detectors.values():
        if detector.model is Model.AGAINST:
            explained = np.maximum(grained(explained_away(detector, tally, by_sign)), -np.maximum(grained(left), 0.0))
            weights[detector.id] = Weight(explained, tally.observed[detector.id], np.zeros(size), tally.exposure[detector.id])
            left = left + explained
    for detector in detectors.values():
        if detector.model is Model.SEVERAL:
            weights[detector.id] = _several(detector, tally, left)
            left = left + weights[detector.id].bits
    return Scores(left, weights)


def _several(detector: Detector, tally: Tally, bits: Floats) -> Weight:
    """How many of the member's other pairs carry many bits, against the whole service; at most three bits, for pairs with some."""
    high: Floats = (bits >= LISTED_BITS).astype(np.float64)
    pairs: Floats = np.bincount(tally.member)[tally.member].astype(np.float64) - 1.0
    others = np.bincount(tally.member, weights=high)[tally.member] - high
    share = max(float(high.sum()) / max(len(high), 1), 1e-6)
    expected = np.maximum(pairs * share, 1e-4)
    ratio = rate_log_ratio(others, expected, np.full(len(bits), 1.0), detector.multiples)
    raised = np.clip(bits_of(ratio, detector.seen.share), 0.0, SEVERAL_CAP)
    return Weight(grained(np.where(bits >= SEVERAL_FROM, raised, 0.0)), others, expected, pairs)
