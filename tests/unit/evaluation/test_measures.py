"""Measures on a world made by hand: exact numbers."""

from datetime import timedelta

import numpy as np
import pyarrow as pa
import pytest

from boundaries.evaluation.delays import Delay, delays, spread
from boundaries.evaluation.intervals import paired_ratio, poisson_ratio, wilson
from boundaries.evaluation.measures import SCAN, measure, negative_share, precision, recall, scan_score
from tests.unit.evaluation.worlds import STARTED, judged_world, places_of, true_pair


def test_the_scan_is_measured_in_its_own_order() -> None:
    judged = judged_world()
    assert scan_score(judged.pairs).tolist() == [-1, -3, -2, -np.inf]


def test_a_world_is_measured_within_each_budget() -> None:
    judged = judged_world()
    world = measure(judged, {SCAN: scan_score(judged.pairs), "backwards": np.array([0.0, 1.0, 2.0, 3.0])}, ("contacts", 0.1))
    found = world.true_pairs
    assert [recall(found, SCAN, budget) for budget in (20, 50, 100)] == [0, 1, 1]
    assert [world.listed[SCAN, budget] for budget in (20, 50, 100)] == [2, 3, 3]
    assert [recall(found, "backwards", budget) for budget in (20, 50, 100)] == [0, 1, 1]
    assert precision([world], SCAN, 50) == pytest.approx(1 / 3)
    assert [negative_share([world], SCAN, budget) for budget in (20, 50)] == [0.5, pytest.approx(1 / 3)]
    assert found[0].traits == {"contacts": 0, "visits": 0, "searches": 0}


def test_only_innocent_members_count_for_parity() -> None:
    judged = judged_world()
    world = measure(judged, {SCAN: scan_score(judged.pairs)}, ("contacts", 0.1))
    assert world.innocent["all", "all"] == 99
    assert world.flagged["all", "all"] == 2
    assert (world.innocent["sex", "M"], world.flagged["sex", "M"]) == (49, 0)
    assert (world.innocent["sex", "F"], world.flagged["sex", "F"]) == (50, 2)
    assert world.innocent["ethnicity", "not known"] == 1
    assert (world.innocent["role", "response"], world.flagged["role", "response"]) == (39, 2)


def test_a_true_pair_that_shares_a_place_counts_in_part() -> None:
    assert recall([true_pair(places_of(scan=0.5)), true_pair(places_of(scan=0.0))], SCAN, 20) == 0.25
    assert np.isnan(recall([], SCAN, 20))


def test_days_to_the_first_listing() -> None:
    truth = pa.table(
        {
            "member_id": ["M1", "M2", "M3", "M4"],
            "person_id": ["P"] * 4,
            "channel_class": ["work_phone"] * 4,
            "started_at": [STARTED] * 4,
        }
    )
    replay = pa.table(
        {
            "member_id": ["M1", "M2", "M3", "M9"],
            "person_id": ["P"] * 4,
            "first_listed_at": [STARTED + timedelta(days=10, hours=3), STARTED - timedelta(days=4), None, STARTED],
        }
    )
    told = delays("large", truth, replay)
    assert [one.days for one in told] == [10, 0, None, None]
    assert spread(told) == (2.5, 5.0, 7.5)
    assert spread([Delay("large", "work_phone", None)]) is None


def test_intervals_are_the_textbook_ones() -> None:
    assert wilson(8, 10) == pytest.approx((0.4902, 0.9433), abs=1e-3)
    assert wilson(0, 0) == (0, 1)
    assert poisson_ratio(0, 2) == pytest.approx((0, 3.6889 / 2), abs=1e-3)
    assert poisson_ratio(10, 5) == pytest.approx((4.7954 / 5, 18.3904 / 5), abs=1e-3)
    assert paired_ratio([1.0] * 8, [0.5] * 8) == (2, 2)
    low, high = paired_ratio([1, 1, 1, 0, 1, 1], [0, 1, 0, 1, 0, 1])
    assert low < 5 / 3 < high
