"""Who is listed within a budget, equal scores and all."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from boundaries.evaluation.listing import NEVER, listed, places


def test_a_budget_is_per_thousand_members_and_at_least_one_pair() -> None:
    assert [places(50, 2500), places(20, 600), places(20, 10)] == [125, 12, 1]


def test_the_highest_scores_are_listed() -> None:
    assert listed(np.array([3.0, 9.0, 1.0, 7.0]), 2).tolist() == [0, 1, 0, 1]


def test_equal_scores_share_the_last_places() -> None:
    assert listed(np.array([5.0, 2.0, 2.0, 2.0, 2.0, 1.0]), 3).tolist() == [1, 0.5, 0.5, 0.5, 0.5, 0]


def test_what_is_never_listed_takes_no_place() -> None:
    assert listed(np.array([NEVER, 4.0, NEVER]), 2).tolist() == [0, 1, 0]


@given(st.lists(st.integers(0, 4), min_size=1, max_size=40), st.integers(1, 40))
def test_exactly_the_places_are_given_out_and_the_order_of_rows_does_not_matter(scores: list[int], count: int) -> None:
    weights = listed(np.array(scores, dtype=np.float64), count)
    assert np.isclose(weights.sum(), min(count, len(scores)))
    assert np.allclose(listed(np.array(scores[::-1], dtype=np.float64), count)[::-1], weights)
    assert all(
        one >= other
        for one, score in zip(weights, scores, strict=True)
        for other, less in zip(weights, scores, strict=True)
        if score > less
    )
