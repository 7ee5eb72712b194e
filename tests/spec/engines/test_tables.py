"""What an engine does with tables: keep, view, put, drop, stream, read; and what stays the same whatever it is given."""

import os
import subprocess
import sys
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from boundaries.engines.protocol import Engine
from boundaries.errors import BoundariesError
from tests.spec.engines.ascii import read

ROWS = pa.table({"a": [1, 2, 3]})


def column(engine: Engine, sql: str) -> list[object]:
    """The first column of a query's rows."""
    return engine.table(sql).column(0).to_pylist()


def test_put_keep_and_view_replace_one_another(engine: Engine) -> None:
    engine.put("things", ROWS)
    engine.view("things", "SELECT 10 AS a")
    assert column(engine, "SELECT a FROM things") == [10]
    engine.keep("things", "SELECT 20 AS a")
    assert column(engine, "SELECT a FROM things") == [20]
    engine.put("things", ROWS)
    assert column(engine, "SELECT a FROM things ORDER BY a") == [1, 2, 3]


def test_lent_rows_are_read_replaced_and_forgotten_like_any_table(engine: Engine) -> None:
    engine.put("things", pa.table({"a": [10]}))
    engine.lend("things", ROWS)
    engine.view("more", "SELECT a + 1 AS a FROM things")
    assert column(engine, "SELECT a FROM more ORDER BY a") == [2, 3, 4]
    assert sum(batch.num_rows for batch in engine.batches("SELECT a FROM more")) == 3
    engine.lend("Things", pa.table({"a": [5]}))
    assert column(engine, "SELECT a FROM more") == [6]
    engine.put("things", pa.table({"a": [20]}))
    assert column(engine, "SELECT a FROM more") == [21]
    engine.lend("things", ROWS)
    engine.drop("things")
    with pytest.raises(Exception, match="things"):
        engine.table("SELECT a FROM things")


def test_threads_keep_tables_of_their_own_at_the_same_time(engine: Engine) -> None:
    engine.put("things", ROWS)
    engine.lend("lent", ROWS)

    def kept(thread: int) -> list[object]:
        for time in range(5):
            engine.keep(f"kept_{thread}", f"SELECT t.a * {thread} + {time} AS a FROM things AS t JOIN lent AS l ON l.a = t.a")
        engine.put(f"kept_{thread}", engine.table(f"SELECT a FROM kept_{thread}"))
        engine.view(f"seen_{thread}", f"SELECT a + 100 AS a FROM kept_{thread}")
        return column(engine, f"SELECT a FROM seen_{thread} ORDER BY a")

    with ThreadPoolExecutor(4) as pool:
        assert list(pool.map(kept, range(4))) == [[100 + thread * a + 4 for a in (1, 2, 3)] for thread in range(4)]
    assert column(engine, "SELECT COUNT(*) AS n FROM kept_3") == [3]


def test_names_do_not_depend_on_case(engine: Engine) -> None:
    engine.put("Things", ROWS)
    engine.keep("things", "SELECT 20 AS a")
    assert column(engine, "SELECT a FROM THINGS") == [20]


def test_a_table_may_be_made_from_the_one_it_replaces(engine: Engine) -> None:
    engine.put("things", ROWS)
    engine.keep("things", "SELECT a * 2 AS a FROM things")
    assert column(engine, "SELECT a FROM things ORDER BY a") == [2, 4, 6]


def test_a_failed_replacement_leaves_what_was_there(engine: Engine) -> None:
    engine.put("things", ROWS)
    with pytest.raises(Exception, match="missing"):
        engine.keep("things", "SELECT a FROM missing")
    assert column(engine, "SELECT a FROM things ORDER BY a") == [1, 2, 3]


def test_a_view_follows_its_table_and_a_kept_table_does_not(engine: Engine) -> None:
    engine.put("things", ROWS)
    engine.view("seen", "SELECT a FROM things")
    engine.keep("kept", "SELECT a FROM things")
    engine.put("things", pa.table({"a": [9]}))
    assert column(engine, "SELECT a FROM seen") == [9]
    assert column(engine, "SELECT a FROM kept ORDER BY a") == [1, 2, 3]


def test_drop_forgets_and_may_be_repeated(engine: Engine) -> None:
    engine.put("things", ROWS)
    engine.drop("things")
    engine.drop("things")
    with pytest.raises(Exception, match="things"):
        engine.table("SELECT a FROM things")


def test_what_is_put_is_a_copy_with_its_types(engine: Engine) -> None:
    given = read("""
    at:time             | day:date   | n:whole | share:number | seen:flag | words:text
    2026-03-29 01:30:00 | 2026-03-29 | 1       | 0.5          | yes       | naïve 😘
    -                   | -          | -       | -            | -         | -
    """)
    engine.put("given", given)
    found = engine.table("SELECT * FROM given")
    assert found.to_pylist() == given.to_pylist()
    assert [field.type for field in found.schema] == [field.type for field in given.schema]


