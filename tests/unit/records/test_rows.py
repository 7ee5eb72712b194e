"""Rows that break the contract: rejected with their place and reason, or kept with a warning; none lost."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from boundaries.records.state import Records
from tests.unit.records.conftest import CONTACTS, NOW, Folder, told

Load = Callable[..., Records]
WITH_TEXTS = "loaded_contacts AS c JOIN loaded_contact_texts AS t ON t.row = c.row"
GOOD = "C1,2024-05-01 10:00,M1,out,sms,P1,hello"


@pytest.mark.parametrize(
    ("line", "column", "reason"),
    [
        (",2024-05-01 10:00,M1,out,sms,P1,", "contact_id", "missing"),
        ("   ,2024-05-01 10:00,M1,out,sms,P1,", "contact_id", "missing"),
        ("C2,,M1,out,sms,P1,", "at", "missing"),
        ("C2,2024-05-01 10:00,,out,sms,P1,", "member_id", "missing"),
        ("C2,2024-05-01 10:00,M1, ,sms,P1,", "direction", "missing"),
        ("C2,yesterday,M1,out,sms,P1,", "at", "not a time"),
        ("C2,01/05/2024 10:00,M1,out,sms,P1,", "at", "not a time"),
        ("C2,2024-02-30 10:00,M1,out,sms,P1,", "at", "not a time"),
        ("C2,45413.5,M1,out,sms,P1,", "at", "not a time"),
        ("C2,infinity,M1,out,sms,P1,", "at", "not a time"),
        ("C2,0001-01-01 00:00,M1,out,sms,P1,", "at", "not a time"),
        ("C2,2024-06-02 12:01,M1,out,sms,P1,", "at", "in the future"),
        ("C2,2024-05-01 10:00,M1,out,sms,,", "person_id", "neither person nor endpoint"),
        ("C1,2024-05-01 10:01,M1,out,sms,P1,", "contact_id", "duplicate id"),
        (" C1 ,2024-05-01 10:01,M1,out,sms,P1,", "contact_id", "duplicate id"),
        ("C2,2024-05-01", "", "2 fields where the header has 7"),
        ("C2,2024-05-01 10:00,M1,out,sms,P1,hello,you", "", "8 fields where the header has 7"),
        ('C2,2024-05-01 10:00,M1,out,sms,P1,"he said "no" to it"', "", "a quote is broken"),
    ],
)
def test_a_row_that_will_not_do_is_rejected_with_its_place(contacts: Load, line: str, column: str, reason: str) -> None:
    records = contacts(GOOD, line, "C3,2024-05-03 10:00,M1,out,sms,P1,")
    assert told(records) == [("contacts", 2, column, reason)]
    assert records.tables["contacts"].rows == 2


@pytest.mark.parametrize(
    ("written", "local"),
    [
        ("2024-05-01 10:00", "2024-05-01 10:00"),
        ("2024-05-01T10:00:07", "2024-05-01 10:00:07"),
        (" 2024-05-01 10:00:07.25 ", "2024-05-01 10:00:07.25"),
        ("2024-05-01", "2024-05-01 00:00"),
        ("2024-05-01T10:00:00Z", "2024-05-01 11:00"),
        ("2024-05-01T10:00z", "2024-05-01 11:00"),
        ("2024-01-31T23:30:00+00:00", "2024-01-31 23:30"),
        ("2024-05-01 10:00:00+01:00", "2024-05-01 10:00"),
        ("2024-05-01 10:00:00 +0530", "2024-05-01 05:30"),
        ("2024-05-01T23:59:59.5-02", "2024-05-02 02:59:59.5"),
        ("2024-03-31T00:59:59Z", "2024-03-31 00:59:59"),
        ("2024-03-31T01:00:00Z", "2024-03-31 02:00"),
        ("2023-10-29T00:59:59Z", "2023-10-29 01:59:59"),
        ("2023-10-29T01:00:00Z", "2023-10-29 01:00"),
    ],
)
def test_times_become_local(folder: Folder, contacts: Load, written: str, local: str) -> None:
    contacts(f"C1,{written},M1,out,sms,P1,")
    assert folder.rows("SELECT c.at AS at FROM loaded_contacts AS c") == [(datetime.fromisoformat(local),)]


@pytest.mark.parametrize(
    "type_", [pa.timestamp("s"), pa.timestamp("ms"), pa.timestamp("us"), pa.timestamp("ns"), pa.date32(), pa.string()]
)
def test_parquet_times_of_every_kind_are_taken(folder: Folder, type_: pa.DataType) -> None:
    day = datetime(2024, 5, 1)
    at = pa.array([day.isoformat()]) if type_ == pa.string() else pa.array([day.date() if type_ == pa.date32() else day], type_)
    write_contacts(folder, at=at)
    folder.load()
    assert folder.rows("SELECT c.at AS at FROM loaded_contacts AS c") == [(day,)]


@pytest.mark.parametrize("zone", ["UTC", "Europe/London", "America/New_York"])
def test_a_parquet_time_with_a_zone_becomes_local(folder: Folder, zone: str) -> None:
    write_contacts(folder, at=pa.array([datetime(2024, 5, 1, 10)], pa.timestamp("ms", zone)))
    folder.load()
    assert folder.rows("SELECT c.at AS at FROM loaded_contacts AS c") == [(datetime(2024, 5, 1, 11),)]


@pytest.mark.parametrize(
    ("values", "id_"),
    [
        (pa.array([7], pa.int64()), "7"), (pa.array([7.0], pa.float64()), "7"), (pa.array([7.5], pa.float64()), "7.5"),
        (pa.array([2**53 + 1], pa.int64()), str(2**53 + 1)), (pa.array(["007"]), "007"),
        (pa.array(["P7"]).dictionary_encode(), "P7"), (pa.array(["P7"], pa.large_string()), "P7"),
    ],
)  # fmt: skip
def test_an_id_that_is_a_number_becomes_text_without_a_point(folder: Folder, values: pa.Array, id_: str) -> None:
    write_contacts(folder, person_id=values)
    folder.load()
    assert folder.rows(
        "SELECT k.person_id AS id FROM loaded_contacts AS c JOIN person_keys AS k ON k.person_no = c.person_no"
    ) == [(id_,)]


def write_contacts(folder: Folder, **columns: pa.Array) -> None:
    usual: dict[str, Any] = {
        "contact_id": ["C1"], "at": pa.array([NOW - timedelta(days=2)]), "member_id": ["M1"], "direction": ["out"],
        "channel": ["sms"], "person_id": ["P1"],
    }  # fmt: skip
    pq.write_table(pa.table({**usual, **columns}), folder.path / "contacts.parquet")


def test_future_rows_are_kept_when_most_are_and_when_an_as_of_is_given(folder: Folder) -> None:
    few = "C1,2024-05-01 10:00,M1,out,sms,P1,\nC2,2031-05-01 10:00,M1,out,sms,P1,\n"
    folder.write("contacts.csv", CONTACTS + few)
    assert folder.load().tables["contacts"].rows == 1
    assert folder.load(as_of=datetime(2024, 5, 2)).tables["contacts"].rows == 2
    folder.write("contacts.csv", CONTACTS + few + "C3,2031-05-01 11:00,M1,out,sms,P1,\n")
    records = folder.load()
    assert records.tables["contacts"].rows == 3
    assert [fault.what for fault in records.warnings] == [
        "2 of 3 times lie in the future; kept, since this machine's clock is more likely wrong"
    ]


def test_rosters_may_reach_ahead_but_not_backwards(folder: Folder) -> None:
    folder.write(
        "duties.csv",
        "member_id,starts_at,ends_at,kind\nM1,2031-05-01 10:00,2031-05-01 19:00,duty\nM1,2024-05-02 10:00,2024-05-02 09:00,duty\n"
        "M1,2024-05-01 10:00,2024-05-09 19:00,duty\nM1,2024-05-01 10:00,2024-05-09 19:00,sick\nM1,2024-05-03 10:00,2024-05-03 10:00,duty\n",
    )
    assert told(folder.load()) == [
        ("duties", 2, "ends_at", "ends before it starts"), ("duties", 3, "ends_at", "a duty of more than 48 hours"),
    ]  # fmt: skip


def test_a_visit_that_ends_before_it_starts_keeps_its_start(folder: Folder) -> None:
    folder.write(
        "visits.csv", "visit_id,at,until,member_id,person_id,source\nV1,2024-05-01 10:00,2024-05-01 09:00,M1,P1,notebook\n"
    )
    records = folder.load()
    assert folder.rows("SELECT v.at AS at, v.until AS until FROM loaded_visits AS v") == [(datetime(2024, 5, 1, 10), None)]
    assert [str(fault) for fault in records.warnings] == ["visits.until: 1 values left out: before at"]


@pytest.mark.parametrize(
    ("column", "value", "kept", "said"),
    [
        ("duration_s", "long", None, "1 values left out: not a whole number"), ("duration_s", "-5", None, "1 values left out: not a whole number"),
        ("duration_s", "61.0", 61, ""), ("duration_s", "1e400", None, "1 values left out: not a whole number"), ("duration_s", " ", None, ""),
        ("direction", " OUT ", "out", ""), ("direction", "sideways", "other", "1 words outside the list, read as other"),
        ("channel", "WhatsApp", "whatsapp", ""),
    ],
)  # fmt: skip
def test_optional_values_and_words(folder: Folder, column: str, value: str, kept: object, said: str) -> None:
    row = {
        "contact_id": "C1",
        "at": "2024-05-01",
        "member_id": "M1",
        "direction": "in",
        "channel": "sms",
        "person_id": "P1",
        "duration_s": "5",
    }
    row[column] = value
    folder.write("contacts.csv", ",".join(row) + "\n" + ",".join(row.values()) + "\n")
    records = folder.load()
    assert folder.rows(f"SELECT c.{column} AS it FROM loaded_contacts AS c") == [(kept,)]
    assert [fault.what for fault in records.warnings] == ([said] if said else [])


@pytest.mark.parametrize(
    ("written", "kept", "said"),
    [
        ("child", "child", 0), ("child;elderly", "child;elderly", 0), (" Elderly ; child;", "child;elderly", 0), ("", None, 0),
        ("mental health;child", "child;mental_health", 0), ("child;very tall", "child;other", 1), ("tall", "other", 1), (";", None, 0),
    ],
)  # fmt: skip
def test_lists_of_words(folder: Folder, written: str, kept: str | None, said: int) -> None:
    folder.write("people.csv", f"person_id,vulnerabilities\nP1,{written}\n")
    records = folder.load()
    assert folder.rows("SELECT p.vulnerabilities AS it FROM loaded_people AS p") == [(kept,)]
    assert len(records.warnings) == said


def test_a_parquet_list_of_words_is_taken(folder: Folder) -> None:
    pq.write_table(
        pa.table({"person_id": ["P1", "P2"], "vulnerabilities": [["drugs", "child"], []]}), folder.path / "people.parquet"
    )
    folder.remove("people.csv")
    folder.load()
    assert folder.rows("SELECT p.vulnerabilities AS it FROM loaded_people AS p ORDER BY it NULLS LAST") == [
        ("child;drugs",),
        (None,),
    ]


def test_money_and_flags(folder: Folder) -> None:
    lines = ['G1,2024-05-01,M1,given,"£1,250.50",Yes', "G2,2024-05-01,M1,given,free,0", "G3,2024-05-01,M1,given,nan,perhaps"]
    folder.write("gifts.csv", "gift_id,at,member_id,direction,value_gbp,accepted\n" + "\n".join(lines))
    records = folder.load()
    assert folder.rows("SELECT g.value_gbp AS v, g.accepted AS a FROM loaded_gifts AS g ORDER BY gift_id") == [
        (1250.5, True), (None, False), (None, None),
    ]  # fmt: skip
    assert sorted(str(fault) for fault in records.warnings) == [
        "gifts.accepted: 1 values left out: not yes or no", "gifts.value_gbp: 2 values left out: not an amount",
    ]  # fmt: skip


def test_an_hour_that_no_clock_showed_is_kept_and_said(folder: Folder, contacts: Load) -> None:
    records = contacts(
        "C1,2024-03-31 01:30,M1,out,sms,P1,", "C2,2024-03-31 02:00,M1,out,sms,P1,", "C3,2023-10-29 01:30,M1,out,sms,P1,"
    )
    assert records.tables["contacts"].rows == 3
    assert [str(fault) for fault in records.warnings] == [
        "contacts.at: 1 times fall in the hour that the spring clock change skips; kept as they stand"
    ]


def test_the_earliest_row_of_an_id_stays_then_the_smallest(folder: Folder, contacts: Load) -> None:
    lines = [
        "C1,2024-05-02,M1,out,sms,P1,",
        "C1,2024-05-01,M2,out,sms,P1,b",
        "C1,2024-05-01,M2,in,sms,P1,b",
        "C1,2024-05-01,M1,out,sms,P1,z",
    ]
    for order in (lines, lines[::-1]):
        records = contacts(*order)
        assert folder.rows(f"SELECT c.direction AS d, t.text AS t FROM {WITH_TEXTS}") == [("out", "z")]
        assert [reason for *_, reason in told(records)] == ["duplicate id"] * 3


def test_a_row_without_an_id_may_not_stand_twice(folder: Folder) -> None:
    folder.write("duties.csv", "member_id,starts_at,ends_at,kind\n" + "M1,2024-05-01 10:00,2024-05-01 19:00,duty\n" * 3)
    assert told(folder.load()) == [("duties", 2, "", "duplicate row"), ("duties", 3, "", "duplicate row")]


@pytest.mark.parametrize("none", ["1900-01-01", "1970-01-01 00:00:00"])
@pytest.mark.parametrize("since", ["", "1900-01-01", "2024-01-01"])
def test_the_beginning_of_a_calendar_is_no_end(folder: Folder, since: str, none: str) -> None:
    """As systems write it that cannot leave an end empty: the number still leads to its owner."""
    folder.write("endpoints.csv", f"endpoint,person_id,valid_from,valid_to\n+441,P1,{since},{none}\n")
    folder.write("contacts.csv", "contact_id,at,member_id,direction,channel,endpoint\nC1,2024-05-01 10:00,M1,out,sms,+441\n")
    records = folder.load()
    held = "SELECT k.person_id FROM loaded_contacts AS c JOIN person_keys AS k ON k.person_no = c.person_no"
    assert folder.rows(held) == [("P1",)]
    assert [fault.where for fault in records.warnings] == ["endpoints.valid_to"]
