"""Counts read off codes are those that asking every moment would give."""

from collections.abc import Iterator

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from boundaries.detection.counting import count_moments, told_by_code
from boundaries.detection.detectors import load_detectors
from boundaries.detection.facts.fields import packed
from boundaries.detection.facts.moments import Moments, lend_moments
from boundaries.engines.duckdb import DuckDBEngine

CONDITIONS = (
    "kind = 1",
    "kind = 1 AND way IS NULL",
    "kind = 2 AND purpose IS NULL",
    "channel = 'sms' AND hour >= 21",
    "quiet = 1",
)
MOMENTS = st.lists(st.tuples(*(st.integers(0, most) for most in (3, 2, 3, 23, 1))), min_size=1, max_size=60)


@pytest.fixture(scope="module")
def engine() -> Iterator[DuckDBEngine]:
    made = DuckDBEngine(threads=1, memory_gib=0.5)
    yield made
    made.close()


def moments_of(rows: list[tuple[int, int, int, int, int]]) -> Moments:
    """Moments of some pairs of one member, with what is drawn for them."""
    person, way, kind, hour, quiet = (np.array(column, dtype=np.int64) for column in zip(*sorted(rows), strict=True))
    code = packed(kind=np.clip(kind, 1, 3), way=way, hour=hour, quiet=quiet, channel=kind)
    people, starts = np.unique(person, return_index=True)
    codes, place = np.unique(code, return_inverse=True)
    whole = np.arange(len(rows), dtype=np.int64)
    return Moments(
        np.zeros(len(people), dtype=np.int32), people.astype(np.int32), np.append(starts, len(rows)), whole, whole, place.astype(np.int32), codes
    )  # fmt: skip


@settings(deadline=None, max_examples=30, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(MOMENTS)
def test_counts_are_those_of_the_moments_themselves(engine: DuckDBEngine, rows: list[tuple[int, int, int, int, int]]) -> None:
    moments = moments_of(rows)
    lend_moments(engine, moments)
    pairs = np.arange(len(moments.person))
    for condition, counts in zip(CONDITIONS, count_moments(engine, moments, CONDITIONS, pairs, len(pairs)), strict=True):
        asked = engine.table(
            f"SELECT person_no, COUNT(CASE WHEN {condition} THEN 1 END) AS n FROM moments GROUP BY person_no ORDER BY person_no"
        )
        assert counts.tolist() == asked.column("n").to_pylist()


def test_what_a_code_does_not_tell_is_asked_of_each_moment() -> None:
    assert not told_by_code("kind = 1 AND day > 9000")
    assert all(told_by_code(one.observed) for one in load_detectors().values() if one.facts == "moments")
