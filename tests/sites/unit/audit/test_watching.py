"""The unit's own looking, read on from where it was read last: always what reading all of it anew finds."""

import random
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from boundaries.casework.audit import Act, watching
from boundaries.casework.audit.anomalies import Anomaly, found_in
from boundaries.casework.audit.chain import BEGINNING, Line, canonical, digest, written
from boundaries.casework.audit.questions import FIELDS
from boundaries.casework.audit.rules import load_rules
from boundaries.casework.models import TrailLine
from tests.sites.unit.trail import empty_trail, unguarded

pytestmark = pytest.mark.django_db(transaction=True)
BEGUN = datetime(2026, 11, 2, 9, tzinfo=ZoneInfo("Europe/London"))  # a Monday
SINCE = BEGUN.date()
LEADERS = frozenset({"C"})


def say(at: datetime, actor: str, act: Act, about: str = "", **detail: str) -> None:
    """Add one line as of a moment."""
    last = TrailLine.objects.order_by("sequence").last()
    sequence, previous = (last.sequence, bytes(last.hash)) if last else (0, BEGINNING)
    line = Line(sequence + 1, at.isoformat(), actor, act.value, about, written(detail))
    TrailLine.objects.create(**line._asdict(), previous=previous, hash=digest(canonical(previous, line)))


def anew(since: date = SINCE) -> list[Anomaly]:
    """What is found in the whole trail at once."""
    lines = [Line(*row) for row in TrailLine.objects.order_by("sequence").values_list(*FIELDS)]
    allocated: dict[str, frozenset[str]] = {}
    for line in lines:
        if line.act == Act.ALLOCATED:
            allocated[line.about] = allocated.get(line.about, frozenset()) | {line.detail.split('"')[-2]}
    later = next((place for place, line in enumerate(lines) if line.recorded_at >= since.isoformat()), len(lines))
    return found_in(lines[later:], load_rules(), allocated, LEADERS)


@pytest.mark.parametrize("seed", range(6))
def test_what_is_read_on_is_what_is_read_anew(seed: int) -> None:
    chance, at = random.Random(seed), BEGUN - timedelta(hours=5)
    acts = [Act.ENTRY_VIEWED] * 12 + [
        Act.CASE_VIEWED,
        Act.SEARCHED,
        Act.ENTRY_CHANGED,
        Act.LISTED,
        Act.UNLOCK_FAILED,
        Act.ALLOCATED,
    ]
    found = 0
    for _ in range(12):
        for _ in range(chance.randrange(40)):
            at += timedelta(seconds=chance.choice((5, 30, 600, 9000)))
            act, about = chance.choice(acts), f"E{chance.randrange(3)}"
            detail = {"account": chance.choice("AB")} if act == Act.ALLOCATED else {}
            say(at, chance.choice(("A", "A", "A", "B", "C", "")), act, about, **detail)
        since = chance.choice((SINCE, SINCE, SINCE, SINCE + timedelta(days=1)))
        told = watching.anomalies(since, LEADERS)
        assert told == anew(since)
        found += len(told)
    assert found > 20, "too little was found to say anything"


def test_a_line_that_was_read_is_not_read_again() -> None:
    for number in range(30):
        say(BEGUN + timedelta(minutes=number), "A", Act.ENTRY_VIEWED, f"E{number}")
    watching.anomalies(SINCE)
    say(BEGUN + timedelta(hours=15), "B", Act.ENTRY_VIEWED, "E1")
    with CaptureQueriesContext(connection) as asked:
        told = watching.anomalies(SINCE)
    assert [(one.actor, one.rule.id) for one in told] == [("B", "at_night"), ("A", "many_in_an_hour")]
    assert len(asked) == 1


def test_what_is_allocated_later_counts_for_what_was_read_before() -> None:
    say(BEGUN, "A", Act.ENTRY_VIEWED, "E1")
    assert watching.anomalies(SINCE) == []
    say(BEGUN + timedelta(minutes=1), "B", Act.ALLOCATED, "E1", account="B")
    assert [one.rule.id for one in watching.anomalies(SINCE)] == ["not_allocated"]
    assert watching.anomalies(SINCE, frozenset({"A"})) == []
    say(BEGUN + timedelta(minutes=2), "B", Act.ALLOCATED, "E1", account="A")
    assert watching.anomalies(SINCE) == []


@pytest.mark.parametrize("is_as_long", [False, True])
def test_another_trail_in_the_place_of_the_one_that_was_read_is_read_anew(is_as_long: bool) -> None:
    for number in range(5):
        say(BEGUN + timedelta(hours=13, minutes=number), "A", Act.ENTRY_VIEWED, f"E{number}")
    assert [one.count for one in watching.anomalies(SINCE)] == [5]
    empty_trail()
    for number in range(5 if is_as_long else 2):
        say(BEGUN + timedelta(hours=14, minutes=number), "A", Act.ENTRY_VIEWED, f"E{number}")
    assert [one.count for one in watching.anomalies(SINCE)] == [5 if is_as_long else 2]
    with unguarded():
        TrailLine.objects.filter(sequence__gt=1).delete()
    assert [one.count for one in watching.anomalies(SINCE)] == [1]
    empty_trail()
    assert watching.anomalies(SINCE) == []
