"""Lists of other systems: what is in them reaches the ledger whole, and what cannot be used is told with its line."""

import json
import uuid
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest
from tincan import Activity, Agent, AgentAccount, Result, Score, Statement, StatementList, Verb

from boundaries.errors import BoundariesError
from boundaries.training.ledger.completions import incoming, read_completions
from boundaries.training.ledger.entries import (
    Completed,
    Duty,
    Entry,
    Exempted,
    Joined,
    Kind,
    Left,
    Listed,
    Moved,
    Post,
    Withdrawn,
    read,
    written,
)  # fmt: skip
from boundaries.training.ledger.workforce import changes, read_listing
from boundaries.training.ledger.xapi import read_statements, statements

TODAY = date(2026, 11, 25)
COURSES = ("everyone", "supervisors")
MAPPING = """
day = "%d/%m/%Y"
delimiter = ";"
encoding = "cp1252"
[columns]
number = "Emp No"
kind = "Category"
unit = "Départment"
duties = "Duties"
name = "Name"
joined_on = "Start"
left_on = "End"
[kind]
"Police Officer" = "officer"
[duties]
"Line manager" = "supervisor"
"""
LIST = """Emp No;Category;Départment;Duties;Name;Start;End
1;Police Officer;North;Line manager;A. One;01/02/2020;
2;staff;South;;B. Two;;
3;volunteer;South;;C. Three;01/01/2027;
4;staff;South;;D. Four;01/01/2019;20/11/2026

"""


def saved(folder: Path, name: str, text: str, encoding: str = "utf-8") -> Path:
    path = folder / name
    path.write_text(text, encoding=encoding)
    return path


def numbered(*entries: Entry) -> list[tuple[int, Entry]]:
    return list(enumerate(entries, 1))


def test_a_list_becomes_joiners_movers_and_leavers(tmp_path: Path) -> None:
    mapping = saved(tmp_path, "mapping.toml", MAPPING)
    listed, sha256 = read_listing(saved(tmp_path, "list.csv", LIST, "cp1252"), mapping)
    staff = Post(Kind.STAFF, "South")
    held = numbered(
        Joined("2", date(2020, 1, 1), Post(Kind.STAFF, "North")), Joined("4", date(2020, 1, 1), staff), Joined("5", TODAY, staff)
    )
    made = changes(held, listed, TODAY, sha256)
    chief = Post(Kind.OFFICER, "North", (Duty.SUPERVISOR,))
    assert made.entries == (
        Joined("1", date(2020, 2, 1), chief),
        Moved("2", TODAY, staff),
        Left("4", date(2026, 11, 20)),
        Left("5", TODAY),
        Listed(TODAY, 2, sha256),
    )
    assert made.names == {"1": "A. One", "2": "B. Two"}
    again = changes([*held, *((9 + n, one) for n, one in enumerate(made.entries))], listed, TODAY, sha256)
    assert again.entries == (Listed(TODAY, 2, sha256),)


def test_who_comes_back_is_here_from_the_day_they_came_back(tmp_path: Path) -> None:
    listed, _ = read_listing(saved(tmp_path, "list.csv", "number,kind,unit,joined_on\n1,staff,South,2019-01-01\n"), None)
    held = numbered(Joined("1", date(2019, 1, 1), Post(Kind.STAFF, "South")), Left("1", date(2025, 1, 1)))
    assert changes(held, listed, TODAY, "").entries[0] == Joined("1", TODAY, Post(Kind.STAFF, "South"))


def test_half_a_list_is_refused_unless_it_is_meant() -> None:
    held = numbered(*(Joined(str(n), date(2020, 1, 1), Post(Kind.STAFF, "A")) for n in range(100)))
    with pytest.raises(BoundariesError, match="100 of 100 people are missing"):
        changes(held, {}, TODAY, "")
    assert len(changes(held, {}, TODAY, "", many_leavers=True).entries) == 101


def test_lists_come_in_the_order_of_their_days() -> None:
    with pytest.raises(BoundariesError, match="was imported already"):
        changes(numbered(Listed(TODAY, 0, "")), {}, date(2026, 11, 24), "")


