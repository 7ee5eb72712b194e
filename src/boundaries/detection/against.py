"""Evidence against: what is known of a pair explains bits away, in the open."""

from collections.abc import Mapping

import numpy as np

from boundaries.detection.detector import Detector
from boundaries.detection.models import Codes, Floats
from boundaries.detection.tally import Tally


def explained_away(detector: Detector, tally: Tally, for_by_sign: Mapping[str, Floats]) -> tuple[Codes, Floats]:
    """The pairs that the detector knows about, and its negative bits for them: the share `by` of the positive bits of the signs it explains."""
    observed, exposure = tally.observed[detector.id], tally.exposure[detector.id]
    enough = np.flatnonzero(observed >= detector.at_least)
    known = enough[observed[enough].astype(np.float64) >= detector.share * exposure[enough].astype(np.float64)]
    total: Floats = np.zeros(len(known))
    for sign in detector.explains:
        if sign in for_by_sign:
            total += np.maximum(for_by_sign[sign][known], 0.0)
    return known, -detector.by * total
