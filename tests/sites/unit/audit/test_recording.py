"""Lines of the trail: written with the change, joined on, witnessed, and refused when they would be changed."""

from datetime import datetime

import pytest
import time_machine
from django.db import DatabaseError, connection, transaction

from boundaries.casework.audit import Act, record
from boundaries.casework.audit.verifying import verify
from boundaries.casework.models import TrailLine
from boundaries.errors import BoundariesError
from tests.sites.unit.trail import witness_path, write_lines

COPY = "INSERT INTO casework_trail SELECT"

pytestmark = pytest.mark.django_db(transaction=True)


class Someone:
    """Stands for an account."""

    pk = "ACCOUNT1"


def witnessed() -> list[int]:
    """Of which lines there are checkpoints."""
    return [int(line.split()[1]) for line in witness_path().read_text(encoding="ascii").splitlines()]


def test_a_line_says_who_did_what_about_what() -> None:
    record(Someone(), Act.ENTRY_VIEWED, "ENTRY1", {"way": "list", "count": "2"})
    line = TrailLine.objects.get()
    assert (line.sequence, line.actor, line.act, line.about) == (1, "ACCOUNT1", "entry_viewed", "ENTRY1")
    assert line.detail == '{"count":"2","way":"list"}'
    assert abs(datetime.fromisoformat(line.recorded_at).timestamp() - datetime.now().timestamp()) < 60
    assert verify().whole


def test_a_change_that_is_taken_back_leaves_no_line() -> None:
    write_lines(1)
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        record(None, Act.CASE_CHANGED, "CASE1")
        raise ZeroDivisionError
    assert TrailLine.objects.count() == 1
    assert witnessed() == [1]


def test_every_commit_is_witnessed_once() -> None:
    write_lines(2)
    with transaction.atomic():
        write_lines(3)
    assert witnessed() == [1, 2, 5]
    assert verify().checkpoints == 3


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE casework_trail SET actor = 'OTHER' WHERE sequence = 2",
        "DELETE FROM casework_trail WHERE sequence = 3",
        "DELETE FROM casework_trail",
        f"{COPY} sequence + 4, recorded_at, actor, act, about, detail, hash, hash FROM casework_trail WHERE sequence = 1",
        f"{COPY} 4, recorded_at, actor, act, about, detail, previous, hash FROM casework_trail WHERE sequence = 1",
    ],
)
def test_the_database_refuses_what_would_break_the_chain(statement: str) -> None:
    write_lines(3)
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)
    assert verify().whole
    assert TrailLine.objects.count() == 3


def test_a_clock_that_goes_back_is_told_and_stops_nobody() -> None:
    for hour in (15, 12):
        with time_machine.travel(datetime(2026, 11, 25, hour), tick=False):
            record(None, Act.SIGNED_OUT)
    told = TrailLine.objects.get(act=Act.CLOCK_WENT_BACK)
    assert told.sequence == 2
    assert "10800" in told.detail
    assert verify().whole


def test_the_hour_that_comes_twice_is_not_a_clock_that_went_back() -> None:
    with time_machine.travel("2026-10-25T00:59:59+00:00", tick=False):
        record(None, Act.SIGNED_OUT)
    with time_machine.travel("2026-10-25T01:00:01+00:00", tick=False):
        record(None, Act.SIGNED_OUT)
    first, second = TrailLine.objects.values_list("recorded_at", flat=True)
    assert first.startswith("2026-10-25T01:59:59") and first.endswith("+01:00")
    assert second.startswith("2026-10-25T01:00:01") and second.endswith("+00:00")


@pytest.mark.parametrize("about", ["X" * 65, "a\x1fb", "a\nb"])
def test_an_id_that_could_blur_two_fields_is_refused(about: str) -> None:
    with pytest.raises(BoundariesError, match="about"):
        record(None, Act.ENTRY_VIEWED, about)
    assert not TrailLine.objects.exists()
