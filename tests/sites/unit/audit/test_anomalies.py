"""The rules for anomalies: a hit, an ordinary look-alike and the boundary of each."""

from datetime import datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from boundaries.casework.audit import Act
from boundaries.casework.audit.anomalies import Anomaly, found_in
from boundaries.casework.audit.chain import Line
from boundaries.casework.audit.rules import load_rules
from boundaries.errors import BoundariesError

NOON = datetime(2026, 11, 25, 12, 0, tzinfo=ZoneInfo("Europe/London"))  # a Wednesday


def lines(
    count: int, act: Act = Act.ENTRY_VIEWED, *, every: int = 60, at: datetime = NOON, about: str = "", detail: str = ""
) -> list[Line]:
    """So many lines of one account, so many seconds apart; each about something else unless said."""
    return [
        Line(number + 1, (at + timedelta(seconds=every * number)).isoformat(), "A", act, about or f"E{number}", detail)
        for number in range(count)
    ]


def found(
    rule_id: str, some: list[Line], allocated: dict[str, frozenset[str]] | None = None, leaders: frozenset[str] = frozenset()
) -> list[Anomaly]:
    """What one rule finds."""
    rules = [rule for rule in load_rules() if rule.id == rule_id]
    assert rules
    return found_in(some, rules, allocated or {}, leaders)


def test_many_entries_in_an_hour_are_one_anomaly_however_many() -> None:
    (one,) = found("many_in_an_hour", lines(45))
    assert (one.actor, one.sequence, one.count) == ("A", 1, 45)
    assert found("many_in_an_hour", lines(20)) == []
    assert len(found("many_in_an_hour", lines(21))) == 1
    assert found("many_in_an_hour", lines(45, every=600)) == []
    assert found("many_in_an_hour", lines(45, Act.LISTED)) == []


def test_two_bursts_are_two_anomalies() -> None:
    first, second = lines(25), lines(25, at=NOON + timedelta(hours=5))
    later = [line._replace(sequence=line.sequence + 25) for line in second]
    assert [one.sequence for one in found("many_in_an_hour", [*first, *later])] == [26, 1]


@pytest.mark.parametrize(("hour", "counts"), [(21, 0), (22, 1), (2, 1), (5, 1), (6, 0), (12, 0)])
def test_a_look_at_night(hour: int, counts: int) -> None:
    assert len(found("at_night", lines(3, at=NOON.replace(hour=hour)))) == counts


def test_one_night_over_midnight_is_one_anomaly() -> None:
    assert len(found("at_night", lines(8, every=1800, at=NOON.replace(hour=22)))) == 1


def test_a_look_at_the_weekend() -> None:
    assert len(found("at_the_weekend", lines(3, at=NOON + timedelta(days=3)))) == 1
    assert found("at_the_weekend", lines(3)) == []


def test_a_line_whose_moment_somebody_broke_stops_no_rule() -> None:
    some = lines(45)
    assert (
        len(found("many_in_an_hour", [*some, *(line._replace(recorded_at=text) for line in some for text in ("", "2026-11-25"))]))
        == 1
    )


def test_what_is_allocated_to_others() -> None:
    some = lines(2, about="E1")
    assert len(found("not_allocated", some, {"E1": frozenset({"B"})})) == 1
    assert found("not_allocated", some, {"E1": frozenset({"A", "B"})}) == []
    assert found("not_allocated", some, {"E2": frozenset({"B"})}) == []
    assert found("not_allocated", some, {"E1": frozenset({"B"})}, leaders=frozenset({"A"})) == []


def test_looks_without_work() -> None:
    some = lines(13, about="E1", every=1200)
    assert [one.about for one in found("again_and_again", some)] == ["E1"]
    assert found("again_and_again", some[:12]) == []
    assert found("again_and_again", [*some, some[-1]._replace(sequence=14, act=Act.ENTRY_CHANGED)]) == []


def test_a_search_for_ones_own_name() -> None:
    assert len(found("own_name", lines(1, Act.SEARCHED, detail='{"count":"2","own_name":"yes"}'))) == 1
    assert found("own_name", lines(1, Act.SEARCHED, detail='{"count":"2"}')) == []
    assert found("own_name", lines(1, Act.SEARCHED, detail="broken {")) == []


def test_the_system_itself_is_never_an_anomaly() -> None:
    nobody = [line._replace(actor="") for line in lines(60, at=NOON.replace(hour=23))]
    assert found_in(nobody, load_rules(), {}, frozenset()) == []


def test_every_rule_has_ordinary_reasons_and_faults_are_told_at_once(tmp_path: Path) -> None:
    assert all(len(rule.innocent) >= 2 for rule in load_rules())
    bad = tmp_path / "rules.toml"
    bad.write_text(
        '[[rule]]\nid = "a"\nkind = "rate"\ntitle = "A"\nacts = ["nonsense"]\ninnocent = []\nmost = 1\n'
        '[[rule]]\nid = "b"\nkind = "guess"\n',
        encoding="utf-8",
    )
    with pytest.raises(BoundariesError) as told:
        load_rules(bad)
    assert [str(fault) for fault in told.value.faults] == [
        "rule a: minutes is missing", "rule a: nonsense is not an act", "rule b: kind must be one of rate, hours, repeat, unallocated, detail",
    ]  # fmt: skip
