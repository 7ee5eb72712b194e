"""Files and folders that cannot be read as a whole: a plain error that names the place, or the table left out and said so."""

import os
import random
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from boundaries.engines.duckdb import DuckDBEngine
from boundaries.errors import BoundariesError
from boundaries.records.load import load_records
from tests.unit.records.conftest import CONTACTS, SMALL, Folder

WHOLE = SMALL["contacts"].encode()


def parquet(table: pa.Table) -> bytes:
    sink = pa.BufferOutputStream()
    pq.write_table(table, sink)
    return bytes(sink.getvalue().to_pybytes())


@pytest.mark.parametrize(
    ("name", "content", "place", "said"),
    [
        ("contacts.csv", WHOLE.decode().encode("utf-16"), "contacts.csv, line 1", "UTF-16"),
        ("contacts.csv", WHOLE.decode().encode("utf-16-le"), "contacts.csv, line 1", "UTF-16"),
        ("contacts.csv", WHOLE + "C3,2024-05-01 10:00,M1,out,sms,P1,café\n".encode("latin-1"), "contacts.csv, line 4", "Latin-1"),
        ("contacts.csv", WHOLE + "é".encode()[:1], "contacts.csv, line 4", "cut short"),
        ("contacts.csv", WHOLE.replace(b",", b";"), "contacts.csv, line 1", "semicolons"),
        ("contacts.csv", WHOLE.replace(b",", b"\t"), "contacts.csv, line 1", "tabs"),
        ("contacts.csv", WHOLE.replace(b",", b"|"), "contacts.csv, line 1", "upright bars"),
        ("contacts.csv", WHOLE.replace(b"text", b"at"), "contacts.csv", "more than one column is called at"),
        ("contacts.csv", WHOLE.replace(b"text", b" AT "), "contacts.csv", "more than one column is called at"),
        (
            "contacts.parquet",
            parquet(pa.table({"contact_id": ["C1"] * 500}))[:-40],
            "contacts.parquet",
            "not a whole Parquet file",
        ),
        ("contacts.parquet", b"", "contacts.parquet", "not a whole Parquet file"),
        ("contacts.parquet", b"PAR1 this is not one PAR1", "contacts.parquet", "not a whole Parquet file"),
        ("members.csv", b"", "members.csv", "lacks the required columns member_id, kind"),
        ("members.csv", b"member_id,rank\nM1,sergeant\n", "members.csv", "lacks the required columns kind"),
        ("people.csv", b"birth_year\n1980\n", "people.csv", "lacks the required columns person_id"),
    ],
)
def test_a_file_that_cannot_be_read_is_named(folder: Folder, name: str, content: bytes, place: str, said: str) -> None:
    folder.write(name, content)
    with pytest.raises(BoundariesError) as raised:
        folder.load()
    assert place in str(raised.value)
    assert said in str(raised.value)
    assert raised.value.to_do


def test_pages_broken_inside_a_parquet_file_are_told_with_its_name(folder: Folder) -> None:
    ids = [f"C{number}" for number in range(20_000)]
    table = pa.table({
        "contact_id": ids, "at": pa.array([0] * len(ids), pa.timestamp("us")), "member_id": ["M1"] * len(ids),
        "direction": ["out"] * len(ids), "channel": ["sms"] * len(ids), "person_id": ids,
    })  # fmt: skip
    whole = bytearray(parquet(table))
    whole[200:30_000] = random.Random(29).randbytes(29_800)
    folder.write("contacts.parquet", bytes(whole))
    with pytest.raises(BoundariesError, match=r"contacts\.parquet"):
        folder.load()


def test_a_missing_required_table_is_named(folder: Folder) -> None:
    folder.remove("people.csv")
    folder.remove("members.csv")
    with pytest.raises(BoundariesError) as raised:
        folder.load()
    assert {fault.where for fault in raised.value.faults} == {"members", "people"}


@pytest.mark.parametrize("kind", ["nowhere", "file", "empty", "other names"])
def test_a_folder_that_holds_no_records_is_told(tmp_path: Path, kind: str) -> None:
    place = tmp_path / "records"
    if kind == "file":
        place.write_text("member_id\n")
    elif kind != "nowhere":
        place.mkdir()
    if kind == "other names":
        (place / "Officers 2024.csv").write_text("member_id\n")
    said = {"nowhere": "no such folder", "file": "not a folder", "empty": "holds nothing", "other names": "Officers 2024.csv"}[
        kind
    ]
    with pytest.raises(BoundariesError, match=said) as raised:
        load_records(place, DuckDBEngine(threads=1))
    assert raised.value.where == str(place)


