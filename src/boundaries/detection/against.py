"""Evidence against: what is known of a pair explains bits away, in the open."""

from collections.abc import Mapping

import numpy as np

from boundaries.detection.detector import Detector
from boundaries.detection.models import Codes, Floats
from boundaries.detection.tally import Tally


def explained_away(detector: Detector, tally: Tally, for_it: Mapping[str, Floats]) -> tuple[Codes, Floats]:
    """The pairs that the detector knows about, and its negative bits for them: the share `by` of the positive bits of what it explains.

    `for_it` holds the bits of signs and of detectors, by their ids.
    """
    observed, exposure = tally.observed[detector.id], tally.exposure[detector.id]
    enough = np.flatnonzero(observed >= detector.at_least)
    known = enough[observed[enough].astype(np.float64) >= detector.share * exposure[enough].astype(np.float64)]
    total: Floats = np.zeros(len(known))
    for one in detector.explains:
        if one in for_it:
            total += np.maximum(for_it[one][known], 0.0)
    return known, -detector.by * total
