"""Joining by key: dated rows, keys written differently, and what becomes of a key that is not there."""

from pathlib import Path

from tests.unit.mapping.bring import brought, rows

MAPPING = """
time = ["%d/%m/%Y %H:%M", "%d/%m/%Y"]
[lookups.handsets]
file = "handsets.csv"
key = "Handset"
key_as = "phone"
from = "From"
to = "To"
[lookups.names]
file = "names.csv"
key = "No"

[[visits]]
file = "visits.csv"
[visits.columns]
visit_id = "Id"
at = "When"
member_id = {{ column = "Mobile", lookup = "handsets", gives = "Collar" }}
person_id = {{ column = "No", lookup = "names", gives = "Person"{more} }}
source = {{ constant = "notebook" }}
"""
NAMES = "No,Person\n1,P1\n2,P2\n"


def visits(*lines: str) -> str:
    """A file of visits: id, when, mobile, number."""
    return "Id,When,Mobile,No\n" + "\n".join(lines) + "\n"


def found(folder: Path, handsets: str, *lines: str) -> list[str | None]:
    """The member of each visit that is left."""
    files = {"handsets.csv": "Handset,Collar,From,To\n" + handsets, "names.csv": NAMES, "visits.csv": visits(*lines)}
    mapping = MAPPING.format(more=', missing = "keep"')
    return [row["member_id"] for row in rows(folder, mapping, files, "visits")]


def test_a_handset_is_whoever_held_it_then(tmp_path: Path) -> None:
    handsets = "07700 900001,A,01/01/2024,01/06/2024\n447700900001,B,01/06/2024,\n"
    lines = ["1,31/05/2024 23:59,07700900001,1", "2,01/06/2024 00:00,+447700900001,1", "3,01/06/2030 09:00,07700900001,1"]
    assert found(tmp_path, handsets, *lines) == ["A", "B", "B"]


def test_of_two_that_hold_at_once_the_later_begun_holds_and_it_is_told(tmp_path: Path) -> None:
    handsets = "07700900001,A,01/01/2024,\n07700900001,B,01/06/2024,01/07/2024\n"
    lines = ["1,01/02/2024 10:00,07700900001,1", "2,15/06/2024 10:00,07700900001,1", "3,15/08/2024 10:00,07700900001,1"]
    assert found(tmp_path, handsets, *lines) == ["A", "B", "A"]
    files = {"handsets.csv": "Handset,Collar,From,To\n" + handsets, "names.csv": NAMES, "visits.csv": visits(*lines)}
    with brought(tmp_path, MAPPING.format(more=""), files) as (_, sources):
        assert [str(told) for told in sources["visits"].warnings] == [
            "mapping.toml: lookups.handsets: 1 keys stand more than once for the same time; the later row holds"
        ]


def test_a_required_column_rejects_what_is_not_there_and_names_the_lookup(tmp_path: Path) -> None:
    files = {
        "handsets.csv": "Handset,Collar,From,To\n07700900001,A,01/01/2024,01/02/2024\n",
        "names.csv": NAMES,
        "visits.csv": visits("1,15/01/2024 10:00,07700900001,1", "2,15/03/2024 10:00,07700900001,1", "3,never,07700900001,1"),
    }
    with brought(tmp_path, MAPPING.format(more=""), files) as (engine, sources):
        assert engine.table("SELECT visit_id FROM raw_visits ORDER BY file_row").column(0).to_pylist() == ["1", "3"]
    rejects = [sources["visits"].placed(one) for one in sources["visits"].rejects]
    assert [(one.row, one.column, one.reason) for one in rejects] == [
        (2, "member_id", "handsets holds no such key at that time (visits.csv)")
    ]


def test_missing_says_what_becomes_of_an_unknown_key(tmp_path: Path) -> None:
    files = {
        "handsets.csv": "Handset,Collar,From,To\n07700900001,A,,\n",
        "names.csv": NAMES,
        "visits.csv": visits("1,15/01/2024 10:00,07700900001,2", "2,15/03/2024 10:00,07700900001,9"),
    }

    def people(more: str) -> list[str | None]:
        return [row["person_id"] for row in rows(tmp_path, MAPPING.format(more=more), files, "visits")]

    assert people(', missing = "keep"') == ["P2", "9"]
    assert people(', missing = "empty"') == ["P2", None]
    assert people(', missing = "reject"') == people("") == ["P2"]


def test_an_optional_column_is_left_empty_and_counted(tmp_path: Path) -> None:
    mapping = """
[lookups.staff]
file = "staff.csv"
key = "No"
[[people]]
file = "people.csv"
keep = { Id = { lookup = "staff" } }
[people.columns]
person_id = "Id"
member_id = { column = "Staff", lookup = "staff", gives = "Collar" }
"""
    files = {"staff.csv": "No,Collar\n1,A\n2,B\n", "people.csv": "Id,Staff\n1,2\n2,7\n3,1\n"}
    with brought(tmp_path, mapping, files) as (engine, sources):
        assert engine.table("SELECT member_id FROM raw_people ORDER BY file_row").column(0).to_pylist() == ["B", None]
    assert [str(told) for told in sources["people"].warnings] == [
        "mapping.toml: people[1].keep.Id: 1 of 3 rows left out (Id is not in staff)",
        "mapping.toml: people[1].columns.member_id: 1 keys not in the lookup staff; left empty",
    ]
