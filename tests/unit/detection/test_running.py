"""Looking back along stretches of time gives what comparing every moment with every stretch would give."""

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from boundaries.detection.facts.running import NEVER, stretches

SPANS = st.lists(st.tuples(st.integers(0, 3), st.integers(-5, 20), st.integers(-5, 30)), max_size=40)
MOMENTS = st.lists(st.tuples(st.integers(0, 4), st.integers(-8, 25)), min_size=1, max_size=40)


GROUPS = st.sampled_from([5, 1 << 20])


@settings(deadline=None)
@given(SPANS, MOMENTS, GROUPS)
def test_the_latest_end_of_what_had_begun_is_found(
    spans: list[tuple[int, int, int]], moments: list[tuple[int, int]], groups: int
) -> None:
    """By the bounds of each group, and by slots of time: many of them, or a few that hold several stretches each."""
    rows = np.array(sorted(spans), dtype=np.int64).reshape(-1, 3)
    made = stretches(rows[:, 0], rows[:, 1], rows[:, 2])
    group, at = (np.array(column, dtype=np.int64) for column in zip(*moments, strict=True))
    once = np.ones(len(group), dtype=np.int64)
    expected = [
        max((until for mine, begins, until in spans if mine == one and begins <= when), default=int(NEVER))
        for one, when in moments
    ]
    assert made.bounded(group).lasting(np.arange(len(group)), once, at)[0].tolist() == expected
    assert made.slotted(groups).lasting(group, once, at)[0].tolist() == expected
