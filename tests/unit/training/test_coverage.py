"""Coverage is what an independent calculation says, on any day of a workforce's three years."""

import re
from collections import Counter
from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from boundaries.errors import BoundariesError
from boundaries.training.leaflet.layouts import Language
from boundaries.training.leaflet.words import small_words
from boundaries.training.ledger.chain import BEGINNING, Line, hash_of
from boundaries.training.ledger.coverage import Count, coverage, not_covered, withheld_small
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
    written,
)
from boundaries.training.ledger.sentence import STALE_DAYS, claim, sentence
from boundaries.training.ledger.standing import Rule, Status, months_later, standing
from tests.unit.training.lived import Lived, counted_apart, live

RULE = Rule("everyone", frozenset({"everyone"}), 12)
DAY = date(2026, 11, 1)
PC = Post(Kind.OFFICER, "North")


def chained(entries: list[Entry]) -> list[Line]:
    lines, previous = [], BEGINNING
    for sequence, entry in enumerate(entries, 1):
        fields = (sequence, "2026-11-01T09:00:00+00:00", "test", entry.what, entry.number, written(entry))
        previous = hash_of(previous, *fields)
        lines.append(Line(*fields, previous))
    return lines


def numbered(*entries: Entry) -> list[tuple[int, Entry]]:
    return list(enumerate(entries, 1))


def passed(number: str, on: date, course: str = "everyone") -> Completed:
    return Completed(number, on, course, "1.0", True, 90, "", "test")


def agree(lived: Lived, day: date) -> None:
    found = coverage(standing(lived.entries, RULE, day).values(), day)
    assert {unit: (one.people, one.covered) for unit, one in found.by_unit.items()} == counted_apart(lived, day, "unit")
    assert {kind.value: (one.people, one.covered) for kind, one in found.by_kind.items()} == counted_apart(lived, day, "kind")


def test_five_thousand_people_over_three_years_are_counted_as_they_were() -> None:
    lived = live(20261125, 5000)
    for day in [*lived.days[::5], lived.days[-1], lived.days[-1] + timedelta(days=27), lived.days[17] + timedelta(days=13)]:
        agree(lived, day)
    left = sum(isinstance(entry, Left) for _, entry in lived.entries)
    moved = sum(isinstance(entry, Moved) for _, entry in lived.entries)
    assert left > 1000
    assert moved > 2000, "the force did not change enough to test anything"


@settings(max_examples=25, deadline=None)
@given(seed=st.integers(0, 2**32), people=st.integers(20, 120), ahead=st.integers(0, 1200))
def test_any_small_force_on_any_day_is_counted_as_it_was(seed: int, people: int, ahead: int) -> None:
    lived = live(seed, people, months=20)
    agree(lived, lived.days[0] + timedelta(days=ahead))


@settings(max_examples=15, deadline=None)
@given(seed=st.integers(0, 2**32), people=st.integers(20, 400), language=st.sampled_from(list(Language)))
def test_the_sentence_cannot_differ_from_the_ledger(seed: int, people: int, language: Language) -> None:
    lived = live(seed, people, months=14)
    day = lived.days[-1] + timedelta(days=20)
    made = claim(chained([entry for _, entry in lived.entries]), RULE, day)
    said = sentence(made.coverage, small_words(language))
    apart = Counter[str]()
    for people_here, covered in counted_apart(lived, day, "kind").values():
        apart.update(people=people_here, covered=covered)
    (percent,) = re.findall(r"(\d+)%", said)
    assert int(percent) == 100 * apart["covered"] // apart["people"]
    assert str(day.year) in said
    assert small_words(language)["months"][day.month - 1] in said


def test_a_hundred_per_cent_means_everyone() -> None:
    assert Count(people=1000, covered=999).percent == 99
    assert Count(people=1000, covered=1000).percent == 100
    assert Count().percent == 0


@pytest.mark.parametrize(
    ("entries", "status", "until"),
    [
        ([], Status.NEVER, None),
        ([passed("1", date(2025, 11, 2))], Status.COVERED, date(2026, 11, 2)),
        ([passed("1", date(2025, 11, 1))], Status.EXPIRED, date(2026, 11, 1)),
        ([passed("1", date(2026, 11, 2))], Status.NEVER, None),
        ([passed("1", date(2026, 1, 1), "supervisors")], Status.NEVER, None),
        ([Completed("1", date(2026, 1, 1), "everyone", "1.0", False, 50, "", "test")], Status.NEVER, None),
        ([Exempted("1", date(2026, 10, 1), date(2026, 11, 2), "away")], Status.EXEMPT, date(2026, 11, 2)),
        ([Exempted("1", date(2026, 10, 1), date(2026, 11, 1), "away")], Status.NEVER, None),
        (
            [passed("1", date(2026, 1, 1)), Exempted("1", date(2026, 10, 1), date(2027, 1, 1), "away")],
            Status.COVERED,
            date(2027, 1, 1),
        ),
        ([passed("1", date(2026, 1, 1)), Withdrawn("1", DAY, 2, "another person's")], Status.NEVER, None),
    ],
)
def test_how_far_someone_is_trained(entries: list[Entry], status: Status, until: date | None) -> None:
    found = standing(numbered(Joined("1", date(2020, 1, 1), PC), *entries), RULE, DAY)
    assert (found["1"].status, found["1"].until) == (status, until)


