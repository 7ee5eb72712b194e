"""The synthetic force keeps the contract, says the same for the same seed, and hides its true pairs as well as life does."""

import dataclasses
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq
import pytest

from boundaries.errors import BoundariesError
from boundaries.evaluation.force import Force, load_profile, profile_names, simulate
from boundaries.evaluation.force.arcs import CHANNELS, load_arcs
from boundaries.evaluation.force.calendar import DAY
from boundaries.evaluation.force.chance import Groups, fan_out, stream
from boundaries.records.contract import TABLES, Kind


@pytest.fixture(scope="module")
def world() -> Force:
    return simulate(load_profile("small"), seed=3, pairs=8)


def words(table: pa.Table, column: str) -> set[str]:
    return set(pc.unique(table.column(column)).drop_null().to_pylist())


def test_every_table_is_there_with_the_contracts_columns_and_types(world: Force) -> None:
    for name, table in TABLES.items():
        assert world.tables[name].column_names == [column.name for column in table.columns], name
        assert world.tables[name].num_rows > 0 or name == "verdicts", name


def test_required_columns_are_full_and_words_are_the_contracts(world: Force) -> None:
    for name, table in TABLES.items():
        for column in table.columns:
            values = world.tables[name].column(column.name)
            assert not (column.required and values.null_count), f"{name}.{column.name}"
            if column.kind is Kind.WORD:
                assert words(world.tables[name], column.name) <= set(column.words), f"{name}.{column.name}"
            if column.kind is Kind.WORDS:
                assert {part for value in words(world.tables[name], column.name) for part in value.split(";")} <= set(
                    column.words
                )
        if table.key:
            assert len(pc.unique(world.tables[name].column(table.key))) == world.tables[name].num_rows, name


@pytest.mark.parametrize(("column", "home"), [("member_id", "members"), ("person_id", "people"), ("case_id", "cases")])
def test_every_id_stands_in_its_home_table(world: Force, column: str, home: str) -> None:
    known = words(world.tables[home], column)
    for name, table in world.tables.items():
        if column in table.column_names:
            assert words(table, column) <= known, name


def test_times_lie_in_the_recorded_year_and_run_forwards(world: Force) -> None:
    for name in ("contacts", "visits", "searches", "case_log", "gifts", "feedback", "requests"):
        at = pc.min_max(world.tables[name].column("at")).as_py()
        assert str(at["min"]) >= "2024-04-01" and str(at["max"]) < "2025-04-01", name
    for name, first, last in (("cases", "opened_at", "closed_at"), ("duties", "starts_at", "ends_at"), ("visits", "at", "until")):
        table = world.tables[name]
        assert pc.all(pc.less(table.column(first), table.column(last)), min_count=0).as_py() is not False, name


def test_a_location_source_is_seen_on_duty_only(world: Force) -> None:
    duties = world.tables["duties"].to_pandas()
    visits = world.tables["visits"].to_pandas()
    seen = visits[visits.source.isin(["vehicle_gps", "radio_gps"])].reset_index()
    joined = seen.merge(duties[duties.kind.isin(["duty", "overtime"])], on="member_id")
    within = joined[(joined.starts_at <= joined["at"]) & (joined["at"] <= joined.ends_at)]
    # The roster's own gaps leave a few hits outside any duty.
    assert within["index"].nunique() / len(seen) > 0.9


def test_true_pairs_and_look_alikes_are_real_pairs(world: Force) -> None:
    pairs, quiet = world.truth["pairs"], world.truth["negatives"]
    assert pairs.num_rows == 8
    assert words(pairs, "channel_class") <= set(CHANNELS)
    assert words(pairs, "arc") <= {arc.name for arc in load_arcs()}
    assert len(words(quiet, "kind")) == 13
    for table in (pairs, quiet):
        assert words(table, "member_id") <= words(world.tables["members"], "member_id")
        assert words(table, "person_id") <= words(world.tables["people"], "person_id")
    told = set(zip(pairs["member_id"].to_pylist(), pairs["person_id"].to_pylist(), strict=True))
    assert not told & set(zip(quiet["member_id"].to_pylist(), quiet["person_id"].to_pylist(), strict=True))


def test_the_same_seed_gives_the_same_bytes_and_another_seed_another_world(tmp_path: Path, world: Force) -> None:
    world.write(tmp_path / "one")
    simulate(load_profile("small"), seed=3, pairs=8).write(tmp_path / "two")
    for file in sorted((tmp_path / "one").rglob("*.*")):
        assert file.read_bytes() == (tmp_path / "two" / file.relative_to(tmp_path / "one")).read_bytes(), file.name
    other = simulate(load_profile("small"), members=60, months=2, seed=4)
    assert other.world["habits"] != world.world["habits"]