def test_one_faulty_row_refuses_the_list_and_every_fault_is_told(tmp_path: Path) -> None:
    text = "number,kind,unit,joined_on\n1,staff,South,\n1,staff,South,\n2,cook,South,\n,staff,South,\n3,staff,South,yesterday\n"
    with pytest.raises(BoundariesError, match="Nothing was imported") as told:
        read_listing(saved(tmp_path, "list.csv", text), None)
    assert [fault.where for fault in told.value.faults] == [f"list.csv, line {line}" for line in (3, 4, 5, 6)]


@pytest.mark.parametrize(
    ("text", "what"),
    [
        ("", "no column"),
        ("number,kind\n1,staff\n", "no column 'unit'"),
        ("number,kind,unit\n", "no row"),
        ("number,kind,unit,unit\n1,staff,a,b\n", "there twice"),
        ('number,kind,unit\n1,"staff,a\n', "is not CSV"),
    ],
)
def test_a_file_that_is_no_list_is_refused(tmp_path: Path, text: str, what: str) -> None:
    with pytest.raises(BoundariesError, match=what):
        read_listing(saved(tmp_path, "list.csv", text), None)
    with pytest.raises(BoundariesError, match="cannot be read as"):
        read_listing(saved(tmp_path, "list.csv", "number,kind,unit\n1,staff,Départment\n", "cp1252"), None)


def test_a_faulty_mapping_tells_every_fault(tmp_path: Path) -> None:
    mapping = saved(tmp_path, "m.toml", 'delimiter = ";;"\nextra = 1\n[columns]\nnumber = "A"\nunit = 3\n')
    with pytest.raises(BoundariesError) as told:
        read_listing(saved(tmp_path, "list.csv", LIST, "cp1252"), mapping)
    assert {fault.where for fault in told.value.faults} == {
        "m.toml: columns.kind",
        "m.toml: columns.unit",
        "m.toml: extra",
        "m.toml: delimiter",
    }


def test_completions_are_read_once_whichever_file_tells_them(tmp_path: Path) -> None:
    mapping = saved(tmp_path, "m.toml", 'columns = { number = "No", course = "Course", on = "Date", result = "Status", score = "Mark" }\n'
                    'day = "%d.%m.%Y"\n[course]\n"APSP 2026" = "everyone"\n[result]\nPass = "passed"\nFail = "failed"\n')  # fmt: skip
    text = "No,Course,Date,Status,Mark\n1,APSP 2026,01.05.2026,Pass,91.7%\n2,apsp 2026,02.05.2026,fail,\n"
    found = read_completions(saved(tmp_path, "done.csv", text), mapping, COURSES, TODAY)
    assert [(one.number, one.on, one.course, one.passed, one.score) for one in found] == [
        ("1", date(2026, 5, 1), "everyone", True, 91),
        ("2", date(2026, 5, 2), "everyone", False, None),
    ]
    assert len({one.source for one in found}) == 2
    first = incoming([], [*found, *found])
    assert (len(first.new), first.known) == (2, 2)
    other = read_completions(saved(tmp_path, "again.csv", text + "\n"), mapping, COURSES, TODAY)
    assert incoming(numbered(*first.new), other).new == ()


def test_attending_is_not_passing(tmp_path: Path) -> None:
    text = "number,course,on,result,score\n1,everyone,2026-05-01,attended,\n2,other,2026-05-01,passed,\n3,everyone,2027-05-01,passed,\n"
    with pytest.raises(BoundariesError) as told:
        read_completions(saved(tmp_path, "d.csv", text + "4,everyone,2026-05-01,passed,101\n"), None, COURSES, TODAY)
    assert [fault.where for fault in told.value.faults] == [f"d.csv, line {line}" for line in (2, 3, 4, 5)]


def told_by_tincan(number: str, verb: str, scaled: float | None, activity: str) -> Statement:
    score = Score(scaled=scaled) if scaled is not None else None
    return Statement(
        id=uuid.uuid4(),
        actor=Agent(account=AgentAccount(name=number, home_page="https://force.example/")),
        verb=Verb(id=f"http://adlnet.gov/expapi/verbs/{verb}"),
        object=Activity(id=activity),
        result=Result(success=verb == "passed", completion=True, score=score),
        timestamp=datetime.fromisoformat("2026-05-01T23:30:00+00:00"),
    )


