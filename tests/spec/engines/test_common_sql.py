"""The common part of SQL that the project leans on, where engines are known to go their own ways."""

import pytest

from boundaries.engines.protocol import Engine
from tests.spec.engines.ascii import read

VALUES = [
    # nulls
    ("GREATEST(1, CAST(NULL AS INTEGER), 3)", 3),
    ("LEAST(CAST(NULL AS INTEGER), 2)", 2),
    ("GREATEST(CAST(NULL AS INTEGER), CAST(NULL AS INTEGER))", None),
    ("COALESCE(CAST(NULL AS INTEGER), 4)", 4),
    ("NULLIF(0, 0)", None),
    ("1 IN (2, NULL)", None),
    ("NOT (CAST(NULL AS BOOLEAN) OR TRUE)", False),
    ("CASE WHEN CAST(NULL AS BOOLEAN) THEN 1 ELSE 0 END", 0),
    ("'a' || CAST(NULL AS VARCHAR)", None),
    ("1 IS DISTINCT FROM NULL", True),
    # text
    ("TRIM('  a b ')", "a b"),
    ("LOWER('ÉCLAIR')", "éclair"),
    ("LENGTH('é😘')", 2),
    ("SUBSTR('naïve', 3, 2)", "ïv"),
    ("REPLACE('a-b-c', '-', '')", "abc"),
    ("'a' = 'a '", False),
    ("'a' = 'A'", False),
    # numbers
    ("CAST(FLOOR(2.5) AS BIGINT)", 2),
    ("CAST(FLOOR(-2.5) AS BIGINT)", -3),
    ("CAST(1 AS BIGINT) * 3000000000", 3_000_000_000),
    ("ABS(-3)", 3),
    # what cannot be read is null, not an error
    ("TRY_CAST('12' AS BIGINT)", 12),
    ("TRY_CAST('twelve' AS BIGINT)", None),
    ("TRY_CAST('' AS BIGINT)", None),
    ("TRY_CAST('99999999999999999999' AS BIGINT)", None),
    ("TRY_CAST('1.5' AS DOUBLE)", 1.5),
    ("CAST(TRY_CAST('2026-02-30' AS DATE) AS VARCHAR)", None),
    ("CAST(TRY_CAST('2026-02-28 25:00:00' AS TIMESTAMP) AS VARCHAR)", None),
    # times
    ("CAST(CAST('2026-03-29T01:30:00' AS TIMESTAMP) AS VARCHAR)", "2026-03-29 01:30:00"),
    ("CAST(CAST(CAST('2026-10-25 01:30:00' AS TIMESTAMP) AS DATE) AS VARCHAR)", "2026-10-25"),
    ("CAST(CAST(CAST('2026-10-25' AS DATE) AS TIMESTAMP) AS VARCHAR)", "2026-10-25 00:00:00"),
    ("CAST(EXTRACT(YEAR FROM CAST('2026-01-01 00:00:00' AS TIMESTAMP)) AS BIGINT)", 2026),
    ("CAST(EXTRACT(MONTH FROM CAST('2026-12-31 23:59:59' AS TIMESTAMP)) AS BIGINT)", 12),
    ("CAST(EXTRACT(MINUTE FROM CAST('2026-12-31 23:59:59' AS TIMESTAMP)) AS BIGINT)", 59),
]


@pytest.mark.parametrize(("sql", "expected"), VALUES)
def test_values(engine: Engine, sql: str, expected: object) -> None:
    assert engine.table(f"SELECT {sql} AS found").to_pylist() == [{"found": expected}]


def test_counts_and_sums_of_nulls(engine: Engine) -> None:
    engine.put("given", read("part:text | n:whole\na | 1\na | -\na | 1\nb | -"))
    sql = """
        SELECT g.part AS part, COUNT(*) AS rows, COUNT(g.n) AS told, COUNT(DISTINCT g.n) AS kinds, CAST(SUM(g.n) AS BIGINT) AS total
        FROM given AS g GROUP BY g.part ORDER BY g.part"""
    assert engine.table(sql).to_pylist() == [
        {"part": "a", "rows": 3, "told": 2, "kinds": 1, "total": 2},
        {"part": "b", "rows": 1, "told": 0, "kinds": 0, "total": None},
    ]


def test_nulls_are_one_group_and_join_nothing(engine: Engine) -> None:
    engine.put("given", read("n:whole\n1\n-\n-"))
    assert engine.table("SELECT g.n AS n, COUNT(*) AS rows FROM given AS g GROUP BY g.n ORDER BY g.n NULLS LAST").to_pylist() == [
        {"n": 1, "rows": 1},
        {"n": None, "rows": 2},
    ]
    assert engine.table("SELECT COUNT(*) AS rows FROM given AS a JOIN given AS b ON a.n = b.n").to_pylist() == [{"rows": 1}]


def test_numbering_and_the_row_after(engine: Engine) -> None:
    engine.put("given", read("who:text | n:whole\na | 3\nb | 1\na | 1\na | 2"))
    sql = """
        SELECT g.who AS who, g.n AS n, ROW_NUMBER() OVER (PARTITION BY g.who ORDER BY g.n) AS place,
               LEAD(g.n) OVER (PARTITION BY g.who ORDER BY g.n) AS following
        FROM given AS g ORDER BY g.who, g.n"""
    assert [tuple(row.values()) for row in engine.table(sql).to_pylist()] == [
        ("a", 1, 1, 2),
        ("a", 2, 2, 3),
        ("a", 3, 3, None),
        ("b", 1, 1, None),
    ]


def test_a_union_matches_columns_by_place(engine: Engine) -> None:
    engine.put("given", read("a:whole | b:whole\n1 | 2"))
    sql = "SELECT g.a AS x, g.b AS y FROM given AS g UNION ALL SELECT g.b AS y, g.a AS x FROM given AS g"
    assert sorted(tuple(row.values()) for row in engine.table(sql).to_pylist()) == [(1, 2), (2, 1)]


def test_a_window_of_time_before_a_moment(engine: Engine) -> None:
    """How many of the same member in the hour before: the frame counts by value, and peers at one moment count together."""
    engine.put("given", read("at:time\n2026-01-01 10:00:00\n2026-01-01 10:30:00\n2026-01-01 10:30:00\n2026-01-01 12:00:00"))
    sql = """
        SELECT COUNT(*) OVER (ORDER BY g.at RANGE BETWEEN INTERVAL '1' HOUR PRECEDING AND CURRENT ROW) AS near
        FROM given AS g ORDER BY g.at"""
    assert engine.table(sql).column("near").to_pylist() == [1, 3, 3, 1]
