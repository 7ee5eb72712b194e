"""Likelihood ratios are likelihood ratios: they average to one under ordinary policing, and more is never less."""

from random import Random

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import betabinom, nbinom

from boundaries.detection.models import CAP, bits_of, overdispersion, rate_log_ratio, share_log_ratio, share_strength

SHARES = st.floats(0.01, 0.99)
COUNTS = np.arange(4_000, dtype=np.float64)


def on_grid(share: float) -> float:
    """A share whose log odds lie on the step that shares are taken to."""
    return float(1 / (1 + np.exp(-np.rint(np.log(share / (1 - share)) / 0.02) * 0.02)))


@settings(deadline=None)
@given(st.floats(-800, 800), SHARES)
def test_bits_stay_between_floor_and_cap(log_ratio: float, m: float) -> None:
    bits = bits_of(np.array([log_ratio]), m)[0]
    assert np.log2(1 - m) - 1e-9 <= bits <= CAP


@settings(deadline=None)
@given(SHARES)
def test_bits_reach_floor_and_cap_and_say_nothing_of_nothing(m: float) -> None:
    floor, none, cap = bits_of(np.array([-1e6, 0.0, 1e6]), m)
    assert floor == pytest.approx(np.log2(1 - m))
    assert none == pytest.approx(0.0, abs=1e-12)
    assert cap == CAP


@settings(deadline=None)
@given(st.lists(st.floats(-50, 50), min_size=2, max_size=20), SHARES)
def test_more_evidence_is_never_fewer_bits(ratios: list[float], m: float) -> None:
    assert np.all(np.diff(bits_of(np.sort(np.array(ratios)), m)) >= 0)


@pytest.mark.parametrize("expected", [0.1, 2.0, 15.0])
@pytest.mark.parametrize("shape", [0.5, 4.0])
@pytest.mark.parametrize("multiples", [(3.0, 10.0), (0.1, 0.3)])
def test_ratios_of_counts_average_to_one(expected: float, shape: float, multiples: tuple[float, ...]) -> None:
    ordinary = nbinom.logpmf(COUNTS, shape, shape / (shape + expected))
    ratios = rate_log_ratio(COUNTS, np.full(len(COUNTS), expected), np.full(len(COUNTS), shape), multiples)
    assert np.sum(np.exp(ordinary + ratios)) == pytest.approx(1.0, rel=1e-3)


@pytest.mark.parametrize("share", [0.02, 0.3, 0.9])
@pytest.mark.parametrize("strength", [2.0, 50.0])
def test_ratios_of_shares_average_to_one(share: float, strength: float) -> None:
    share, of = on_grid(share), 12
    observed = np.arange(of + 1, dtype=np.float64)
    ordinary = betabinom.pmf(observed, of, strength * share, strength * (1 - share))
    ratios = np.exp(share_log_ratio(observed, np.full(of + 1, float(of)), np.full(of + 1, share), strength, (3.0, 12.0)))
    assert np.sum(ordinary * ratios) == pytest.approx(1.0, rel=1e-6)


@settings(deadline=None)
@given(st.floats(0.01, 50), st.floats(0.05, 50))
def test_higher_counts_speak_for_much_and_against_little(expected: float, shape: float) -> None:
    counts = np.arange(60, dtype=np.float64)
    level, shapes = np.full(60, expected), np.full(60, shape)
    assert np.all(np.diff(rate_log_ratio(counts, level, shapes, (3.0, 10.0))) > 0)
    assert np.all(np.diff(rate_log_ratio(counts, level, shapes, (0.1, 0.3))) < 0)


@settings(deadline=None)
@given(SHARES, st.floats(1, 200), st.integers(1, 40))
def test_higher_shares_speak_for_a_sign(share: float, strength: float, of: int) -> None:
    observed = np.arange(of + 1, dtype=np.float64)
    ratios = share_log_ratio(observed, np.full(of + 1, float(of)), np.full(of + 1, share), strength, (3.0, 10.0))
    assert np.all(np.diff(ratios) > 0)


@settings(deadline=None)
@given(SHARES, st.floats(1, 200), st.integers(1, 40), st.floats(1.5, 30), st.data())
def test_a_share_raised_is_its_rest_lowered(share: float, strength: float, of: int, odds: float, data: st.DataObject) -> None:
    share, observed = on_grid(share), data.draw(st.integers(0, of))

    def one(seen: int, at: float, factor: float) -> float:
        return float(share_log_ratio(np.array([float(seen)]), np.array([float(of)]), np.array([at]), strength, (factor,))[0])

    assert one(observed, share, odds) == pytest.approx(one(of - observed, 1 - share, 1 / odds), abs=1e-6)


@settings(deadline=None)
@given(st.lists(st.tuples(st.integers(0, 9), st.integers(1, 3)), min_size=2, max_size=30), st.randoms())
def test_pairs_with_the_same_counts_weigh_the_same_wherever_they_stand(rows: list[tuple[int, int]], random: Random) -> None:
    order = list(range(len(rows)))
    random.shuffle(order)
    observed, of = np.array([float(min(k, 3 * n)) for k, n in rows]), np.array([3.0 * n for _, n in rows])
    share = np.full(len(rows), 0.2)
    ratios = share_log_ratio(observed, of, share, 10.0, (3.0,))
    assert np.array_equal(share_log_ratio(observed[order], of[order], share, 10.0, (3.0,)), ratios[order])


def test_wild_counts_are_taken_for_wild() -> None:
    random = np.random.default_rng(1)
    expected = np.full(20_000, 3.0)
    assert overdispersion(random.poisson(expected).astype(np.float64), expected) > 20
    wild = random.poisson(random.gamma(0.5, 6.0, 20_000)).astype(np.float64)
    assert overdispersion(wild, expected) == pytest.approx(0.5, rel=0.2)
    assert overdispersion(np.zeros(3), np.ones(3)) == 50.0


def test_scattered_shares_are_taken_for_scattered() -> None:
    random = np.random.default_rng(2)
    of, share = np.full(20_000, 10.0), np.full(20_000, 0.3)
    assert share_strength(random.binomial(10, 0.3, 20_000).astype(np.float64), of, share) > 60
    scattered = random.binomial(10, random.beta(1.2, 2.8, 20_000)).astype(np.float64)
    assert share_strength(scattered, of, share) == pytest.approx(4.0, rel=0.2)
    assert share_strength(np.ones(3), np.ones(3), np.full(3, 0.5)) == 200.0
