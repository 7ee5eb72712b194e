"""Looking back along stretches of time gives what comparing every moment with every stretch would give."""

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from boundaries.detection.facts.running import NEVER, stretches

SPANS = st.lists(st.tuples(st.integers(0, 3), st.integers(-5, 20), st.integers(-5, 30)), max_size=40)
MOMENTS = st.lists(st.tuples(st.integers(0, 4), st.integers(-8, 25)), min_size=1, max_size=40)


@settings(deadline=None)
@given(SPANS, MOMENTS)
def test_the_latest_end_of_what_had_begun_is_found(spans: list[tuple[int, int, int]], moments: list[tuple[int, int]]) -> None:
    rows = np.array(sorted(spans), dtype=np.int64).reshape(-1, 3)
    made = stretches(rows[:, 0], rows[:, 1], rows[:, 2])
    group, at = (np.array(column, dtype=np.int64) for column in zip(*moments, strict=True))
    first, after = made.bounds(group)
    (found,) = made.lasting(first, after, at)
    expected = [
        max((until for mine, begins, until in spans if mine == one and begins <= when), default=int(NEVER))
        for one, when in moments
    ]
    assert found.tolist() == expected