def test_without_a_number_the_base_rate_decides() -> None:
    found = [simulate(load_profile("small"), members=100, months=2, seed=seed).truth["pairs"].num_rows for seed in range(3)]
    assert max(found) <= 3


def test_metadata_only_has_no_text_no_case_log_and_no_duties() -> None:
    force = simulate(load_profile("metadata_only"), members=80, months=2, seed=1)
    assert not {"case_log", "duties"} & set(force.tables)
    assert "text" not in force.tables["contacts"].column_names


def test_missing_data_leaves_less_and_never_breaks_the_required_columns() -> None:
    whole = simulate(load_profile("small"), members=80, months=3, seed=1)
    holed = simulate(load_profile("small"), members=80, months=3, seed=1, missing=0.5)
    rows = [sum(table.num_rows for table in force.tables.values()) for force in (whole, holed)]
    assert rows[1] < rows[0] * 0.8
    for name, table in holed.tables.items():
        for column in TABLES[name].columns:
            assert not (column.required and table.column(column.name).null_count), f"{name}.{column.name}"


def test_csv_holds_the_same_rows_and_an_occupied_folder_is_left_alone(tmp_path: Path) -> None:
    force = simulate(load_profile("small"), members=40, months=1, seed=1)
    force.write(tmp_path / "csv", "csv")
    lines = (tmp_path / "csv" / "duties.csv").read_text().count("\n")
    assert lines == force.tables["duties"].num_rows + 1
    assert pq.read_table(tmp_path / "csv" / "truth" / "negatives.parquet").num_rows == force.truth["negatives"].num_rows
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "letter.txt").write_text("keep me")
    with pytest.raises(BoundariesError, match="not an empty folder"):
        force.write(tmp_path / "mine")
    assert (tmp_path / "mine" / "letter.txt").read_text() == "keep me"


def test_an_unknown_profile_is_told_with_the_known_ones() -> None:
    with pytest.raises(BoundariesError, match="rural"):
        load_profile("moon")
    assert {"large", "rural", "metadata_only", "small"} <= set(profile_names())


def test_calibration_of_an_ordinary_year(world: Force) -> None:
    members = world.tables["members"].num_rows
    assert 100 < world.tables["contacts"].num_rows / members < 320
    assert 40 < world.tables["visits"].num_rows / members < 140
    assert 180 < world.tables["duties"].num_rows / members < 280
    logged = _share_logged(world)
    assert 0.4 < logged < 0.9, logged


def _share_logged(world: Force) -> float:
    """Share of cased pairs' contact days that the member's log shows within two days."""
    contacts = world.tables["contacts"].to_pandas().dropna(subset=["person_id"])
    log = world.tables["case_log"].to_pandas().dropna(subset=["person_id"])
    both = world.tables["case_members"].to_pandas().merge(world.tables["case_people"].to_pandas(), on="case_id")
    oic = both[both.role_x == "oic"][["member_id", "person_id"]].drop_duplicates()
    days = contacts.assign(day=contacts["at"].dt.floor("D")).merge(oic, on=["member_id", "person_id"])
    days = days[days.direction == "out"][["member_id", "person_id", "day"]].drop_duplicates()
    entries = log.assign(entry=log["at"].dt.floor("D"))[["member_id", "person_id", "entry"]]
    near = days.reset_index().merge(entries, on=["member_id", "person_id"])
    gap = (near.entry - near.day).dt.days
    return near[(gap >= 0) & (gap <= 2)]["index"].nunique() / len(days)


def test_groups_draw_only_from_the_wanted_group() -> None:
    groups = Groups.of(np.array([2, 0, 2, 1]), np.array([1.0, 5.0, 3.0, 0.0]), 4)
    drawn = groups.draw(stream(1, "x"), np.array([2] * 400 + [0] * 50 + [1, 3]))
    assert set(drawn[:400]) == {0, 2} and set(drawn[400:450]) == {1} and list(drawn[450:]) == [-1, -1]
    assert 0.6 < np.mean(drawn[:400] == 2) < 0.9


def test_fan_out_numbers_each_unit_within_its_row() -> None:
    owner, place = fan_out(np.array([2, 0, 3]))
    assert owner.tolist() == [0, 0, 2, 2, 2] and place.tolist() == [0, 1, 0, 1, 2]


def test_every_numbered_case_is_replayed_once() -> None:
    arcs = load_arcs()
    assert {int(arc.replay) for arc in arcs} == set(range(1, 38))
    assert all(set(arc.channels) <= set(CHANNELS) for arc in arcs)
    assert dataclasses.is_dataclass(arcs[0]) and DAY == 86_400
