"""From counts to bits, one detector at a time."""

from dataclasses import dataclass

import numpy as np

from boundaries.detection.alike import Alike, Compared, alike
from boundaries.detection.detector import Detector, Model
from boundaries.detection.models import (
    Floats,
    Numbers,
    bits_of,
    grained,
    overdispersion,
    rate_log_ratio,
    share_log_ratio,
    share_strength,
)
from boundaries.detection.peers import habit_factor, habit_share, peer_ratio
from boundaries.detection.surprise import chance_of, rate_evidence, share_evidence
from boundaries.detection.tally import Counts, Tally

_HABIT_WEIGHT = 10.0


@dataclass(frozen=True)
class Weight:
    """A detector's reading of every pair: bits, and the numbers its sentence quotes."""

    bits: Numbers
    observed: Counts
    expected: Numbers
    exposure: Counts


def weigh(detector: Detector, tally: Tally, compared: Compared) -> Weight:
    """Bits of one detector for every pair, to the grain; zero where it has nothing to say.

    In half the memory: bits at their grain are exact in single precision, and expectations only illustrate.
    """
    size = len(tally.member)
    bits, expected = np.zeros(size, dtype=np.float32), np.zeros(size, dtype=np.float32)
    weight = Weight(bits, tally.observed[detector.id], expected, tally.exposure[detector.id])
    if len(compared.pairs) < 2:
        return weight
    rows = alike(compared, weight.observed)
    observed = rows.observed - detector.beyond
    if detector.model is Model.RATE:
        ratio, usual = _rate(detector, rows, observed)
    else:
        ratio, usual = _share(detector, rows, observed)
    chance = chance_of(ratio, rows.of, rows.times)
    ratio = rate_evidence(ratio, chance) if detector.model is Model.RATE else share_evidence(ratio, chance)
    bits[rows.pairs] = grained(bits_of(ratio, detector.seen.share)).astype(np.float32)[rows.row]
    expected[rows.pairs] = (usual + detector.beyond).astype(np.float32)[rows.row]
    return weight


def _rate(detector: Detector, rows: Alike, observed: Floats) -> tuple[Floats, Floats]:
    expected = peer_ratio(rows.strata, observed, rows.of, times=rows.times) * rows.of
    if detector.habit:
        factor = habit_factor(rows.member, observed, expected, _HABIT_WEIGHT, rows.times)
        expected = expected * np.clip(factor, 0.25, 8.0)
    expected = np.maximum(expected, 1e-4)
    shape = np.full(len(observed), overdispersion(observed, expected, rows.times))
    return rate_log_ratio(observed, expected, shape, detector.multiples), expected


def _share(detector: Detector, rows: Alike, observed: Floats) -> tuple[Floats, Floats]:
    share = np.clip(peer_ratio(rows.strata, observed, rows.of, times=rows.times), 1e-4, 1 - 1e-4)
    if detector.habit:
        own = habit_share(rows.member, observed, rows.of, share, _HABIT_WEIGHT, rows.times)
        share = np.clip(own, 1e-4, 1 - 1e-4)
    strength = share_strength(observed, rows.of, share, rows.times)
    return share_log_ratio(observed, rows.of, share, strength, detector.multiples), share * rows.of
