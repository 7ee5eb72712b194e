"""Evidence against: what is known of a pair explains bits away, in the open."""

import numpy as np

from boundaries.detection.detector import Detector
from boundaries.detection.models import Floats
from boundaries.detection.tally import Tally


def explained_away(detector: Detector, tally: Tally, for_by_sign: dict[str, Floats]) -> Floats:
    """Negative bits: the detector's share `by` of the positive bits of the signs it explains, for the pairs it knows about."""
    observed, exposure = (counts[detector.id].astype(np.float64) for counts in (tally.observed, tally.exposure))
    known = (observed >= detector.at_least) & (observed >= detector.share * exposure)
    total = np.zeros(len(known))
    for sign in detector.explains:
        if sign in for_by_sign:
            total += np.maximum(for_by_sign[sign], 0.0)
    return np.where(known, -detector.by * total, 0.0)
