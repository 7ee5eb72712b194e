"""No withheld count can be worked out: not from the total, not by whoever knows the rule, not from two years, not from the file."""

import csv
import io
from collections import defaultdict
from collections.abc import Hashable, Iterable
from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from boundaries.casework.figures.comparing import HEAD, WITHHELD, Compared, as_csv, compared
from boundaries.casework.figures.suppressing import SMALL, suppressed

Counts = tuple[int, ...]


def published(counts: Counts) -> tuple[tuple[int | None, ...], int | None]:
    """What a table of these counts shows."""
    table = suppressed("Counts", dict(zip("abcde", counts, strict=False)))
    return tuple(table.rows.values()), table.total


def fewest_left(shown: Iterable[tuple[Hashable, tuple[int | None, ...], Counts]], most: int) -> int:
    """In how many values a withheld count is open at the least, for someone who tries all counts that would show the same."""
    fitting: dict[Hashable, list[Counts]] = defaultdict(list)
    withheld: dict[Hashable, list[int]] = {}
    for key, cells, counts in shown:
        fitting[key].append(counts)
        withheld[key] = [place for place, cell in enumerate(cells) if cell is None]
    # What reaches the edge of what was tried would be open further.
    inside = (key for key, found in fitting.items() if withheld[key] and max(map(max, found)) < most)
    return min(len({counts[place] for counts in fitting[key]}) for key in inside for place in withheld[key])


@pytest.mark.parametrize(("rows", "most"), [(1, 12), (2, 24), (3, 20), (4, 12)])
def test_whoever_knows_the_rule_and_tries_all_counts_can_tell_no_withheld_one(rows: int, most: int) -> None:
    tables = [(published(counts), counts) for counts in product(range(most + 1), repeat=rows)]
    assert fewest_left(((shown, shown[0], counts) for shown, counts in tables), most) >= SMALL - 1


@pytest.mark.parametrize(("rows", "most"), [(2, 24), (3, 20), (4, 12)])
def test_nor_can_someone_who_has_the_total_from_another_table(rows: int, most: int) -> None:
    tables = [(published(counts), counts) for counts in product(range(most + 1), repeat=rows) if sum(counts) >= SMALL]
    assert fewest_left((((shown, sum(counts)), shown[0], counts) for shown, counts in tables), most) >= SMALL - 1


def test_which_others_are_withheld_hangs_on_their_place_and_not_on_their_size() -> None:
    assert published((7, 7, 4)) == ((7, None, None), 18)
    assert published((7, 9, 4)) == ((7, None, None), 20)
    assert published((9, 7, 4)) == ((9, None, None), 20)
    assert published((0, 3, 0)) == ((None, None, None), None)
    assert published((0, 0)) == ((0, 0), 0)


YEARS = st.tuples(*[st.tuples(*[st.integers(0, 11)] * 3)] * 2)


def told(now: Counts, before: Counts, *, has_total: bool) -> str:
    """The file of two years."""
    return as_csv(2026, [both(now, before, has_total=has_total)])


def both(now: Counts, before: Counts, *, has_total: bool) -> Compared:
    """The table of two years."""
    rows = (dict(zip("abc", year, strict=True)) for year in (now, before))
    return compared("Counts", *rows, has_total=has_total)


@given(years=YEARS, has_total=st.booleans())
@settings(max_examples=8, deadline=None)
def test_two_years_and_their_difference_in_the_file_leave_every_withheld_count_open(
    years: tuple[Counts, Counts], *, has_total: bool
) -> None:
    file = told(*years, has_total=has_total)
    rows = list(csv.DictReader(io.StringIO(file)))
    assert tuple(rows[0]) == HEAD and len(rows) == 3 + has_total
    for row in rows:
        assert not any(row[name].isdigit() and 0 < int(row[name]) < SMALL for name in ("count", "year before"))
        assert (row["change"] == WITHHELD) == (WITHHELD in (row["count"], row["year before"]))
    every = list(product(range(14), repeat=3))
    for which, column in enumerate(("count", "year before")):
        hidden = [place for place, row in enumerate(rows[:3]) if row[column] == WITHHELD]
        fitting = [one for one in every if told(*(one, years[1]) if not which else (years[0], one), has_total=has_total) == file]
        assert all(len({one[place] for one in fitting}) >= 3 for place in hidden)


@given(years=YEARS, other=st.tuples(*[st.integers(0, 30)] * 3))
def test_a_year_reads_the_same_beside_whichever_other_year(years: tuple[Counts, Counts], other: Counts) -> None:
    later, sooner = both(years[0], years[1], has_total=True), both(other, years[0], has_total=True)
    assert [row.now for row in later.lines] == [row.before for row in sooner.lines]
