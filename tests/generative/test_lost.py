"""A table of case work that lost many of its rows is filled up from the records that name them; one that lost few is left as it is."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq
import pytest

from boundaries.detection.detectors import load_detectors
from boundaries.engines.duckdb import DuckDBEngine
from boundaries.records.implied import Lost, lost
from boundaries.records.load import load_records
from boundaries.records.moment import known_before
from boundaries.records.state import Records
from tests.generative.small_force import as_it_stood, force, scanned, told

LOSING = ("cases", "case_people", "case_members")
LATER = datetime(2100, 1, 1)
NAMED = {
    "cases": "SELECT t.case_no AS case_no, 0 AS who_no FROM loaded_case_members AS t",
    "case_people": "SELECT t.case_no AS case_no, t.person_no AS who_no FROM loaded_visits AS t WHERE t.case_no IS NOT NULL",
    "case_members": "SELECT t.case_no AS case_no, t.member_no AS who_no FROM loaded_case_log AS t WHERE t.member_no IS NOT NULL",
}
HELD = {
    "cases": "SELECT case_no, 0 AS who_no FROM cases",
    "case_people": "SELECT case_no, person_no AS who_no FROM case_people",
    "case_members": "SELECT case_no, member_no AS who_no FROM case_members",
}


def losing(table: str, share: float) -> dict[str, pa.Table]:
    """The small force, of which a table lost a share of its rows."""
    whole = force()[table]
    return {**force(), table: whole.filter(pa.array(np.random.default_rng(7).random(len(whole)) >= share))}


@pytest.fixture
def engine() -> Iterator[DuckDBEngine]:
    made = DuckDBEngine(threads=2, memory_gib=1.0)
    yield made
    made.close()


def known(tables: dict[str, pa.Table], engine: DuckDBEngine, folder: Path) -> Records:
    for name, table in tables.items():
        pq.write_table(table, folder / f"{name}.parquet")
    records = load_records(folder, engine, as_of=LATER)
    known_before(records, LATER)
    return records


def count(records: Records, sql: str) -> int:
    return int(records.engine.table(f"SELECT COUNT(*) AS n FROM ({sql}) AS a").column("n")[0].as_py())


@pytest.mark.parametrize("table", LOSING)
def test_what_many_rows_were_lost_of_holds_again_all_that_others_name(table: str, engine: DuckDBEngine, tmp_path: Path) -> None:
    tables = losing(table, 0.5)
    records = known(tables, engine, tmp_path)
    assert lost(records)[table].is_many
    assert [name for name, one in lost(records).items() if one.is_many] == [table]
    assert count(records, NAMED[table]) > 100
    assert count(records, f"{NAMED[table]} EXCEPT {HELD[table]}") == 0
    kept = count(records, f"SELECT * FROM loaded_{table}")
    held = count(records, f"SELECT * FROM {table}")
    assert kept == len(tables[table]) < held
    assert (
        count(records, f"SELECT DISTINCT * FROM ({HELD[table]}) AS h") == count(records, HELD[table]) or table == "case_members"
    )


@pytest.mark.parametrize("table", LOSING)
def test_what_few_rows_were_lost_of_stays_as_it_is(table: str, engine: DuckDBEngine, tmp_path: Path) -> None:
    records = known(losing(table, 0.08), engine, tmp_path)
    assert lost(records)[table].lacking > 0
    assert not lost(records)[table].is_many
    assert count(records, f"SELECT * FROM {table}") <= count(records, f"SELECT * FROM loaded_{table}")


def test_a_fifth_of_a_hundred_is_not_many_and_more_is() -> None:
    assert [Lost(*one).is_many for one in ((100, 20), (100, 21), (99, 99), (0, 0))] == [False, True, False, False]


@pytest.mark.parametrize("table", LOSING)
def test_the_coverage_says_which_table_was_filled_up(table: str) -> None:
    lines = {line["detector"]: line for line in scanned(losing(table, 0.5)).coverage.to_pylist()}
    for id_, detector in load_detectors().items():
        reads = any(place.partition(".")[0] == table for place in detector.needs + detector.helps)
        assert lines[id_]["state"] == ("partly" if reads else "checked"), id_
        assert (f"{table} lacks " in lines[id_]["reason"]) == reads


@pytest.mark.parametrize("table", LOSING)
def test_neither_order_nor_what_comes_later_shows_where_a_table_is_filled_up(table: str) -> None:
    tables = losing(table, 0.5)
    dice = np.random.default_rng(3)
    shuffled = {name: one.take(pa.array(dice.permutation(len(one)))) for name, one in tables.items()}
    assert told(scanned(shuffled)) == told(scanned(tables))
    moment = datetime.fromisoformat(str(pc.min(tables["contacts"].column("at")))) + timedelta(days=60)
    kept = as_it_stood(force(), moment)
    cut = {**kept, table: _both(kept[table], tables[table], table)}
    late, then = scanned(tables, as_of=moment), scanned(cut, as_of=moment)
    assert told(late) == told(then)


def _both(cut: pa.Table, left: pa.Table, table: str) -> pa.Table:
    """The rows of a table as it stood that were not lost."""
    keys = [name for name in ("case_id", "person_id", "member_id", "role", "from_at") if name in cut.column_names]
    if table == "cases":
        keys = ["case_id"]
    there = {tuple(row[key] for key in keys) for row in left.select(keys).to_pylist()}
    return cut.filter(pa.array([tuple(row[key] for key in keys) in there for row in cut.select(keys).to_pylist()]))