def test_statements_that_another_library_wrote_are_read(tmp_path: Path) -> None:
    wrote = StatementList([
        told_by_tincan("1", "passed", 0.9, "urn:boundaries:course:everyone:1.0"),
        told_by_tincan("2", "failed", None, "https://lms.example/course/7"),
        told_by_tincan("3", "experienced", None, "https://lms.example/course/7"),
    ])  # fmt: skip
    path = saved(tmp_path, "s.json", wrote.to_json())
    found = read_statements(path, {"https://lms.example/course/7": "supervisors"}, COURSES, TODAY)
    summer_night = date(2026, 5, 2)
    assert [(one.number, one.on, one.course, one.version, one.passed, one.score) for one in found] == [
        ("1", summer_night, "everyone", "1.0", True, 90),
        ("2", summer_night, "supervisors", "unknown", False, None),
    ]


def test_our_statements_are_read_by_another_library_and_by_us_again(tmp_path: Path) -> None:
    ours = [
        Completed("1", date(2026, 3, 29), "everyone", "1.0", True, 87, "I understood.", "boundaries:7"),
        Completed("2", date(2026, 10, 25), "supervisors", "2.1", False, None, "", "csv:abc:2"),
    ]
    wrote = json.dumps(statements(ours, "https://force.example/"))
    theirs = StatementList.from_json(wrote)
    assert [one.actor.account.name for one in theirs] == ["1", "2"]
    assert [one.result.success for one in theirs] == [True, False]
    assert theirs[0].result.score.scaled == 0.87
    assert [one.timestamp.date() for one in theirs] == [one.on for one in ours]
    back = read_statements(saved(tmp_path, "s.json", theirs.to_json()), {}, COURSES, TODAY)
    key = [(one.number, one.on, one.course, one.version, one.passed, one.score) for one in ours]
    assert [(one.number, one.on, one.course, one.version, one.passed, one.score) for one in back] == key
    assert incoming(numbered(*ours), back).new == (), "what we told comes back as known"
    assert [one["id"] for one in statements(ours, "https://force.example/")] == [str(one.id) for one in theirs]


BAD: dict[str, Any] = {
    "is not an xAPI statement": {},
    "no account": {"actor": {"mbox": "mailto:a@b"}},
    "is not a course": {"object": {"id": "https://elsewhere/"}},
    "contradict": {"result": {"success": False}},
    "not between": {"result": {"score": {"scaled": 1.5}}},
    "is not a timestamp": {"timestamp": "May"},
    "is yet to come": {"timestamp": "2026-12-01T10:00:00Z"},
}


@pytest.mark.parametrize("what", BAD)
def test_a_statement_that_cannot_be_used_is_told(tmp_path: Path, what: str) -> None:
    good = json.loads(told_by_tincan("1", "passed", 0.9, "urn:boundaries:course:everyone:1.0").to_json())
    one = {**good, **BAD[what]} if BAD[what] else BAD[what]
    with pytest.raises(BoundariesError, match=what):
        read_statements(saved(tmp_path, "s.json", json.dumps({"statements": [good, one]})), {}, COURSES, TODAY)


@pytest.mark.parametrize("text", ["", "7", "{}", '"x"', "[" * 5000])
def test_a_file_of_no_statements_is_refused(tmp_path: Path, text: str) -> None:
    with pytest.raises(BoundariesError):
        read_statements(saved(tmp_path, "s.json", text), {}, COURSES, TODAY)


ENTRIES: list[Entry] = [
    Joined("é1", TODAY, Post(Kind.PCSO, "Nörth", (Duty.CONTACT_CENTRE, Duty.SUPERVISOR))),
    Moved("1", TODAY, Post(Kind.SPECIAL, "B")),
    Left("1", TODAY),
    Listed(TODAY, 3, "ab"),
    Completed("1", TODAY, "everyone", "1.0", True, None, "I did.", "x"),
    Exempted("1", TODAY, date(2027, 1, 1), "away"),
    Withdrawn("1", TODAY, 4, "wrong person"),
]


@pytest.mark.parametrize("entry", ENTRIES, ids=lambda entry: entry.what)
def test_every_entry_is_read_as_it_was_written(entry: Entry) -> None:
    assert read(entry.what, written(entry)) == entry
    assert written(entry).isascii()
