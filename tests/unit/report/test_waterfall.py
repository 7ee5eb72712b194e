"""Steps that add up, whatever the evidence; words that say numbers plainly."""

import math
from datetime import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from boundaries.detection.report.pairs import Evidence
from boundaries.detection.report.waterfall import MOST_STEPS, WIDTH, waterfall
from boundaries.detection.report.words import listed, number, period, signed, times_better


def evidence(*bits: float) -> list[Evidence]:
    """One piece of evidence for each number of bits."""
    return [Evidence("s", "S", "d", f"D{n}", worth, "", None, None, None, None, "", (), 0) for n, worth in enumerate(bits)]


def test_steps_follow_one_another_and_a_minus_goes_back() -> None:
    fall = waterfall(evidence(6.0, 2.0, -2.0), 6.0)
    assert [(step.left, step.length, step.against) for step in fall.steps] == [(0, 180, False), (180, 60, False), (180, 60, True)]
    assert (fall.total.left, fall.total.length, fall.zero) == (0, 180, 0)


def test_a_pair_below_zero_leaves_room_to_the_left() -> None:
    fall = waterfall(evidence(1.0, -3.0), -2.0)
    assert fall.zero == pytest.approx(160)
    assert fall.total.left == 0


def test_no_evidence_no_steps() -> None:
    assert waterfall([], 0.0).steps == ()


@given(st.lists(st.floats(-10, 10), max_size=40))
def test_steps_always_add_up_and_stay_on_the_axis(bits: list[float]) -> None:
    fall = waterfall(evidence(*bits), math.fsum(bits))
    assert math.isclose(math.fsum(step.bits for step in fall.steps), math.fsum(bits), abs_tol=1e-6)
    assert len(fall.steps) <= MOST_STEPS + 1
    assert all(-0.1 <= step.left <= WIDTH + 0.1 and step.left + step.length <= WIDTH + 1 for step in (*fall.steps, fall.total))


@pytest.mark.parametrize(
    ("bits", "said"), [(3.24, "+3.2"), (-0.42, "−0.4"), (0.0, "0.0"), (-0.04, "0.0"), (0.04, "0.0"), (10.0, "+10.0")]
)
def test_bits_are_said_with_their_sign(bits: float, said: str) -> None:
    assert signed(bits) == said


@pytest.mark.parametrize(
    ("bits", "said"), [(1, "about 2.0 times"), (3, "about 8.0 times"), (10, "about 1,000 times"), (13.4, "about 11,000 times")]
)
def test_bits_are_said_as_a_ratio_without_false_precision(bits: float, said: str) -> None:
    assert times_better(bits) == said


@pytest.mark.parametrize(
    ("value", "said"), [(None, "not known"), (math.nan, "not known"), (1200.0, "1,200"), (0.034, "0.034"), (2.44, "2.4")]
)
def test_counts_are_said_to_the_places_that_matter(value: float | None, said: str) -> None:
    assert number(value) == said


def test_lists_and_periods() -> None:
    assert [listed(words) for words in ([], ["a"], ["a", "b"], ["a", "b", "c"])] == ["", "a", "a and b", "a, b and c"]
    morning, evening, later = datetime(2025, 3, 3, 9), datetime(2025, 3, 3, 21), datetime(2025, 3, 9)
    assert [period(morning, evening), period(morning, later), period(None, None)] == [
        "3\N{NO-BREAK SPACE}March 2025",
        "3\N{NO-BREAK SPACE}March 2025 to 9\N{NO-BREAK SPACE}March 2025",
        "not known",
    ]