def test_a_python_name_is_no_table(engine: Engine) -> None:
    things = ROWS
    with pytest.raises(Exception, match="things"):
        engine.table("SELECT a FROM things")
    assert things.num_rows == 3


@pytest.mark.parametrize("place", ["put", "kept", "viewed"])
def test_an_empty_table_keeps_its_columns(engine: Engine, place: str) -> None:
    engine.put("put", read("at:time | n:whole | words:text"))
    engine.keep("kept", "SELECT * FROM put")
    engine.view("viewed", "SELECT * FROM kept")
    found = engine.table(f"SELECT * FROM {place}")
    assert (found.num_rows, found.schema) == (0, pa.schema({"at": pa.timestamp("us"), "n": pa.int64(), "words": pa.string()}))
    sums = engine.table(f"SELECT COUNT(*) AS n, SUM(n) AS total, MAX(p.at) AS last FROM {place} AS p").to_pylist()
    assert sums == [{"n": 0, "total": None, "last": None}]
    assert sum(batch.num_rows for batch in engine.batches(f"SELECT * FROM {place}")) == 0


def test_batches_hold_every_row_once_in_order(engine: Engine) -> None:
    engine.put("many", pa.table({"n": range(10_000)}))
    batches = list(engine.batches("SELECT n FROM many ORDER BY n DESC", 3_000))
    assert len(batches) > 1
    assert max(batch.num_rows for batch in batches) < 6_000
    assert [n for batch in batches for n in batch.column(0).to_pylist()] == list(range(9_999, -1, -1))


def test_other_statements_may_run_between_batches(engine: Engine) -> None:
    engine.put("many", pa.table({"n": range(100_000)}))
    seen = 0
    for place, batch in enumerate(engine.batches("SELECT n FROM many", 10_000)):
        engine.put("arrived", pa.table({"place": [place]}))
        assert column(engine, "SELECT place FROM arrived") == [place]
        seen += batch.num_rows
    assert seen == 100_000


def test_batches_stream_rather_than_pile_up(engine: Engine) -> None:
    """A query far larger than memory gives its first rows at once, and leaving it early costs nothing."""
    engine.put("many", pa.table({"n": range(100_000)}))
    batches = engine.batches("SELECT a.n AS a, b.n AS b FROM many AS a CROSS JOIN many AS b", 10_000)
    assert next(batches).num_rows > 0
    batches.close()
    assert column(engine, "SELECT COUNT(*) AS n FROM many") == [100_000]


def test_nulls_stand_where_they_are_told_to(engine: Engine) -> None:
    engine.put("given", read("n:whole\n2\n-\n1"))
    for direction, expected in (("ASC", [1, 2]), ("DESC", [2, 1])):
        assert column(engine, f"SELECT n FROM given ORDER BY n {direction} NULLS LAST") == [*expected, None]
        assert column(engine, f"SELECT n FROM given ORDER BY n {direction} NULLS FIRST") == [None, *expected]


def test_nulls_in_a_running_window(engine: Engine) -> None:
    """A running last time ignores the rows that have none: the off-duty union rests on it."""
    engine.put(
        "given",
        read("""
    at:time             | starts:time
    2026-01-01 08:00:00 | 2026-01-01 08:00:00
    2026-01-01 09:00:00 | -
    2026-01-02 08:00:00 | 2026-01-02 08:00:00
    2026-01-02 09:00:00 | -
    """),
    )
    window = "OVER (ORDER BY g.at ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW)"
    engine.keep("running", f"SELECT g.at AS at, MAX(g.starts) {window} AS since FROM given AS g")
    assert column(engine, "SELECT CAST(since AS VARCHAR) AS since FROM running AS r ORDER BY r.at") == [
        *["2026-01-01 08:00:00"] * 2, *["2026-01-02 08:00:00"] * 2,
    ]  # fmt: skip


def test_text_is_ordered_by_its_letters_codes(engine: Engine) -> None:
    engine.put("given", read("words:text\na\nB\né\nA\nz\n10\n9"))
    assert column(engine, "SELECT words FROM given ORDER BY words") == ["10", "9", "A", "B", "a", "z", "é"]


def test_times_cast_alike_meet_in_a_union(engine: Engine) -> None:
    engine.put("days", read("day:date\n2026-01-02"))
    engine.put("times", read("at:time\n2026-01-01 23:00:00"))
    sql = "SELECT CAST(day AS TIMESTAMP) AS at FROM days UNION ALL SELECT CAST(t.at AS TIMESTAMP) AS at FROM times AS t"
    engine.keep("moments", f"SELECT b.at AS at FROM ({sql}) AS b ORDER BY b.at")
    found = engine.table("SELECT m.at AS at FROM moments AS m ORDER BY m.at")
    assert found.schema.field("at").type == pa.timestamp("us")
    assert [str(at) for at in found.column(0).to_pylist()] == ["2026-01-01 23:00:00", "2026-01-02 00:00:00"]


