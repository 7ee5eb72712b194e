"""Real messages are brought in through mapping files, their busiest ids acting as members."""

import gzip
from pathlib import Path

import pytest

from boundaries.engines.duckdb import DuckDBEngine
from boundaries.errors import BoundariesError
from boundaries.evaluation.real import REAL_INPUTS, busiest, real_inputs
from boundaries.records.load import load_records

DATA = Path(__file__).resolve().parents[3].parent / "shared" / "data"
TEXTS = """id,src,dest,time,gender,age,country,native,text
1,a,b,2010-10-24 11:59:00,,,,,"Hi, you"
2,a,c,2010-07-24 11:59:00,,,,,K
3,b,a,,,,,,late
"""
NETWORK = "source target weight\n1 2 1082040961\n1 2 1082040961\n3 1 1082155839\n"


def small(folder: Path) -> Path:
    """A data folder with a few messages of both kinds."""
    for real, content in zip(REAL_INPUTS, (gzip.compress(TEXTS.encode()), NETWORK.encode()), strict=True):
        path = folder / real.file
        path.parent.mkdir(parents=True)
        path.write_bytes(content)
    return folder


def test_messages_become_contacts_of_both_sides(tmp_path: Path) -> None:
    found = {}
    for name, folder, mapping in real_inputs(small(tmp_path / "data"), tmp_path / "scratch"):
        engine = DuckDBEngine(threads=1, memory_gib=0.5)
        records = load_records(folder, engine, mapping=mapping)
        found[name] = (records.tables["contacts"].rows, records.tables["contacts"].rejected, records.tables["people"].rows)
        engine.close()
    assert found == {"texts": (4, 2, 3), "network": (6, 0, 3)}


def test_the_busiest_act_as_members(tmp_path: Path) -> None:
    data = small(tmp_path)
    network = REAL_INPUTS[1]
    one = type(network)(network.name, network.file, network.sender, network.receiver, network.delimiter, members=2)
    assert busiest(data / network.file, one) == ["1", "2"]


def test_a_folder_without_them_is_said_to_be(tmp_path: Path) -> None:
    with pytest.raises(BoundariesError, match="no real input found"):
        real_inputs(tmp_path, tmp_path / "scratch")


@pytest.mark.skipif(not DATA.is_dir(), reason="the real messages are not beside the project")
def test_the_real_ones_load(tmp_path: Path) -> None:
    found = {}
    for name, folder, mapping in real_inputs(DATA, tmp_path):
        engine = DuckDBEngine(threads=2, memory_gib=1)
        records = load_records(folder, engine, mapping=mapping)
        found[name] = {table: (state.rows, state.rejected) for table, state in records.tables.items() if state.present}
        engine.close()
    assert found == {
        "texts": {"members": (60, 0), "people": (2762, 0), "contacts": (54898, 7)},
        "network": {"members": (190, 0), "people": (1899, 0), "contacts": (71989, 0)},
    }
