"""What the timeline reads from the records, and where it puts it."""

from datetime import datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from boundaries.detection.report.counts import months, stage, totals
from boundaries.detection.report.events import CaseSpan, Duty, Event, History, Roster, Shift, What, histories
from boundaries.detection.report.timeline import HOURS_HIGH, LEFT, RIGHT, shape, timeline
from boundaries.records.moment import known_before
from tests.journeys.worked_example import AS_OF, MEMBERS, PEOPLE, Example

PAIR = (MEMBERS[0], PEOPLE[0])
NOON = datetime(2025, 5, 1, 12)


def at(hours: float) -> datetime:
    """So many hours after midnight of 1 May 2025."""
    return datetime(2025, 5, 1) + timedelta(hours=hours)


@pytest.mark.parametrize(
    ("hours", "duty"),
    [
        (5.4, Duty.UNKNOWN),
        (6.5, Duty.ON),
        (12, Duty.ON),
        (15.5, Duty.ON),
        (15.6, Duty.OFF),
        (24 * 7 + 1, Duty.OFF),
        (24 * 9, Duty.UNKNOWN),
    ],
)
def test_duty_has_half_an_hour_of_grace_and_is_unknown_far_from_any_roster(hours: float, duty: Duty) -> None:
    assert Roster([Shift(at(7), at(15), "duty")]).duty(at(hours)) is duty


def test_sick_leave_is_off_duty_and_a_long_shift_outlasts_a_short_one() -> None:
    roster = Roster([Shift(at(0), at(24), "sick"), Shift(at(30), at(60), "on_call"), Shift(at(31), at(32), "course")])
    assert [roster.duty(at(hours)) for hours in (12, 50)] == [Duty.OFF, Duty.ON]


def test_a_member_without_a_roster_has_no_known_duty() -> None:
    assert Roster([]).duty(NOON) is Duty.UNKNOWN


def test_a_day_alone_tells_no_duty_and_no_night() -> None:
    roster = Roster([Shift(at(-10), at(-2), "duty")])
    assert [roster.duty(at(hours)) for hours in (0, 1 / 60)] == [Duty.UNKNOWN, Duty.OFF]
    (counted,) = totals([Event(What.VISIT, at(hours), str(hours), roster.duty(at(hours))) for hours in (0, 24, 1 / 60, 12)])
    assert (counted.amount, counted.off, counted.unknown, counted.night, counted.day) == (4, 2, 2, 1, 2)


def test_the_records_of_a_pair_are_that_pairs_alone(example: Example) -> None:
    history = histories(example.records.engine, [PAIR])[PAIR]
    counted = {what: sum(event.what is what for event in history.events) for what in What}
    assert counted == {What.CONTACT: 43, What.VISIT: 4, What.LOOK_UP: 6, What.ENTRY: 6}
    assert {event.record_id[:3] for event in history.events} == {"K-0", "V-0", "S-0", "L-0"}
    assert [event.at for event in history.events] == sorted(event.at for event in history.events)


def test_cases_carry_both_roles_and_verdicts_their_reason(example: Example) -> None:
    asked = [PAIR, (MEMBERS[1], PEOPLE[1])]
    found = histories(example.records.engine, asked)
    case = found[PAIR].cases[0]
    assert (case.case_id, case.person_roles, case.member_roles) == ("C-6100", ("victim",), ("oic",))
    assert [one.verdict for one in found[asked[1]].verdicts] == ["explained"]
    assert found[PAIR].verdicts == ()


def test_pairs_that_the_records_do_not_hold_have_an_empty_history(example: Example) -> None:
    strangers = ("nobody", "no one")
    assert histories(example.records.engine, [strangers]) == {strangers: History()}
    assert histories(example.records.engine, []) == {}


def test_nothing_later_than_the_moment_is_read(example: Example) -> None:
    try:
        known_before(example.records, datetime(2025, 4, 1))
        history = histories(example.records.engine, [PAIR])[PAIR]
    finally:
        known_before(example.records, AS_OF)
    assert history.events[-1].at < datetime(2025, 4, 1)
    assert history.cases[0].closed_at is None
    assert max(shift.ends_at for shift in history.shifts) <= datetime(2025, 4, 1)


def test_the_drawing_holds_every_kind_of_mark_once(example: Example) -> None:
    line = timeline(histories(example.records.engine, [PAIR])[PAIR], AS_OF)
    assert line
    looks = [mark.look for mark in line.marks]
    assert len(looks) == len(set(looks)) == 6
    assert "mark contact off-duty" in looks
    assert [strip.label for strip in line.strips] == ["Case 1, on it"]
    assert line.duty_path
    assert line.away_path
    assert line.log_path.count("M") == 6


def test_nothing_happened_nothing_drawn() -> None:
    assert timeline(History(), NOON) is None
    assert months(History()) == ()
    assert totals([]) == ()


def test_a_shift_over_midnight_is_a_box_on_each_day() -> None:
    history = History((Event(What.CONTACT, NOON, "K-1"),), (Shift(at(22), at(31), "duty"),))
    line = timeline(history, at(48))
    assert line
    assert line.duty_path.count("M") == 2


def test_days_off_sick_one_after_another_are_one_box() -> None:
    history = History(
        (Event(What.CONTACT, NOON, "K-1"),), tuple(Shift(at(24 * n), at(24 * n + 24), "sick") for n in range(-2, 6))
    )
    line = timeline(history, at(480))
    assert line
    assert line.away_path.count("M") == 1


@pytest.mark.parametrize(
    ("opened", "closed", "expected"),
    [(3, None, "open"), (3, 5, "open"), (3, 4, "after-care"), (1, 2, "closed"), (6, None, "no case")],
)
def test_the_stage_of_a_month(opened: int, closed: int | None, expected: str) -> None:
    closed_at = datetime(2025, closed, 20) if closed else None
    assert stage([CaseSpan("C", "theft", datetime(2025, opened, 2), closed_at, "")], datetime(2025, 5, 1)) == expected


@given(st.lists(st.datetimes(datetime(2024, 1, 1), datetime(2025, 12, 31)), min_size=1, max_size=60))
def test_every_mark_lies_within_the_drawing_and_every_event_is_counted(moments: list[datetime]) -> None:
    history = History(tuple(Event(What.VISIT, moment, str(n)) for n, moment in enumerate(sorted(moments))))
    line = timeline(history, datetime(2026, 1, 1))
    assert line
    starts = [part.split("h")[0].split() for part in line.marks[0].path.split("M")[1:]]
    assert all(LEFT - 4 <= float(x) <= RIGHT + 4 for x, _ in starts)
    assert all(line.hours_top - 4 <= float(y) <= line.hours_top + HOURS_HIGH + 4 for _, y in starts)
    assert sum(month.visits for month in months(history)) == len(moments) == totals(history.events)[0].amount


def test_two_thousand_contacts_stay_small() -> None:
    moments = [at(0) + timedelta(hours=4.37 * n) for n in range(2_000)]
    line = timeline(History(tuple(Event(What.CONTACT, moment, str(n)) for n, moment in enumerate(moments))), at(9_000))
    assert line
    assert len(line.marks[0].path) < 90_000


def test_the_three_kinds_differ_in_outline() -> None:
    outlines = {
        "".join(sign for sign in shape(what, 7, 7) if sign.isalpha()) for what in (What.CONTACT, What.VISIT, What.LOOK_UP)
    }
    assert len(outlines) == 3
