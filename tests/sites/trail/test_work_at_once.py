"""Several people work on one case from several processes, keys are renewed under them, and the database is killed in mid-write."""

import json
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from boundaries.handover.escrow import new_custodians
from boundaries.handover.keys import create_keys
from boundaries.handover.places import Places
from tests.architecture.tree import ROOT
from tests.scratch_postgres import Cluster, scratch_postgres
from tests.sites.trail.test_crashes import acknowledged


@dataclass
class Work:
    """A unit of its own that programs work in from outside."""

    home: Path
    database: str = ""

    def start(self, *words: str) -> "subprocess.Popen[str]":
        """Start a program on it."""
        told = {"BOUNDARIES_HOME": str(self.home), "BOUNDARIES_UNIT_DATABASE": self.database, "PYTHONPATH": str(ROOT)}
        environment = {name: text for name, text in os.environ.items() if name != "DJANGO_SETTINGS_MODULE"} | told
        ask = [sys.executable, "-m", "tests.sites.trail.working", *words]
        return subprocess.Popen(ask, env=environment, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)

    def all_at_once(self, *asked: tuple[str, ...]) -> list[list[str]]:
        """Run several to their end beside each other, and give what each told."""
        started = [self.start(*words) for words in asked]
        ended = [one.communicate(timeout=300) for one in started]
        assert [one.returncode for one in started] == [0] * len(started), [failed for _, failed in ended]
        return [told.split("\n")[:-1] for told, _ in ended]

    def stands(self) -> dict[str, Any]:
        """How it stands."""
        found: dict[str, Any] = json.loads(self.all_at_once(("stand",))[0][0])
        return found


def begun(home: Path, database: str = "") -> Work:
    """A unit with three people and an entry."""
    create_keys(Places(home), new_custodians())
    made = Work(home, database)
    made.all_at_once(("begin",))
    return made


@pytest.fixture(scope="module")
def cluster() -> Iterator[Cluster]:
    """One PostgreSQL for the tests here."""
    with scratch_postgres() as made:
        yield made


@pytest.fixture(params=["sqlite", "postgresql"])
def work(request: pytest.FixtureRequest, tmp_path: Path) -> Work:
    """A unit on either engine."""
    on_postgresql = request.param == "postgresql"
    database = request.getfixturevalue("cluster").new_database(f"work_{os.urandom(4).hex()}") if on_postgresql else ""
    return begun(tmp_path / "home", database)


def test_people_who_work_on_one_case_at_once_lose_nothing(work: Work) -> None:
    told = work.all_at_once(("open", "ann"), ("open", "ian"), ("open", "ada"))
    assert told == [["yes"]] * 3
    found = work.stands()
    assert (found["cases"], found["moves"]) == (1, 1), "it was opened once"

    one, other, renewed = work.all_at_once(("write", "ann", "8"), ("write", "ian", "8"), ("renew", "ada", "5"))
    assert (len(one), len(other), len(renewed)) == (8, 8, 5)
    found = work.stands()
    assert sorted(found["records"]) == sorted(one + other), "all that was acknowledged stands and opens"
    assert found["generation"] == 6 and found["whole"]
    assert (found["update"], found["review"]) == ("2026-12-18", "2027-02-03"), "neither took the other's clock back"

    assert work.all_at_once(("decide", "ada")) == [["yes"]]
    answers = [told[0] for told in work.all_at_once(("agree", "ann"), ("agree", "ian"))]
    assert sorted(one.partition(":")[0] for one in answers) == ["no", "yes"], answers
    assert work.stands()["decided"] == 1, "it was decided once"

    writing = work.start("write", "ian", "100000")
    written = acknowledged(writing, 5)
    assert work.all_at_once(("take_away", "ann")) == [["yes"]]
    written += writing.communicate(timeout=300)[0].split()
    assert writing.returncode == 0, "he was told that it is not there"
    found = work.stands()
    assert found["holders"] == ["ada", "ann"] and found["whole"]
    assert [text for text in found["records"] if text.startswith("ian")][8:] == written


def test_two_who_take_a_roster_in_at_once_leave_one_of_them_whole(work: Work) -> None:
    assert work.all_at_once(("roster", "ann"), ("roster", "ian"), ("roster", "ada")) == [["0", "1", "2", "3"]] * 3
    assert work.all_at_once(("roster",)) == [["201"]]


def test_access_given_while_keys_are_renewed_opens_what_is_there(work: Work) -> None:
    given, renewed = work.all_at_once(("give", "ann"), ("renew", "ada", "40"))
    assert given == ["1"], "also where whoever renewed the keys last gave her the new ones"
    assert len(renewed) == 40
    assert work.all_at_once(("opens", "zoe")) == [["True"]]


def test_what_is_merged_and_made_a_case_of_at_once_becomes_one_of_the_two(work: Work) -> None:
    work.all_at_once(("enter", "", "16"))
    cases, merges = (int(told[0]) for told in work.all_at_once(("turns", "ann", "case", "16"), ("turns", "ian", "merge", "16")))
    assert cases + merges == 16
    assert json.loads(work.all_at_once(("tally",))[0][0]) == [cases, merges, 0, True]


def test_a_leaver_whose_keys_are_being_taken_when_the_process_is_killed_opens_nothing_and_loses_the_rest_later(
    work: Work,
) -> None:
    work.all_at_once(("enter", "", "30"))
    leaving = work.start("leave", "ian")
    gone = int(acknowledged(leaving, 5)[-1])
    leaving.kill()
    leaving.communicate(timeout=180)
    found = json.loads(work.all_at_once(("left", "ian"))[0][0])
    assert (found["state"], found["key"], found["acts"]) == ("disabled", "", ["left"])
    assert 0 < found["held"] <= 31 - gone and found["held"] + found["written"] == 31, "each stands in one of the two"
    work.all_at_once(("enter", "", "1"), ("rest",), ("rest",))
    found = json.loads(work.all_at_once(("left", "ian"))[0][0])
    assert (found["held"], found["written"], found["acts"], found["whole"]) == (0, 31, ["left", "keys_taken"], True)


def test_a_database_killed_while_people_write_and_keys_are_renewed_loses_nothing_acknowledged(tmp_path: Path) -> None:
    with scratch_postgres() as cluster:
        work = begun(tmp_path / "home", cluster.new_database("unit"))
        work.all_at_once(("open", "ann"))
        busy = [work.start("write", "ann", "100000"), work.start("write", "ian", "100000"), work.start("renew", "ada", "100000")]
        told = {one: acknowledged(one, 5) for one in busy}
        time.sleep(0.3)
        cluster.kill()
        for one in busy:
            told[one] += one.communicate(timeout=180)[0].split()
            assert one.returncode != 0
        cluster.start()
        found = work.stands()
        assert found["whole"], "the trail is whole"
        for name, one in zip(("ann", "ian"), busy, strict=False):
            mine = [text for text in found["records"] if text.startswith(name)]
            assert mine[: len(told[one])] == told[one] and len(mine) - len(told[one]) <= 1
        assert 0 <= found["generation"] - 1 - len(told[busy[2]]) <= 1, "a renewal is there as a whole or not at all"
        assert work.all_at_once(("write", "ian", "2"))[0] == ["ian-0", "ian-1"]
        assert work.stands()["whole"]