@pytest.mark.skipif(os.geteuid() == 0, reason="the administrator may read everything")
@pytest.mark.parametrize("name", ["", "contacts.csv"])
def test_what_may_not_be_read_is_told(folder: Folder, name: str) -> None:
    place = folder.path / name
    place.chmod(0)
    try:
        with pytest.raises(BoundariesError, match="may not read"):
            folder.load()
    finally:
        place.chmod(0o700)


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "lacks the required columns contact_id"),
        (b"\xef\xbb\xbf", "lacks the required columns contact_id"),
        (b"contact_id,at\nC1,2024-05-01\n", "lacks the required columns member_id, direction, channel"),
    ],
)
def test_an_optional_table_without_its_columns_is_left_out_and_said(folder: Folder, content: bytes, said: str) -> None:
    folder.write("contacts.csv", content)
    records = folder.load()
    assert not records.tables["contacts"].present
    assert any(fault.where == "contacts.csv" and said in fault.what for fault in records.warnings)


def test_a_header_alone_is_a_table_without_rows(folder: Folder) -> None:
    folder.write("contacts.csv", CONTACTS)
    state = folder.load().tables["contacts"]
    assert (state.present, state.rows, state.rejected, state.columns) == (True, 0, 0, frozenset())


def test_parquet_wins_over_csv_and_strange_files_are_named(folder: Folder) -> None:
    folder.write("people.parquet", parquet(pa.table({"person_id": ["P9"]})))
    folder.write("contact.csv", "x\n")
    records = folder.load()
    assert records.tables["people"].source == "people.parquet"
    assert {"people.csv", "contact.csv"} <= {fault.where for fault in records.warnings}


def test_unknown_columns_are_named_once_and_known_ones_found_whatever_their_case(folder: Folder) -> None:
    folder.write("members.csv", "\ufeffMember ID , KIND,Shoe size,\r\nM1,officer,9,\r\nM2,pcso,8,\r\n")
    records = folder.load()
    assert records.tables["members"].rows == 2
    told = [fault.what for fault in records.warnings if fault.where == "members.csv"]
    assert len(told) == 2
    assert any("Shoe size, (no name)" in what for what in told)
    assert any("'Member ID ' as member_id" in what for what in told)


CONTACT = {"contact_id": ["C1", "C2"], "at": ["2024-05-01 10:00", "2024-05-02 10:00"], "member_id": ["M1", "M1"]}
CONTACT |= {"direction": ["out", "in"], "channel": ["sms", "sms"], "person_id": ["P1", "P1"], "text": ["see you 💋", None]}


def test_text_kept_as_bytes_is_text(folder: Folder) -> None:
    """As systems write it that do not say in a Parquet file which of its bytes are text."""
    kept = {name: pa.array(values, pa.string()).cast(pa.binary()) for name, values in CONTACT.items()}
    folder.write("contacts.parquet", parquet(pa.table(kept)))
    assert folder.load().tables["contacts"].rows == 2
    rows = folder.rows("SELECT contact_id, text FROM loaded_contact_texts ORDER BY contact_id")
    assert rows == [("C1", "see you 💋"), ("C2", None)]


def test_a_column_named_as_engines_number_rows_is_not_read(folder: Folder) -> None:
    folder.write("contacts.parquet", parquet(pa.table({**CONTACT, "File_Row_Number": [7, 7]})))
    records = folder.load()
    assert folder.rows("SELECT row FROM loaded_contacts ORDER BY row") == [(1,), (2,)]
    assert "columns that no table has are not read: File_Row_Number" in {fault.what for fault in records.warnings}


@pytest.mark.parametrize("kind", [pa.binary(), pa.string()])
def test_bytes_that_are_no_text_are_told_without_what_they_say(folder: Folder, kind: pa.DataType) -> None:
    held = pa.array([b"a secret \xff", b"b"], pa.binary())
    text = held if kind == pa.binary() else pa.Array.from_buffers(pa.string(), 2, held.buffers())
    folder.write("contacts.parquet", parquet(pa.table({**CONTACT, "text": text})))
    with pytest.raises(BoundariesError, match=r"contacts\.parquet") as told:
        folder.load()
    assert "secret" not in str(told.value)
