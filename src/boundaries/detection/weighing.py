"""From counts to bits, one detector at a time."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from boundaries.detection.detector import Detector, Model, Stratum
from boundaries.detection.models import Codes, Floats, bits_of, overdispersion, rate_log_ratio, share_log_ratio, share_strength
from boundaries.detection.peers import habit_factor, habit_share, peer_ratio
from boundaries.detection.surprise import chance_of, rate_evidence, share_evidence
from boundaries.detection.tally import Counts, Tally

_HABIT_WEIGHT = 10.0


Numbers = NDArray[np.float32] | NDArray[np.float64]


@dataclass(frozen=True)
class Weight:
    """A detector's reading of every pair: bits, and the numbers its sentence quotes."""

    bits: Numbers
    observed: Counts
    expected: Numbers
    exposure: Counts


_WIDTH = {Stratum.ROLE: 64, Stratum.PART: 8, Stratum.KIND: 16}


def strata_codes(tally: Tally, strata: tuple[Stratum, ...], some: Codes) -> list[Codes]:
    """Codes from coarse to fine for some of the pairs: each stratum named adds to the ones before it."""
    codes: list[Codes] = []
    current = np.zeros(len(some), dtype=np.int64)
    for stratum in strata:
        values = {Stratum.ROLE: tally.role, Stratum.PART: tally.part, Stratum.KIND: tally.kind}[stratum]
        current = current * _WIDTH[stratum] + values[some]
        codes.append(current)
    return codes


def weigh(detector: Detector, tally: Tally) -> Weight:
    """Bits of one detector for every pair; zero where it has nothing to say."""
    size = len(tally.member)
    weight = Weight(np.zeros(size), tally.observed[detector.id], np.zeros(size), tally.exposure[detector.id])
    some = np.flatnonzero(tally.among[detector.id])
    if len(some) < 2:
        return weight
    strata = strata_codes(tally, detector.strata, some)
    member = tally.member[some]
    observed = weight.observed[some].astype(np.float64) - detector.beyond
    of = weight.exposure[some].astype(np.float64)
    if detector.model is Model.RATE:
        ratio, expected = _rate(detector, strata, member, observed, of)
    else:
        ratio, expected = _share(detector, strata, member, observed, of)
    chance = chance_of(ratio, of)
    ratio = rate_evidence(ratio, chance) if detector.model is Model.RATE else share_evidence(ratio, chance)
    weight.bits[some] = bits_of(ratio, detector.seen.share)
    weight.expected[some] = expected + detector.beyond
    return weight


def _rate(detector: Detector, strata: list[Codes], member: Codes, observed: Floats, of: Floats) -> tuple[Floats, Floats]:
    expected = peer_ratio(strata, observed, of) * of
    if detector.habit:
        expected = expected * np.clip(habit_factor(member, observed, expected, _HABIT_WEIGHT), 0.25, 8.0)
    expected = np.maximum(expected, 1e-4)
    shape = np.full(len(observed), overdispersion(observed, expected))
    return rate_log_ratio(observed, expected, shape, detector.multiples), expected


def _share(detector: Detector, strata: list[Codes], member: Codes, observed: Floats, of: Floats) -> tuple[Floats, Floats]:
    share = np.clip(peer_ratio(strata, observed, of), 1e-4, 1 - 1e-4)
    if detector.habit:
        share = np.clip(habit_share(member, observed, of, share, _HABIT_WEIGHT), 1e-4, 1 - 1e-4)
    strength = share_strength(observed, of, share)
    return share_log_ratio(observed, of, share, strength, detector.multiples), share * of
