"""The score of every pair: a sum of bits that adds up to the last digit, sign by sign, detector by detector."""

from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

import numpy as np

from boundaries.detection.against import explained_away
from boundaries.detection.alike import Coded, compared_by, comparison, peered
from boundaries.detection.detector import Detector, Model, Stratum
from boundaries.detection.joint import weigh_together
from boundaries.detection.models import Floats, bits_of, grained, rate_log_ratio
from boundaries.detection.tally import Tally
from boundaries.detection.weighing import Weight, weigh
from boundaries.progress import Progress, silent

LISTED_BITS = 5.0
SEVERAL_CAP = 3.0
SEVERAL_FROM = 2.5
_WORKERS = 2


@dataclass(frozen=True)
class Scores:
    """Bits per pair in all and per detector, with the numbers the sentences quote."""

    bits: Floats
    weights: dict[str, Weight]


def score(tally: Tally, detectors: Mapping[str, Detector], progress: Progress = silent) -> Scores:
    """Weigh every detector, then what explains bits away, then what the member's other pairs add."""
    weighed = [d for d in detectors.values() if d.model in (Model.RATE, Model.SHARE)]
    against = [d for d in detectors.values() if d.model is Model.AGAINST]
    weights: dict[str, Weight] = {}
    # Detectors do not look at one another, and NumPy lets go of the interpreter while it counts.
    with ThreadPoolExecutor(_WORKERS) as pool:
        peers = {strata: peered(tally, strata) for strata in {detector.strata for detector in weighed}}
        for some in pool.map(lambda some: _weigh(some, tally, peers), _by_comparison(weighed)):
            progress("weighing the pairs", len(weights), len(weighed))
            weights |= some
        weights = {detector.id: weights[detector.id] for detector in weighed}
        weigh_together(weights, weighed)
        bits: Floats = np.zeros(len(tally.member))
        for detector in weighed:
            bits += weights[detector.id].bits
        explained = list(pool.map(lambda detector: explained_away(detector, tally, weighed, weights), against))
        for detector, (known, away) in zip(against, explained, strict=True):
            taken: Floats = np.zeros(len(bits))
            taken[known] = np.maximum(grained(away), -np.maximum(bits[known], 0.0))
            weights[detector.id] = Weight(taken, tally.observed[detector.id], np.zeros(len(bits)), tally.exposure[detector.id])
            bits += taken
    for detector in detectors.values():
        if detector.model is Model.SEVERAL:
            weights[detector.id] = _several(detector, tally, bits)
            bits += weights[detector.id].bits
    return Scores(bits, weights)


def _by_comparison(detectors: list[Detector]) -> list[list[Detector]]:
    """The detectors in groups that compare the same pairs, the largest first, so that no worker is left with one at the end."""
    groups: dict[tuple[str, ...], list[Detector]] = {}
    for detector in detectors:
        groups.setdefault(comparison(detector), []).append(detector)
    return sorted(groups.values(), key=len, reverse=True)


def _weigh(detectors: list[Detector], tally: Tally, peers: Mapping[tuple[Stratum, ...], Coded]) -> dict[str, Weight]:
    compared = compared_by(detectors[0], tally, peers[detectors[0].strata])
    return {detector.id: weigh(detector, tally, compared) for detector in detectors}


def _several(detector: Detector, tally: Tally, bits: Floats) -> Weight:
    """How many of the member's other pairs carry many bits, against the whole service; at most three bits, for pairs with some."""
    high: Floats = (bits >= LISTED_BITS).astype(np.float64)
    pairs: Floats = np.bincount(tally.member)[tally.member].astype(np.float64) - 1.0
    others = np.bincount(tally.member, weights=high)[tally.member] - high
    share = max(float(high.sum()) / max(len(high), 1), 1e-6)
    expected = np.maximum(pairs * share, 1e-4)
    some = np.flatnonzero(bits >= SEVERAL_FROM)
    ratio = rate_log_ratio(others[some], expected[some], np.full(len(some), 1.0), detector.multiples)
    raised: Floats = np.zeros(len(bits))
    raised[some] = grained(np.clip(bits_of(ratio, detector.seen.share), 0.0, SEVERAL_CAP))
    return Weight(raised, others, expected, pairs)
