"""A word that systems put where whoever typed had no id names nobody: it is no person whom every member deals with."""

from collections.abc import Callable

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from boundaries.records.state import Records
from boundaries.records.values import NOBODY
from tests.unit.records.conftest import CONTACTS, Folder, told

SEARCHES = "search_id,at,member_id,person_id,case_id\n"


@pytest.mark.parametrize("word", [*NOBODY, " Unknown", "N/A "])
def test_a_contact_with_nobody_is_rejected_and_counted(contacts: Callable[..., Records], folder: Folder, word: str) -> None:
    records = contacts("C1,2024-05-01 10:00,M1,out,sms,P1,hello", f"C2,2024-05-02 10:00,M1,in,call,{word.upper()},")
    assert told(records) == [("contacts", 2, "person_id", "neither person nor endpoint")]
    assert folder.rows("SELECT person_id FROM person_keys") == [("P1",), ("P2",)]
    assert "contacts.person_id: 1 values left out: a word that stands for nobody" in {str(fault) for fault in records.warnings}


def test_a_member_who_is_nobody_is_told(contacts: Callable[..., Records]) -> None:
    records = contacts("C1,2024-05-01 10:00,M1,out,sms,P1,", "C2,2024-05-02 10:00,unknown,in,call,P1,")
    assert told(records) == [("contacts", 2, "member_id", "a word that stands for nobody")]


def test_a_withheld_number_is_no_person(folder: Folder) -> None:
    folder.write(
        "contacts.csv",
        "contact_id,at,member_id,direction,channel,endpoint\nC1,2024-05-01 10:00,M1,out,sms,+441\nC2,2024-05-01 10:00,M1,in,call,Withheld\n",
    )
    assert told(folder.load()) == [("contacts", 2, "person_id", "neither person nor endpoint")]


def test_a_look_up_keeps_what_it_names_beside_nobody(folder: Folder) -> None:
    folder.write(
        "searches.csv", f"{SEARCHES}S1,2024-05-01 10:00,M1,P1,N/A\nS2,2024-05-01 10:00,M1,-,K1\nS3,2024-05-01 10:00,M1,P2,K1\n"
    )
    folder.load()
    held = """
        SELECT s.search_id, p.person_id, c.case_id FROM loaded_searches AS s
        LEFT JOIN person_keys AS p ON p.person_no = s.person_no LEFT JOIN case_keys AS c ON c.case_no = s.case_no ORDER BY s.search_id"""
    assert folder.rows(held) == [("S1", "P1", None), ("S2", None, "K1"), ("S3", "P2", "K1")]


def test_ids_that_only_hold_such_a_word_stay_ids(contacts: Callable[..., Records], folder: Folder) -> None:
    contacts(
        "C1,2024-05-01 10:00,M1,out,sms,unknown-17,", "C2,2024-05-01 10:00,M1,out,sms,0,", "C3,2024-05-01 10:00,M1,out,sms,nanny,"
    )
    assert folder.rows("SELECT person_id FROM person_keys ORDER BY person_no") == [
        ("0",),
        ("P1",),
        ("P2",),
        ("nanny",),
        ("unknown-17",),
    ]


def test_parquet_is_read_alike(folder: Folder) -> None:
    columns = dict(zip(CONTACTS.strip().split(","), zip(*_ROWS, strict=True), strict=True))
    table = pa.table({name: pa.array(values, pa.string()) for name, values in columns.items()})
    pq.write_table(table, folder.path / "contacts.parquet")
    assert told(folder.load()) == [("contacts", 2, "person_id", "neither person nor endpoint")]


_ROWS = [
    ("C1", "2024-05-01 10:00", "M1", "out", "sms", "P1", "x"),
    ("C2", "2024-05-01 10:00", "M1", "out", "sms", "Unknown", "x"),
]
