"""What to ask a force for: every place that a detector looks at is described, and nothing that none looks at."""

from boundaries.detection.detectors.loader import load_detectors
from boundaries.records.asks import ASKS, asked_for


def test_whatever_a_detector_looks_at_can_be_asked_for_in_words() -> None:
    places = {place for one in load_detectors().values() for place in (*one.needs, *one.helps)}
    assert set(ASKS) == places


def test_a_place_that_nobody_described_is_told_by_its_name() -> None:
    assert "gifts.value_gbp" in asked_for("gifts.value_gbp")
