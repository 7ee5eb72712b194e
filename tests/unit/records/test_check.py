"""The check: reasons with the first rows, orphan ids, empty months, columns missing or empty; on the terminal and as JSON."""

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from boundaries.cli import app
from boundaries.records.asks import ASKS
from boundaries.records.check import Orphans, Rejected, TableCheck, check_records
from tests.unit.records.conftest import CONTACTS, Folder


@pytest.fixture
def dirty(folder: Folder) -> Folder:
    folder.write("members.csv", "member_id,kind,supervisor_id,rank\nM1,officer,M9,\nM2,staff,M1,\n")
    folder.write("people.csv", "person_id,member_id\nP1,\nP2,M2\n")
    lines = [f"C{row},2024-0{1 + 3 * (row % 2)}-10 10:00,M{row % 3},out,sms,P{row % 4}," for row in range(8)]
    folder.write(
        "contacts.csv", CONTACTS + "\n".join([*lines, *(f"D{row},soon,M1,out,sms,P1," for row in range(7)), "C1,,,,,,"]) + "\n"
    )
    folder.write("cases.csv", "case_id,kind,opened_at\n")
    folder.write("searches.csv", "search_id,at,member_id,case_id\nS1,2024-01-01,M1,K1\n")
    return folder


def of(folder: Folder, name: str) -> TableCheck:
    return next(table for table in check_records(folder.load()).tables if table.name == name)


def test_reasons_come_with_their_first_rows(dirty: Folder) -> None:
    found = of(dirty, "contacts")
    assert found.rejected == (Rejected("at", "not a time", 7, (9, 10, 11, 12, 13)), Rejected("at", "missing", 1, (16,)))
    assert (found.rows_read, found.rows_kept) == (16, 8)


def test_ids_that_nobody_described_are_counted_by_column(dirty: Folder) -> None:
    assert of(dirty, "members").orphans == (Orphans("supervisor_id", 1, "members"),)
    assert of(dirty, "people").orphans == ()
    assert of(dirty, "contacts").orphans == (Orphans("member_id", 3, "members"), Orphans("person_id", 4, "people"))
    assert of(dirty, "searches").orphans == (Orphans("case_id", 1, "cases"),)


def test_endpoints_that_nobody_owns_are_no_missing_people(folder: Folder) -> None:
    folder.write("contacts.csv", "contact_id,at,member_id,direction,channel,endpoint\nC1,2024-01-01,M1,out,sms,+441\n")
    assert of(folder, "contacts").orphans == (Orphans("endpoint", 1, "endpoints"),)


def test_months_without_a_row_are_listed(dirty: Folder) -> None:
    assert of(dirty, "contacts").empty_months == ("2024-02", "2024-03")
    assert of(dirty, "searches").empty_months == ()


@pytest.mark.parametrize("changed", ["", "at", "member_id", "person_id", "channel", "text"])
def test_rows_that_say_the_same_under_another_id_are_counted(folder: Folder, changed: str) -> None:
    row = {
        "at": "2024-01-01 10:00:07",
        "member_id": "M1",
        "direction": "out",
        "channel": "sms",
        "person_id": "P1",
        "text": "Hello",
    }
    other = {"at": "2024-01-01 10:00:08", "member_id": "M2", "channel": "call", "person_id": "P2", "text": ""}
    rows = [("C1", row), ("C2", row), ("C3", row | ({changed: other[changed]} if changed else {}))]
    lines = [f"{contact_id},{','.join(told.values())}\n" for contact_id, told in rows]
    folder.write("contacts.csv", f"contact_id,{','.join(row)}\n{''.join(lines)}")
    folder.write("visits.csv", "visit_id,at,member_id,person_id,source\nV1,2024-01-01 10:00,M1,P1,notebook\n")
    assert of(folder, "contacts").repeated == (1 if changed else 2)
    assert of(folder, "visits").repeated == 0
    told = CliRunner().invoke(app, ["check", str(folder.path)]).stdout
    assert f"contacts: {1 if changed else 2} of 3 rows, each counted as an event of its own" in told
    assert "visits: " not in told.partition("exported twice?")[2].partition("\n\n")[0]


def test_numbers_with_the_same_owner_are_one_and_calls_have_no_text(folder: Folder) -> None:
    folder.write("endpoints.csv", "endpoint,person_id\n+44700,P1\n+44701,P1\n+44702,P2\n")
    lines = [f"C{n},2024-01-01 10:00,M1,in,call,+4470{n}\n" for n in range(3)]
    folder.write("contacts.csv", "contact_id,at,member_id,direction,channel,endpoint\n" + "".join(lines))
    assert of(folder, "contacts").repeated == 1


def test_columns_that_are_missing_and_columns_without_a_value_are_told_apart(dirty: Folder) -> None:
    found = of(dirty, "members")
    assert found.empty_columns == ("rank",)
    assert set(found.missing_columns) == {"role", "unit", "started_on", "left_on", "sex", "ethnicity"}
    assert of(dirty, "gifts") == TableCheck("gifts", "", False, 0, 0, (), (), (), (), ())


def test_the_command_tells_it_all(dirty: Folder) -> None:
    told = CliRunner().invoke(app, ["check", str(dirty.path)])
    assert told.exit_code == 0
    for said in ("contacts.at: not a time, 7 rows (row 9, 10, 11, 12, 13, …)", "contacts: 2024-02, 2024-03",
                 "members.supervisor_id: 1 rows not in members", "members has no value in rank"):  # fmt: skip
        assert said in told.stdout


def test_the_command_speaks_json(dirty: Folder) -> None:
    told = CliRunner().invoke(app, ["check", str(dirty.path), "--json"])
    held = json.loads(told.stdout)
    assert [table["name"] for table in held["tables"]][:2] == ["members", "people"]
    assert {line["state"] for line in held["detectors"]} >= {"not_checked"}
    assert all(line["reason"] for line in held["detectors"] if line["state"] != "checked")
    assert held["newest_at"] == "2024-04-10 10:00:00"


def test_a_folder_that_is_not_there_ends_in_words(tmp_path: Path) -> None:
    told = CliRunner().invoke(app, ["check", str(tmp_path / "nowhere")])
    assert told.exit_code != 0
    assert "no such folder" in str(told.exception)


def test_records_without_any_event_can_still_be_checked(folder: Folder) -> None:
    folder.remove("contacts.csv")
    told = CliRunner().invoke(app, ["check", str(folder.path)])
    assert told.exit_code == 0
    assert "detectors can be checked in full" in told.stdout
    assert "there is no table contacts" in told.stdout


def test_the_command_says_what_to_ask_the_force_for_first_what_holds_most_up(folder: Folder) -> None:
    folder.remove("contacts.csv")
    told = " ".join(CliRunner().invoke(app, ["check", str(folder.path)]).stdout.split())
    asks = told.partition("What to ask the force for")[2]
    assert asks.index(f"contacts: {ASKS['contacts']}") < asks.index(f"gifts: {ASKS['gifts']} (1 not checked without it")
