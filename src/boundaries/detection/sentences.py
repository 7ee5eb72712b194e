"""A detector's sentence, with the numbers of each pair in it."""

from string import Formatter

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from boundaries.detection.detector import Detector
from boundaries.detection.models import Floats


def sentences(detector: Detector, **numbers: Floats) -> pa.StringArray:
    """The detector's sentence for each of some pairs, with their numbers in it."""
    parts: list[pa.Scalar | pa.Array] = [pa.repeat("", len(numbers["observed"]))]
    for text, number, _, _ in Formatter().parse(detector.sentence):
        parts.append(pa.scalar(text))
        if number:
            # Few numbers differ as they are told.
            coded = pa.array(as_told(numbers[number])).dictionary_encode()
            parts.append(pa.array([told(one) for one in coded.dictionary.to_pylist()], pa.string()).take(coded.indices))
    return pc.binary_join_element_wise(*parts, "")


def as_told(numbers: Floats) -> Floats:
    """For each number, none below nought, one that reads the same, the same one wherever that is plain: a little above its tenth, so that it is whole nowhere else."""
    tenths = np.rint(numbers * 10)
    # Half-way between two tenths what is read depends on the last digit.
    itself = (numbers == np.trunc(numbers)) | (np.abs(np.abs(numbers * 10 - tenths) - 0.5) < 1e-6)
    return np.where(itself, numbers, (tenths + 0.25) / 10)


def told(number: float) -> str:
    """A number as a reader wants it: whole where it is whole, one place otherwise, never a false zero."""
    if number == int(number):
        return f"{int(number):,}"
    if 0 < number < 0.05:
        return "fewer than 0.1"
    return f"{number:,.1f}"