def test_parquet_rows_are_numbered_as_they_stand(engine: Engine, tmp_path: Path) -> None:
    path = tmp_path / "an export [1] * isn't plain?.parquet"
    pq.write_table(pa.table({"n": range(50_000, 0, -1)}), path, row_group_size=1_000)
    (tmp_path / "an export 1 x isn't plainx.parquet").write_bytes(b"a pattern would have found this one")
    source = engine.read_parquet(path)
    found = engine.table(f"SELECT file_row_number AS place, n FROM {source} ORDER BY file_row_number")
    assert found.column("place").to_pylist() == list(range(50_000))
    assert found.column("n").to_pylist() == list(range(50_000, 0, -1))


@pytest.mark.parametrize("content", [None, b"", b"PAR1", b"PAR1" + b"\0" * 40 + b"PAR1"])
def test_a_file_that_does_not_read_is_told_plainly(engine: Engine, tmp_path: Path, content: bytes | None) -> None:
    path = tmp_path / "contacts.parquet"
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(BoundariesError, match="contacts"):
        engine.table(f"SELECT * FROM {engine.read_parquet(path)}")


def test_whole_sums_do_not_depend_on_threads(make_engine: Callable[..., Engine]) -> None:
    numbers = pa.table({"n": [(place * 2_654_435_761) % 1_000_003 - 500_000 for place in range(200_000)]})
    found = []
    for threads in (1, 2, 7):
        engine = make_engine(threads=threads)
        engine.put("numbers", numbers)
        found.append(
            engine.table("SELECT n % 97 AS part, CAST(SUM(n) AS BIGINT) AS total FROM numbers GROUP BY n % 97 ORDER BY part")
        )
        engine.close()
    assert found[0].equals(found[1])
    assert found[0].equals(found[2])
    assert sum(found[0].column("total").to_pylist()) == sum(numbers.column("n").to_pylist())


def test_local_time_and_hashes_do_not_depend_on_the_machine(engine: Engine) -> None:
    """A zoned time becomes Europe/London time, and a hash is the same, in a process whose clock is set elsewhere."""
    name = f"{type(engine).__module__} import {type(engine).__name__} as Engine"
    sql = f"SELECT CAST(CAST('2026-07-01 12:00:00+00' AS TIMESTAMPTZ) AS TIMESTAMP) AS at, {engine.dialect.text_hash(chr(39) + 'x' + chr(39))} AS h"
    code = f"from {name}\nengine = Engine(threads=1)\nprint(engine.table({sql!r}).to_pylist())\nengine.close()"
    told = subprocess.run(
        [sys.executable, "-c", code], env={**os.environ, "TZ": "Asia/Tokyo"}, capture_output=True, text=True, check=True
    ).stdout.strip()
    assert told == str(engine.table(sql).to_pylist())
    assert "12, 0" not in told
    assert "13, 0" in told


def test_too_little_memory_is_told_plainly(make_engine: Callable[..., Engine], tmp_path: Path) -> None:
    engine = make_engine(threads=1, memory_gib=0.03, scratch=tmp_path)
    engine.put("many", pa.table({"n": range(1_000)}))
    pile = "SELECT list(a.n * b.n * c.n) AS piled FROM many AS a CROSS JOIN many AS b CROSS JOIN many AS c"
    with pytest.raises(BoundariesError, match="memory"):
        engine.table(pile)
    assert column(engine, "SELECT COUNT(*) AS n FROM many") == [1_000]
    engine.close()


def test_spilled_rows_are_gone_when_the_engine_closes(make_engine: Callable[..., Engine], tmp_path: Path) -> None:
    engine = make_engine(threads=1, memory_gib=0.1, scratch=tmp_path)
    engine.put("many", pa.table({"n": range(1_000)}))
    engine.keep(
        "spilled",
        "SELECT a.n * b.n AS n, CAST(a.n AS VARCHAR) || ' of ' || CAST(b.n AS VARCHAR) AS t FROM many AS a CROSS JOIN many AS b CROSS JOIN (VALUES (1), (2), (3), (4), (5), (6), (7), (8)) AS c(k)",
    )
    assert any(path.is_file() for path in tmp_path.rglob("*"))
    engine.close()
    assert list(tmp_path.iterdir()) == []


def test_a_missing_scratch_folder_is_told_plainly(make_engine: Callable[..., Engine], tmp_path: Path) -> None:
    with pytest.raises(BoundariesError, match="scratch"):
        make_engine(scratch=tmp_path / "none")
