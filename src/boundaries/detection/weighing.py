"""From counts to bits, one detector at a time."""

from dataclasses import dataclass

import numpy as np

from boundaries.detection.alike import Alike, Compared, alike
from boundaries.detection.detector import Detector, Model
from boundaries.detection.laying import Laying
from boundaries.detection.models import (
    Codes,
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
    """A detector's reading of every pair: bits, and the numbers its sentence quotes.

    What is `usual` is only ever told, and of few pairs: where there is a `laying`, it stands by rows of pairs that are alike until somebody asks.
    """

    bits: Numbers
    observed: Counts
    usual: Numbers
    exposure: Counts
    laying: Laying | None = None

    @property
    def expected(self) -> Numbers:
        """What was to be expected of every pair."""
        return self.usual if self.laying is None else self.laying.on_all(self.usual)

    def expected_at(self, places: Codes) -> Numbers:
        """What was to be expected of some pairs."""
        return self.usual[places] if self.laying is None else self.laying.at(self.usual, places)


def weigh(detector: Detector, tally: Tally, compared: Compared) -> Weight:
    """Bits of one detector for every pair, to the grain; zero where it has nothing to say.

    In half the memory: bits at their grain are exact in single precision, and expectations only illustrate.
    """
    observed, exposure = tally.observed[detector.id], tally.exposure[detector.id]
    if len(compared.pairs) < 2:
        nothing = np.zeros(len(tally.member), dtype=np.float32)
        return Weight(nothing.copy(), observed, nothing, exposure)
    rows = alike(compared, observed)
    beyond = rows.observed - detector.beyond
    ratio, usual = _rate(detector, rows, beyond) if detector.model is Model.RATE else _share(detector, rows, beyond)
    chance = chance_of(ratio, rows.of, rows.times)
    ratio = rate_evidence(ratio, chance) if detector.model is Model.RATE else share_evidence(ratio, chance)
    bits = rows.laying.on_all(grained(bits_of(ratio, detector.seen.share)).astype(np.float32))
    return Weight(bits, observed, (usual + detector.beyond).astype(np.float32), exposure, rows.laying)


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
