"""Whatever a force exports: nothing but a plain error, no row lost, and no answer that hangs on the order of the rows."""

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from boundaries.engines.duckdb import DuckDBEngine
from boundaries.errors import BoundariesError
from boundaries.records.check import check_records
from boundaries.records.contract import TABLES, Column, Kind, Table
from boundaries.records.load import load_records
from boundaries.records.moment import known_before
from boundaries.records.state import Records

NOW = datetime(2024, 6, 1)
KEYS = ("member_keys", "person_keys", "case_keys")
LOADED = [f"loaded_{table}" for table in TABLES]
SLOW = settings(max_examples=6, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much])

_USUAL = {
    Kind.ID: ["A1", "A2", "A3", "B1"], Kind.TEXT: ["hello", "x"], Kind.TIME: ["2024-01-05 10:00", "2024-02-01T09:30:00Z", "2024-03-31 01:30"],
    Kind.DATE: ["2020-01-01", "2023-05-06"], Kind.WHOLE: ["1980", "12"], Kind.MONEY: ["12.50"], Kind.FLAG: ["true", "no"],
}  # fmt: skip
_DIRT = st.sampled_from(
    ["", " ", "?", "2030-01-01", "A1 ", "Other", "1e9", "-1", "£3", "2024-02-30", "é;child", "nan", ";"]
) | st.text(st.characters(codec="utf-8", exclude_categories=["Cs"], exclude_characters="\x00\r\n"), max_size=6)


def usual(column: Column) -> list[str]:
    return list(column.words) or _USUAL[column.kind]


def rows_of(table: Table, *, dirt: bool) -> st.SearchStrategy[list[dict[str, str]]]:
    cells = {column.name: st.sampled_from(usual(column)) for column in table.columns}
    if dirt:
        cells = {name: clean | _DIRT for name, clean in cells.items()}
    return st.lists(st.fixed_dictionaries(cells), max_size=8)


def forces(*, dirt: bool) -> st.SearchStrategy[dict[str, list[dict[str, str]]]]:
    """Members, people and up to three other tables: few enough to load many forces, enough to point at one another."""
    others = [name for name, table in TABLES.items() if not table.required]
    return st.lists(st.sampled_from(others), max_size=3, unique=True).flatmap(
        lambda names: st.fixed_dictionaries({name: rows_of(TABLES[name], dirt=dirt) for name in ("members", "people", *names)})
    )


def written(table: str, rows: list[dict[str, str]], columns: list[str]) -> str:
    def cell(text: str) -> str:
        return '"' + text.replace('"', '""') + '"' if any(mark in text for mark in ',"\n\r') else text

    return "".join(",".join(map(cell, line)) + "\n" for line in [columns, *([row[name] for name in columns] for row in rows)])


@contextmanager
def loaded(files: dict[str, str | bytes | pa.Table], *, threads: int = 1) -> Iterator[Records]:
    engine = DuckDBEngine(threads=threads, memory_gib=1.0)
    try:
        with tempfile.TemporaryDirectory() as place:
            for name, content in files.items():
                if isinstance(content, pa.Table):
                    pq.write_table(content, Path(place) / f"{name}.parquet")
                else:
                    (Path(place) / f"{name}.csv").write_bytes(content.encode() if isinstance(content, str) else content)
            yield load_records(Path(place), engine, now=NOW)
    finally:
        engine.close()


def contents(records: Records) -> dict[str, list[str]]:
    """Everything stored, in an order of its own; the numbers given to contacts apart."""
    held = {}
    for name in (*LOADED, *KEYS):
        table = records.engine.table(f"SELECT * FROM {name}")
        kept = [column for column in table.column_names if column != "row"]
        held[name] = sorted(str(row) for row in table.select(kept).to_pylist())
    return held


