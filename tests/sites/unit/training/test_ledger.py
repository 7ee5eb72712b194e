"""The ledger in the unit's database: added to, never changed, and what the commands make of it."""

from datetime import date, timedelta
from pathlib import Path

import pytest
from django.db import DatabaseError, connection, transaction

from boundaries.errors import BoundariesError
from boundaries.training import acts
from boundaries.training.ledger import guard, store
from boundaries.training.ledger.chain import check
from boundaries.training.ledger.entries import Completed, Joined, Kind, Listed, Post
from boundaries.training.models import Learner, LedgerLine

pytestmark = pytest.mark.django_db
PC = Post(Kind.OFFICER, "North")


def listed(folder: Path, text: str) -> str:
    path = folder / "list.csv"
    path.write_text("number,kind,unit,name\n" + text, encoding="utf-8")
    return str(path)


def imported(folder: Path, text: str) -> dict[str, object]:
    return acts.workforce(listed(folder, text), None, date.today().isoformat(), many_leavers=True)


def test_lines_join_and_come_back_as_they_were() -> None:
    entries = [Joined("1", date.today(), PC), Joined("2", date.today(), PC), Listed(date.today(), 2, "ab")]
    assert store.append(entries[:2], "1") == 2
    assert store.append(entries[2:], "2") == 1
    assert store.entries() == list(enumerate(entries, 1))
    assert store.entries("2") == [(2, entries[1])]
    assert check(store.lines()) == bytes(LedgerLine.objects.get(sequence=3).hash)


@pytest.mark.parametrize("statement", ["UPDATE training_ledger SET body = '{}'", "DELETE FROM training_ledger"])
def test_the_database_refuses_to_change_a_line(statement: str) -> None:
    store.append([Joined("1", date.today(), PC)], "test")
    with pytest.raises(DatabaseError, match="line of the ledger"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)
    assert len(store.lines()) == 1


def test_a_line_changed_behind_the_guard_is_found() -> None:
    store.append([Joined(str(number), date.today(), PC) for number in range(5)], "test")
    assert acts.verified()["lines"] == 5
    guard.lift(connection)
    LedgerLine.objects.filter(sequence=3).update(body=LedgerLine.objects.get(sequence=3).body.replace("North", "South"))
    with pytest.raises(BoundariesError, match="line 3 does not join on"):
        acts.verified()
    with pytest.raises(BoundariesError, match="line 3"):
        acts.covered("everyone", date.today().isoformat(), people=False)


def test_all_or_nothing_is_added() -> None:
    with pytest.raises(BoundariesError):
        store.append([Joined("1", date.today(), PC), Joined("x" * 65, date.today(), PC)], "test")
    assert store.lines() == []


def test_a_list_then_completions_bear_out_the_sentence(tmp_path: Path) -> None:
    told = imported(tmp_path, "1,officer,North,A\n2,staff,South,B\n3,volunteer,South,\n")
    assert told == {"people": 3, "joined": 3, "moved": 0, "left": 0}
    with pytest.raises(BoundariesError, match="nobody in the workforce is trained"):
        acts.claimed("en")
    done = tmp_path / "done.csv"
    done.write_text(
        f"number,course,on,result\n1,everyone,{date.today()},passed\n2,everyone,{date.today()},passed\n77,everyone,{date.today()},passed\n"
    )
    assert acts.completions(str(done), None, {}) == {"new": 3, "known": 0, "not_in_the_workforce": 1}
    assert acts.completions(str(done), None, {})["known"] == 3
    assert acts.claimed("en")["sentence"].startswith("66% of our officers, staff and volunteers have received training")
    assert acts.claimed("cy")["sentence"].startswith("Mae 66% o'n swyddogion, staff a gwirfoddolwyr")
    found = acts.covered("everyone", date.today().isoformat(), people=True)
    assert found["not_covered"] == {"South": [["3", "volunteer", "never", ""]]}
    assert found["by_unit"]["South"] == {"people": 2, "covered": 1, "expired": 0, "never": 1, "exempt": 0, "percent": 50}


def test_a_name_goes_when_its_person_leaves_and_was_never_in_the_ledger(tmp_path: Path) -> None:
    imported(tmp_path, "1,officer,North,Ann Other\n2,staff,South,Some Body\n")
    imported(tmp_path, "1,officer,North,Ann Married\n")
    assert list(Learner.objects.values_list("number", "name")) == [("1", "Ann Married")]
    assert not LedgerLine.objects.filter(body__contains="Ann").exists()


def test_an_exemption_and_a_withdrawal_are_lines_of_their_own(tmp_path: Path) -> None:
    imported(tmp_path, "1,officer,North,\n2,staff,South,\n")
    later = (date.today() + timedelta(366)).isoformat()
    acts.exempt("2", "away", date.today().isoformat(), later)
    assert acts.covered("everyone", date.today().isoformat(), people=False)["whole"]["exempt"] == 1
    with pytest.raises(BoundariesError, match="nobody in the workforce"):
        acts.exempt("77", "away", date.today().isoformat(), later)
    with pytest.raises(BoundariesError, match="ends after it begins"):
        acts.exempt("2", "away", later, date.today().isoformat())
    line = acts.history("2")["lines"][-1]
    assert acts.withdraw(line[0], "a mistake") == {"what": "exempted"}
    assert acts.covered("everyone", date.today().isoformat(), people=False)["whole"]["exempt"] == 0
    with pytest.raises(BoundariesError, match="there is no line"):
        acts.withdraw(99, "x")


def test_statements_leave_out_what_was_withdrawn() -> None:
    done = [Completed(str(number), date.today(), "everyone", "1.0", True, 90, "", "test") for number in range(3)]
    store.append(done, "test")
    acts.withdraw(2, "another person's")
    told = acts.told_as_statements("https://force.example/")["statements"]
    assert [one["actor"]["account"]["name"] for one in told] == ["0", "2"]


def test_a_course_that_is_not_there_is_told() -> None:
    with pytest.raises(BoundariesError, match="there is no course 'x'"):
        acts.covered("x", date.today().isoformat(), people=False)
