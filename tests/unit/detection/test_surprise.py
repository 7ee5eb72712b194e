"""What many pairs of a force show cannot be worth many bits."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from boundaries.detection.surprise import chance_of, exposure_buckets, rate_evidence, share_evidence

RATIOS = st.lists(st.floats(-5, 30), min_size=2, max_size=60)


@settings(deadline=None)
@given(RATIOS)
def test_a_chance_is_a_chance_and_one_where_nothing_speaks(ratios: list[float]) -> None:
    ratio = np.array(ratios)
    chance = chance_of(ratio, np.ones(len(ratio)))
    assert np.all((chance > 0) & (chance <= 1))
    assert np.all(chance[ratio <= 0] == 1)


@settings(deadline=None)
@given(RATIOS)
def test_stronger_among_the_same_is_never_likelier(ratios: list[float]) -> None:
    ratio = np.sort(np.array(ratios))
    assert np.all(np.diff(chance_of(ratio, np.full(len(ratio), 4.0))) <= 1e-12)


@settings(deadline=None)
@given(RATIOS, st.floats(1e-6, 1))
def test_evidence_never_grows_by_being_checked(ratios: list[float], chance: float) -> None:
    ratio = np.array(ratios)
    held = share_evidence(ratio, np.full(len(ratio), chance))
    assert np.all(held <= ratio)
    assert np.all(held <= -np.log(chance) + 1e-12)


@settings(deadline=None)
@given(RATIOS, st.floats(1e-6, 1))
def test_a_count_that_speaks_against_a_sign_still_does(ratios: list[float], chance: float) -> None:
    ratio = np.array(ratios)
    held = rate_evidence(ratio, np.full(len(ratio), chance))
    assert np.all(held[ratio > 0] >= 0)
    assert np.array_equal(held[ratio <= 0], ratio[ratio <= 0])


def test_what_one_pair_in_a_thousand_shows_is_worth_more_than_what_a_tenth_shows() -> None:
    def evidence(alike: int) -> tuple[float, float]:
        ratio = np.concatenate([np.full(alike, 9.0), np.full(1_000 - alike, -0.1)])
        chance = chance_of(ratio, np.ones(1_000))
        return float(rate_evidence(ratio, chance)[0]), float(share_evidence(ratio, chance)[0])

    rare, common = evidence(1), evidence(100)
    assert rare[0] > common[0] + 1
    assert rare[1] > common[1] + 1
    assert chance_of(np.full(1_000, 9.0), np.ones(1_000)).min() > 0.99


def test_pairs_are_judged_among_pairs_with_as_much_to_judge() -> None:
    assert exposure_buckets(np.array([0.0, 1.0, 1.5, 2.0, 3.9, 4.0])).tolist() == [1, 1, 1, 2, 2, 3]
    ratio = np.concatenate([np.full(100, 5.0), np.full(900, -1.0), np.full(1, 5.0), np.full(999, -1.0)])
    exposure = np.concatenate([np.full(1_000, 1.0), np.full(1_000, 64.0)])
    chance = chance_of(ratio, exposure)
    assert chance[0] == pytest.approx(0.1, abs=0.01)
    assert chance[1_000] < 0.01
