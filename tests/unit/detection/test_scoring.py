"""Scores are exact: bits add up to the last digit, in any order."""

from collections.abc import Mapping
from random import Random

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from boundaries.detection.detector import Detector, Facts, Model, Seen
from boundaries.detection.models import GRAIN, grained
from boundaries.detection.scoring import LISTED_BITS, SEVERAL_CAP, SEVERAL_FROM, Scores, score
from boundaries.detection.tally import Tally

BITS = st.lists(st.floats(-10, 10), min_size=1, max_size=80)


@settings(deadline=None)
@given(BITS)
def test_grained_bits_are_the_nearest_whole_grains(bits: list[float]) -> None:
    found = grained(np.array(bits))
    assert np.all(found * GRAIN == np.rint(found * GRAIN))
    assert np.all(np.abs(found - np.array(bits)) <= 0.5 / GRAIN)
    assert np.array_equal(grained(found), found)


@settings(deadline=None)
@given(BITS, st.randoms())
def test_grained_bits_sum_to_the_same_in_any_order(bits: list[float], random: Random) -> None:
    found = grained(np.array(bits)).tolist()
    shuffled = random.sample(found, len(found))
    assert sum(shuffled) == sum(found) == sum(round(bit * GRAIN) for bit in found) / GRAIN


def test_no_bits_are_never_less_than_none() -> None:
    assert not np.signbit(grained(np.array([-0.0, -1e-9]))).any()


def a_detector(id_: str, model: Model, sign: str, **more: object) -> Detector:
    told = {"title": id_, "table": "contacts", "sentence": id_, "seen": Seen(25.0, 31.0, "coded")}
    return Detector(id=id_, sign=sign, model=model, facts=Facts.MOMENTS, **(told | more))  # type: ignore[arg-type]


DETECTORS = {
    detector.id: detector
    for detector in (
        a_detector("much", Model.RATE, "volume"),
        a_detector("late", Model.SHARE, "hours", exposure="TRUE"),
        a_detector("declared", Model.AGAINST, "volume", explains=("volume", "hours"), by=0.9),
        a_detector("tasked", Model.AGAINST, "volume", explains=("volume",), by=0.8, at_least=2, share=0.5),
        a_detector("several", Model.SEVERAL, "several"),
    )
}


def scored(pairs: list[tuple[int, int, int]], members: int, detectors: Mapping[str, Detector] = DETECTORS) -> Scores:
    """Pairs of some members in turn: how much contact, how much of it late, declared (1) or not."""
    size = len(pairs)
    much, late, declared = np.array(pairs, dtype=np.int64).T
    counts = {
        "much": much.astype(np.float64),
        "late": np.minimum(late, much).astype(np.float64),
        "declared": declared.astype(np.float64),
        "tasked": np.minimum(late, 3).astype(np.float64),
        "again": much.astype(np.float64),
    }
    ones, zeros = np.ones(size), np.zeros(size, dtype=np.int64)
    tally = Tally(
        member=np.sort(np.arange(size) % members), person=np.arange(size), role=zeros, part=zeros, kind=zeros, cases=ones, observed=counts,
        exposure={"much": ones, "again": ones, "late": counts["much"], "declared": ones, "tasked": counts["much"]},
        among={"much": ones > 0, "again": ones > 0, "late": counts["much"] > 0},
    )  # fmt: skip
    return score(tally, detectors)


PAIRS = st.lists(st.tuples(st.integers(0, 60), st.integers(0, 60), st.integers(0, 1)), min_size=2, max_size=40)


@settings(deadline=None)
@given(PAIRS, st.integers(1, 5))
def test_a_score_is_the_sum_of_its_detectors_to_the_last_digit(pairs: list[tuple[int, int, int]], members: int) -> None:
    scores = scored(pairs, members)
    for pair in range(len(pairs)):
        assert scores.bits[pair] == sum(float(weight.bits[pair]) for weight in reversed(scores.weights.values()))


@settings(deadline=None)
@given(PAIRS, st.integers(1, 5))
def test_evidence_against_explains_and_never_accuses_nor_overdraws(pairs: list[tuple[int, int, int]], members: int) -> None:
    weights = scored(pairs, members).weights
    speaks = weights["much"].bits + weights["late"].bits
    against = weights["declared"].bits + weights["tasked"].bits
    assert np.all(weights["declared"].bits <= 0)
    assert np.all(weights["tasked"].bits <= 0)
    assert np.all(speaks + against >= np.minimum(speaks, 0.0))
    assert np.all(weights["declared"].bits[[declared == 0 for *_, declared in pairs]] == 0)


def test_evidence_against_a_single_detector_leaves_the_others_of_its_sign_alone() -> None:
    """Contact that is in the case file explains its hours; it says nothing about contact that is not."""
    pairs = [(40, 40, 0)] + [(count % 3, 0, 0) for count in range(999)]
    same_sign = {"late": a_detector("late", Model.SHARE, "volume")}
    only = a_detector("tasked", Model.AGAINST, "volume", explains=("late",), by=0.5, at_least=2)
    both = a_detector("tasked", Model.AGAINST, "volume", explains=("volume",), by=0.5, at_least=2)
    told = scored(pairs, 50, DETECTORS | same_sign | {"tasked": only}).weights
    more = scored(pairs, 50, DETECTORS | same_sign | {"tasked": both}).weights
    assert told["much"].bits[0] > 0.5
    assert told["late"].bits[0] > 0.5
    assert told["tasked"].bits[0] == pytest.approx(-0.5 * told["late"].bits[0], abs=1e-3)
    assert more["tasked"].bits[0] == pytest.approx(-0.5 * (told["late"].bits[0] + told["much"].bits[0]), abs=1e-3)


def test_records_of_one_kind_are_worth_what_few_pairs_reach_together() -> None:
    """Two detectors that count the same contacts say no more than one: the pair's rank in the force is what it is worth."""
    twice = DETECTORS | {"again": a_detector("again", Model.RATE, "again", observed="much")}
    pairs = [(40, 0, 0)] + [(count % 3, 0, 0) for count in range(3_999)]
    once = scored(pairs, members=400)
    both = scored(pairs, members=400, detectors=twice)
    assert once.bits[0] > LISTED_BITS
    assert both.bits[0] == pytest.approx(once.bits[0], abs=0.1)
    assert both.weights["again"].bits[0] == pytest.approx(both.weights["much"].bits[0])


def test_several_strong_pairs_raise_each_other_and_nobody_else() -> None:
    """One member with three strong pairs and one weak among two thousand ordinary members' pairs."""
    scores = scored([(40, 40, 0)] * 3 + [(1, 0, 0)] * 7_997, members=2_000)
    raised = scores.weights["several"].bits
    alone = scores.bits - raised
    assert np.all(alone[:3] >= LISTED_BITS)
    assert alone[3] < SEVERAL_FROM
    assert np.all((raised[:3] > 0) & (raised[:3] <= SEVERAL_CAP))
    assert np.all(raised[3:] == 0)
    assert scores.weights["several"].observed[:4].tolist() == [2, 2, 2, 3]