def test_who_left_is_not_counted_and_who_came_back_is_with_what_they_had() -> None:
    held: list[Entry] = [Joined("1", date(2020, 1, 1), PC), passed("1", date(2026, 5, 1)), Left("1", date(2026, 6, 1))]
    assert standing(numbered(*held), RULE, date(2026, 5, 31))["1"].status is Status.COVERED
    assert standing(numbered(*held), RULE, date(2026, 6, 1)) == {}
    back = Post(Kind.VOLUNTEER, "South")
    found = standing(numbered(*held, Joined("1", date(2026, 9, 1), back)), RULE, DAY)["1"]
    assert (found.post, found.status, found.joined_on) == (back, Status.COVERED, date(2026, 9, 1))


def test_a_course_for_a_duty_asks_only_those_who_have_it() -> None:
    chief = Post(Kind.OFFICER, "North", (Duty.SUPERVISOR,))
    held = numbered(Joined("1", date(2020, 1, 1), PC), Joined("2", date(2020, 1, 1), chief), Moved("1", DAY, chief))
    rule = Rule("supervisors", frozenset({"supervisors"}), 12, Duty.SUPERVISOR)
    assert set(standing(held, rule, date(2026, 10, 31))) == {"2"}
    assert set(standing(held, rule, DAY)) == {"1", "2"}


@pytest.mark.parametrize(
    ("day", "months", "expected"),
    [
        (date(2024, 2, 29), 12, date(2025, 2, 28)),
        (date(2026, 1, 31), 1, date(2026, 2, 28)),
        (date(2026, 12, 1), 1, date(2027, 1, 1)),
    ],
)
def test_months_end_where_months_end(day: date, months: int, expected: date) -> None:
    assert months_later(day, months) == expected


def test_everyone_not_covered_is_listed_by_unit_those_never_trained_first() -> None:
    held = numbered(
        *(
            Joined(number, date(2020, 1, int(number)), Post(Kind.STAFF, unit))
            for number, unit in (("1", "A"), ("2", "A"), ("3", "B"), ("4", "A"))
        ),
        passed("2", date(2024, 1, 1)),
        passed("4", date(2026, 5, 1)),
        Exempted("3", date(2026, 10, 1), date(2027, 1, 1), "away"),
    )
    listed = not_covered(standing(held, RULE, DAY).values())
    assert {unit: [one.number for one in group] for unit, group in listed.items()} == {"A": ["1", "2"], "B": ["3"]}


def test_small_numbers_are_withheld_and_cannot_be_worked_out() -> None:
    by_unit = {"A": Count(100, 97), "B": Count(50, 40), "C": Count(30, 20), "D": Count(20, 20)}
    assert withheld_small(by_unit) == {"A": None, "B": Count(50, 40), "C": Count(30, 20), "D": None}
    assert withheld_small({"A": Count(3, 3), "B": Count(9, 9), "C": Count(30, 20)}) == {"A": None, "B": Count(9, 9), "C": None}
    assert withheld_small({"B": Count(50, 40), "D": Count(20, 20)}) == {"B": Count(50, 40), "D": Count(20, 20)}


REFUSED: dict[str, tuple[list[Entry], date]] = {
    "the ledger is empty": ([], DAY),
    "there is no workforce list": ([Joined("1", DAY, PC), passed("1", DAY)], DAY),
    "the last workforce list is of": (
        [Joined("1", DAY, PC), passed("1", DAY), Listed(DAY, 1, "0" * 64)],
        DAY + timedelta(days=STALE_DAYS + 1),
    ),
    "is yet to come": ([Joined("1", DAY, PC), passed("1", DAY), Listed(DAY, 1, "0" * 64)], DAY - timedelta(days=1)),
    "nobody in the workforce is trained": ([Joined("1", DAY, PC), Listed(DAY, 1, "0" * 64)], DAY),
}


@pytest.mark.parametrize("reason", REFUSED)
def test_a_ledger_that_cannot_bear_the_sentence_refuses_it(reason: str) -> None:
    entries, day = REFUSED[reason]
    with pytest.raises(BoundariesError, match=reason):
        claim(chained(entries), RULE, day)


def test_a_list_on_its_last_day_still_bears_the_sentence() -> None:
    held = [Joined("1", DAY, PC), passed("1", DAY), Listed(DAY, 1, "0" * 64)]
    made = claim(chained(held), RULE, DAY + timedelta(days=STALE_DAYS))
    assert sentence(made.coverage, small_words(Language.ENGLISH)).startswith("100% of our officers have received training")
    assert made.stamp.startswith("3 ")


@settings(max_examples=40, deadline=None)
@given(place=st.integers(0, 5), field=st.integers(0, 5), drop=st.booleans())
def test_a_line_changed_or_lost_from_outside_stops_every_figure(place: int, field: int, drop: bool) -> None:
    entries: list[Entry] = [Joined(str(number), DAY, PC) for number in range(4)] + [passed("1", DAY), Listed(DAY, 4, "0" * 64)]
    lines = chained([*entries, passed("2", DAY)])
    if drop:
        del lines[place]
    else:
        values = list(lines[place])
        values[field] = values[field] + 1 if field == 0 else values[field] + " "
        lines[place] = Line(*values)
    with pytest.raises(BoundariesError, match="does not join on"):
        claim(lines, RULE, DAY)
