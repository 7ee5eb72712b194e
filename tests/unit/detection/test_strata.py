"""What a pair's cases come to is what grouping them by pair would give."""

from collections.abc import Iterator

import pyarrow as pa
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from boundaries.detection.facts.strata import pair_strata
from boundaries.engines.duckdb import DuckDBEngine

COLUMNS = ("member_no", "person_no", "days", "oic", "specialist", "supervisor", "gravity")
CASES = st.lists(st.tuples(*(st.integers(0, most) for most in (2, 3, 900, 1, 1, 1, 9))), max_size=30)
COUNTED = ("1", "days", "oic * days", "CASE WHEN gravity > 4 THEN days END")


@pytest.fixture(scope="module")
def engine() -> Iterator[DuckDBEngine]:
    made = DuckDBEngine(threads=1, memory_gib=0.5)
    yield made
    made.close()


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(cases=CASES)
def test_cases_are_added_up_by_pair(engine: DuckDBEngine, cases: list[tuple[int, ...]]) -> None:
    columns = list(zip(*cases, strict=True)) or [()] * len(COLUMNS)
    rows = {name: pa.array(values, pa.int32()) for name, values in zip(COLUMNS, columns, strict=True)}
    engine.put("case_facts", pa.table(rows))
    engine.put("person_keys", pa.table({"person_no": pa.array(range(4), pa.int32())}))
    sums = "".join(f", COALESCE(SUM({one}), 0) AS cell_{place}" for place, one in enumerate(COUNTED))
    grouped = engine.table(
        "SELECT member_no, person_no, COUNT(*) AS cases, SUM(days) AS days, MAX(oic) AS oic, MAX(specialist) AS specialist,"
        f" MAX(supervisor) AS supervisor, MAX(gravity) AS kind{sums} FROM case_facts GROUP BY member_no, person_no ORDER BY 1, 2"
    )
    assert pair_strata(engine, COUNTED).to_pylist() == grouped.to_pylist()
