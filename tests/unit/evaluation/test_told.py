"""What is told of an evaluation: aims with their verdicts, negatives, groups, weaknesses, and one page."""

from dataclasses import replace

import pytest

from boundaries.evaluation.baselines import BASELINES
from boundaries.evaluation.delays import Delay
from boundaries.evaluation.evaluate import Evaluation
from boundaries.evaluation.innocents import Innocents
from boundaries.evaluation.judging import Plan
from boundaries.evaluation.listing import BUDGETS
from boundaries.evaluation.measures import CEILING, SCAN, Place, WorldMeasure
from boundaries.evaluation.told.aims import aims_sheet
from boundaries.evaluation.told.found import arc_sheet, channel_sheet, delay_sheet, recall_sheet
from boundaries.evaluation.told.page import page
from boundaries.evaluation.told.quiet import innocent_sheets, negative_sheet, parity_sheet
from boundaries.evaluation.told.sheet import Sheet
from boundaries.evaluation.told.weak import weak_sheet
from tests.unit.evaluation.worlds import negative, true_pair


def at(scan: float, ceiling: float, contacts: float = 0.0) -> dict[Place, float]:
    """The weights of one pair: the same in every budget, and nothing from any other baseline than the number of contacts."""
    weights = {SCAN: scan, CEILING: ceiling, **dict.fromkeys(BASELINES, 0.0), BASELINES[0]: contacts}
    return {(name, budget): weight for name, weight in weights.items() for budget in BUDGETS}


def evaluation() -> Evaluation:
    """One world of eight true pairs: the scan finds six, the ceiling all, the number of contacts two (one of them off the phone)."""
    phone = [true_pair(at(1, 1, 1)), *(true_pair(at(1, 1)) for _ in range(3))]
    off = [true_pair(at(1, 1, 1), "traces_only"), true_pair(at(1, 1), "personal_channel")]
    missed = [true_pair(at(0, 1), "traces_only", arc="three_people") for _ in range(2)]
    listed = {(name, budget): float(budget) for name in (SCAN, CEILING, *BASELINES) for budget in BUDGETS}
    world = WorldMeasure(
        "large", 1, 1000, 5000, (*phone, *off, *missed), (negative(at(1, 0)), negative(at(0, 0))), listed,
        innocent={("all", "all"): 1000, ("sex", "F"): 400, ("sex", "M"): 550, ("sex", "X"): 50},
        flagged={("all", "all"): 100, ("sex", "F"): 20, ("sex", "M"): 75, ("sex", "X"): 5}, best_column=("contacts", 0.25),
    )  # fmt: skip
    waits = (Delay("large", "work_phone", 5), Delay("large", "work_phone", None))
    innocents = Innocents("texts", 900, 9, 90, 40, 2, 1, 7.25, {("pet_names", "writes_pet_name"): (2, 3.5)}, 50, 9)
    return Evaluation((Plan("large", 1, 1000, 8),), (world,), waits, (innocents,))


def row(sheet: Sheet, first: str) -> tuple[str, ...]:
    """The one row of a sheet that begins so."""
    (found,) = [cells for cells in sheet.rows if cells[0] == first]
    return found


def test_aims_are_told_with_their_verdict() -> None:
    sheet = aims_sheet(evaluation())
    values = {cells[0]: (cells[3], cells[5]) for cells in sheet.rows}
    assert values == {
        "the scan / supervised ceiling": ("0.75", "not met"),
        "the scan / best baseline": ("3.00", "met"),
        "the scan / best baseline, little or nothing on the work phone": ("2.00", "not met"),
        "negatives among the top 20 per 1,000": ("0.05", "met"),
        "recall of the best single column": ("0.25", "met"),
    }


def test_without_a_ceiling_nothing_is_claimed_of_it() -> None:
    done = evaluation()
    listed = {place: count for place, count in done.worlds[0].listed.items() if place[0] != CEILING}
    alone = replace(done, worlds=(replace(done.worlds[0], listed=listed),))
    assert aims_sheet(alone).rows[0][3:] == ("-", "", "-")
    assert CEILING not in {cells[0] for cells in recall_sheet(alone).rows}


def test_recall_and_precision_are_told_for_every_ranking() -> None:
    sheet = recall_sheet(evaluation())
    assert [cells[0] for cells in sheet.rows] == [SCAN, CEILING, *BASELINES]
    assert row(sheet, SCAN)[1:4] == (".75", ".75", ".75")
    assert row(sheet, SCAN)[5:] == (".30", ".12", ".06")
    assert row(sheet, CEILING)[1] == "1.00"


def test_recall_is_told_by_class_and_by_arc_the_hardest_first() -> None:
    assert row(channel_sheet(evaluation()), SCAN) == (SCAN, *["1.00"] * 6, *[".33"] * 3)
    assert [cells[:4] for cells in arc_sheet(evaluation()).rows] == [
        ("three people", "2", ".00", ".00"),
        ("champion", "6", "1.00", "1.00"),
    ]


def test_days_are_told_of_those_that_were_listed() -> None:
    assert row(delay_sheet(evaluation()), "all") == ("all", "2", ".50", "5 days", "5 days", "5 days")
    assert row(delay_sheet(evaluation()), "moved to a personal channel")[1:3] == ("0", "-")


def test_negatives_are_told_by_kind() -> None:
    sheet = negative_sheet(evaluation())
    assert sheet.rows == (("on call", "2", "1", "1", "1"), ("all", "2", "1", "1", "1"))
    assert "the scan .05" in sheet.says[0]


def test_groups_are_compared_with_everyone_and_small_ones_not_told() -> None:
    sheet = parity_sheet(evaluation())
    assert row(sheet, "sex: F")[:4] == ("sex: F", "400", ".050", "0.50")
    assert row(sheet, "sex: M")[3] == "1.36"
    assert row(sheet, "sex: X") == ("sex: X", "50", "-", "-", "too few")


def test_what_it_is_bad_at_comes_from_the_numbers() -> None:
    told = " ".join(weak_sheet(evaluation()).says)
    assert "supervised ceiling is 0.75 (aim 0.8)" in told
    assert "2 true pairs of 8 stay outside" in told
    assert "on call (1)" in told


def test_real_input_is_told_in_counts_only() -> None:
    (sheet,) = innocent_sheets(evaluation())
    assert sheet.rows == (("pet names", "writes pet name", "2", "3.5"),)
    assert "9 of 59 detectors" in sheet.says[0]
    assert "2 pairs with 6 bits or more, of which 1 fits" in sheet.says[1]


def test_the_page_is_the_same_for_the_same_results() -> None:
    text = page(evaluation(), "boundaries evaluate", {"Boundaries": "1"})
    assert text == page(evaluation(), "boundaries evaluate", {"Boundaries": "1"})
    assert "Printed by `boundaries evaluate` with Boundaries 1, from 1 synthetic world." in text
    assert "synthetic" in text and text.endswith("\n")
    tables = [block.splitlines() for block in text.split("\n\n") if block.startswith("|")]
    assert len(tables) == 10
    assert all({line.count("|") for line in table} == {table[0].count("|")} for table in tables)


@pytest.mark.parametrize("word", ["victim", "guilt", "accus"])
def test_the_page_keeps_to_plain_words(word: str) -> None:
    assert word not in page(evaluation(), "boundaries evaluate", {}).lower()