@SLOW
@given(forces(dirt=True))
def test_no_row_is_lost(force: dict[str, list[dict[str, str]]]) -> None:
    files: dict[str, str | bytes | pa.Table] = {
        name: written(name, rows, [column.name for column in TABLES[name].columns]) for name, rows in force.items()
    }
    with loaded(files) as records:
        done = check_records(records)
        for one in (one for one in done.tables if one.name in force):
            lines = [row for row in force[one.name] if any(value.strip() for value in row.values())]
            assert one.rows_read >= len(lines)
            assert one.rows_read <= len(force[one.name])
            assert one.rows_read - one.rows_kept == sum(reason.rows for reason in one.rejected)
            assert records.engine.table(f"SELECT COUNT(*) AS n FROM loaded_{one.name}").column("n").to_pylist() == [one.rows_kept]
        known_before(records, NOW)
        for name in TABLES:
            records.engine.table(f"SELECT * FROM {name}")


@SLOW
@given(forces(dirt=True), st.randoms(use_true_random=False))
def test_the_order_of_rows_and_the_number_of_threads_change_nothing(force: dict[str, list[dict[str, str]]], chance) -> None:  # type: ignore[no-untyped-def]
    def files(rows: dict[str, list[dict[str, str]]]) -> dict[str, str | bytes | pa.Table]:
        return {name: written(name, held, [column.name for column in TABLES[name].columns]) for name, held in rows.items()}

    shuffled = {name: chance.sample(rows, len(rows)) for name, rows in force.items()}
    with loaded(files(force)) as first, loaded(files(shuffled), threads=2) as second:
        assert contents(first) == contents(second)
        kinds = [
            sorted(zip(*(one.rejects.column(name).to_pylist() for name in ("table", "column", "reason")), strict=True))
            for one in (first, second)
        ]
        assert kinds[0] == kinds[1]
        assert first.newest_at == second.newest_at


@SLOW
@given(forces(dirt=False))
def test_parquet_and_csv_say_the_same(force: dict[str, list[dict[str, str]]]) -> None:
    columns = {name: [column.name for column in TABLES[name].columns] for name in force}
    texts: dict[str, str | bytes | pa.Table] = {name: written(name, rows, columns[name]) for name, rows in force.items()}
    tables: dict[str, str | bytes | pa.Table] = {
        name: pa.table({column: pa.array([row[column] for row in rows], pa.string()) for column in columns[name]})
        for name, rows in force.items()
    }
    with loaded(texts) as first, loaded(tables) as second:
        assert contents(first) == contents(second)
        assert first.rejects.equals(second.rejects)


@SLOW
@given(forces(dirt=False), st.data())
def test_any_optional_table_or_column_may_be_missing(force: dict[str, list[dict[str, str]]], data: st.DataObject) -> None:
    files: dict[str, str | bytes | pa.Table] = {}
    left: dict[str, set[str]] = {}
    for name, rows in force.items():
        free = [column.name for column in TABLES[name].columns if not column.required]
        lost = data.draw(st.sets(st.sampled_from(free))) if free else set()
        columns = [column.name for column in TABLES[name].columns if column.name not in lost]
        left[name] = set(columns)
        files[name] = written(name, rows, columns)
    with loaded(files) as records:
        for name, state in records.tables.items():
            assert state.present == (name in force)
            assert state.columns <= left.get(name, set())
        known_before(records, NOW)
        for name in TABLES:
            records.engine.table(f"SELECT * FROM {name}")


@SLOW
@given(st.sampled_from(sorted(TABLES)), st.binary(max_size=200) | st.text('C1,"\n ;2024-', max_size=80).map(str.encode))
def test_bytes_of_any_kind_end_in_a_plain_error_or_in_counts(table: str, content: bytes) -> None:
    header = ",".join(column.name for column in TABLES[table].columns).encode()
    for start in (b"", header + b"\n"):
        files: dict[str, str | bytes | pa.Table] = {
            "members": "member_id,kind\nM1,officer\n",
            "people": "person_id\nP1\n",
            table: start + content,
        }
        try:
            with loaded(files) as records:
                state = records.tables[table]
                assert state.rows + state.rejected <= content.count(b"\n") + content.count(b"\r") + 1
        except BoundariesError as error:
            assert table in str(error)
