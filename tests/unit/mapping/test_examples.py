"""The worked examples load through the same door as any records, with nothing unaccounted for."""

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

import pytest

from boundaries.engines.duckdb import DuckDBEngine
from boundaries.records.load import load_records
from boundaries.records.state import Records

EXAMPLES = Path(__file__).resolve().parents[3] / "examples"
NOW = datetime(2026, 3, 1)


@pytest.fixture(scope="module")
def bill() -> Iterator[Records]:
    """The phone bill, loaded."""
    yield from loaded("phone-bill")


@pytest.fixture(scope="module")
def crimes() -> Iterator[Records]:
    """The case-management export, loaded."""
    yield from loaded("case-management")


def loaded(name: str) -> Iterator[Records]:
    engine = DuckDBEngine(threads=1, memory_gib=0.5)
    yield load_records(EXAMPLES / name, engine, mapping=EXAMPLES / name / "mapping.toml", now=NOW)
    engine.close()


def counts(records: Records) -> dict[str, tuple[int, int]]:
    """Accepted and rejected rows of each table that is there."""
    return {name: (state.rows, state.rejected) for name, state in records.tables.items() if state.present}


def test_every_line_of_the_bill_is_a_contact_a_reject_or_counted(bill: Records) -> None:
    assert counts(bill) == {"members": (7, 0), "people": (5, 0), "endpoints": (6, 0), "contacts": (87, 4)}
    told = [str(warning) for warning in bill.warnings]
    assert "mapping.toml: contacts[1].drop.Call type: 4 of 96 rows left out (Call type is 'Mobile data')" in told
    assert "mapping.toml: contacts[1].drop.Number: 1 of 96 rows left out (Number is empty or 'Withheld')" in told
    assert 87 + 4 + 4 + 1 == 96


def test_rejects_of_the_bill_name_file_row_and_reason(bill: Records) -> None:
    assert bill.rejects.to_pylist() == [
        {
            "table": "contacts",
            "row": 36,
            "column": "member_id",
            "reason": "handsets holds no such key at that time (bill-2026-02.csv)",
        },
        {"table": "contacts", "row": 47, "column": "", "reason": "3 fields where the header has 8 (bill-2026-01.csv)"},
        {
            "table": "contacts",
            "row": 48,
            "column": "member_id",
            "reason": "handsets holds no such key at that time (bill-2026-02.csv)",
        },
        {"table": "contacts", "row": 49, "column": "", "reason": "3 fields where the header has 8 (bill-2026-02.csv)"},
    ]


def test_a_handset_that_changed_hands_is_first_one_member_then_another(bill: Records) -> None:
    rows = bill.engine.table(
        "SELECT DISTINCT k.member_id AS who, c.at >= TIMESTAMP '2026-02-19 00:00:00' AS later FROM loaded_contacts AS c"
        " JOIN member_keys AS k ON k.member_no = c.member_no WHERE k.member_id IN ('1305', '2207') ORDER BY who, later"
    ).to_pylist()
    assert rows == [{"who": "1305", "later": False}, {"who": "2207", "later": True}]


def test_numbers_of_the_bill_are_the_people_they_belong_to(bill: Records) -> None:
    people = (
        bill.engine.table(
            "SELECT DISTINCT k.person_id AS person FROM loaded_contacts AS c JOIN person_keys AS k ON k.person_no = c.person_no"
        )
        .column("person")
        .to_pylist()
    )
    known = {"N10021", "N10044", "N10077", "N10108", "N10120"}
    assert known <= set(people)
    assert {person for person in people if person not in known} <= {
        "endpoint:+441614960100",
        "endpoint:+447700900490",
        "endpoint:+443454960000",
        "endpoint:61101",
        "endpoint:+447700900415",
    }


def test_the_crimes_give_six_tables_without_a_reject(crimes: Records) -> None:
    assert counts(crimes) == {
        "members": (7, 0),
        "people": (9, 0),
        "cases": (16, 0),
        "case_people": (28, 0),
        "case_members": (32, 0),
        "case_log": (40, 0),
    }
    assert crimes.rejects.num_rows == 0


def test_words_of_the_crimes_become_those_of_the_contract(crimes: Records) -> None:
    table = crimes.engine.table("SELECT c.kind AS kind, c.outcome AS outcome FROM loaded_cases AS c").to_pydict()
    assert "other" not in table["outcome"]
    assert {"domestic_abuse", "sexual_offence", "fraud"} <= set(table["kind"])
    people = crimes.engine.table(
        "SELECT k.person_id AS person, p.birth_year AS born, p.vulnerabilities AS held, m.member_id AS member FROM loaded_people AS p"
        " JOIN person_keys AS k ON k.person_no = p.person_no LEFT JOIN member_keys AS m ON m.member_no = p.own_member_no ORDER BY person"
    ).to_pylist()
    assert (people[0]["person"], people[0]["born"], people[0]["member"]) == ("U501", 1984, None)
    assert set(people[0]["held"].split(";")) == {"domestic_abuse", "mental_health"}
    assert people[3]["born"] == 1991
    assert people[8] == {"person": "U509", "born": 1982, "held": None, "member": "1305"}
