"""Evidence against: what is known of a pair explains bits away, in the open."""

from collections.abc import Iterable, Mapping

import numpy as np

from boundaries.detection.detector import Detector
from boundaries.detection.models import Codes, Floats
from boundaries.detection.tally import Tally
from boundaries.detection.weighing import Weight


def explained_away(
    detector: Detector, tally: Tally, weighed: Iterable[Detector], weights: Mapping[str, Weight]
) -> tuple[Codes, Floats]:
    """The pairs that the detector knows about, and its negative bits for them: the share `by` of the positive bits of what it explains.

    That is signs, each with all the detectors `weighed` for it, and single detectors.
    """
    observed, exposure = tally.observed[detector.id], tally.exposure[detector.id]
    enough = np.flatnonzero(observed >= detector.at_least)
    known = enough[observed[enough].astype(np.float64) >= detector.share * exposure[enough].astype(np.float64)]
    total: Floats = np.zeros(len(known))
    weighed = tuple(weighed)
    for one in detector.explains:
        bits: Floats = np.zeros(len(known))
        for speaks in weighed:
            if one in (speaks.sign, speaks.id):
                bits += weights[speaks.id].bits[known]
        total += np.maximum(bits, 0.0)
    return known, -detector.by * total
