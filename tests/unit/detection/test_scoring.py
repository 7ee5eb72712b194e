"""Scores are exact: bits add up to the last digit, in any order."""

from random import Random

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from boundaries.detection.scoring import GRAIN, grained

BITS = st.lists(st.floats(-10, 10), min_size=1, max_size=80)


@given(BITS)
def test_grained_bits_are_the_nearest_whole_grains(bits: list[float]) -> None:
    found = grained(np.array(bits))
    assert np.all(found * GRAIN == np.rint(found * GRAIN))
    assert np.all(np.abs(found - np.array(bits)) <= 0.5 / GRAIN)
    assert np.array_equal(grained(found), found)


@given(BITS, st.randoms())
def test_grained_bits_sum_to_the_same_in_any_order(bits: list[float], random: Random) -> None:
    found = grained(np.array(bits)).tolist()
    shuffled = random.sample(found, len(found))
    assert sum(shuffled) == sum(found) == sum(round(bit * GRAIN) for bit in found) / GRAIN


def test_no_bits_are_never_less_than_none() -> None:
    assert not np.signbit(grained(np.array([-0.0, -1e-9]))).any()
