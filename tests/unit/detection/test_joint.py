"""Records of one kind are weighed together, and each kind by itself."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from boundaries.detection.detector import Detector, Facts, Model, Seen
from boundaries.detection.detectors import load_detectors
from boundaries.detection.joint import BESIDE, SEEN, Source, source_of, weigh_together
from boundaries.detection.models import CAP, GRAIN, grained
from boundaries.detection.weighing import Weight

ORDINARY = 4_000


def a_detector(id_: str, table: str, *needs: str) -> Detector:
    return Detector(
        id=id_, sign=id_, title=id_, model=Model.RATE, facts=Facts.MOMENTS, table=table, sentence=id_, seen=Seen(9, 31, "coded"), needs=needs
    )  # fmt: skip


def a_weight(*bits: float) -> Weight:
    """Bits of the first pairs, none for the ordinary ones after them."""
    found = np.concatenate((grained(np.array(bits)), np.zeros(ORDINARY))).astype(np.float32)
    none = np.zeros(len(found), dtype=np.float32)
    return Weight(found, none, none, none)


def together(before: dict[str, Weight], detectors: list[Detector]) -> dict[str, Weight]:
    """The same weights once they were weighed together; those before stay as they are."""
    after = {id_: replace(weight, bits=weight.bits.copy()) for id_, weight in before.items()}
    weigh_together(after, detectors)
    return after


def test_every_detector_that_weighs_pairs_reads_one_kind_of_record() -> None:
    kinds = {
        id_: source_of(detector) for id_, detector in load_detectors().items() if detector.model in (Model.RATE, Model.SHARE)
    }
    assert set(kinds.values()) == set(Source) == set(SEEN)
    assert kinds["writes_kiss"] is Source.WORDING
    assert kinds["praise_own_words"] is Source.GOODWILL
    assert kinds["self_attached"] is Source.ATTACHING
    assert {kinds[id_] for id_ in ("contact_off_duty", "visit_absent", "search_off_duty")} == {Source.ROSTER}
    assert kinds["contact_private"] is Source.CONTACTS, "it looks at hours where there is no roster"


@settings(deadline=None)
@given(st.lists(st.tuples(*[st.floats(-1, 10)] * 3), min_size=1, max_size=20))
def test_what_speaks_against_a_pair_stays_as_it_is(pairs: list[tuple[float, float, float]]) -> None:
    detectors = [a_detector(id_, "visits") for id_ in ("one", "two", "three")]
    before = {d.id: a_weight(*bits) for d, bits in zip(detectors, zip(*pairs, strict=True), strict=True)}
    after = together(before, detectors)
    total = sum(weight.bits[: len(pairs)].astype(np.float64) for weight in before.values())
    for id_, weight in before.items():
        same = (weight.bits[: len(pairs)] <= 0) | (total <= 0)
        assert np.array_equal(after[id_].bits[: len(pairs)][same], weight.bits[: len(pairs)][same])
        assert np.all(after[id_].bits <= CAP)
        assert np.all(after[id_].bits * GRAIN == np.rint(after[id_].bits * GRAIN))


def test_bits_that_nearly_cancel_are_not_blown_up() -> None:
    """A hair more for than against puts no pair high, and neither side of it is told in more bits than it has in all."""
    detectors = [a_detector("light", "cases"), a_detector("slow", "cases")]
    before = {"light": a_weight(*[0.25] * 200), "slow": a_weight(*[-0.22] * 200)}
    after = together(before, detectors)
    assert np.all(after["slow"].bits[:200] == before["slow"].bits[:200])
    assert np.all(np.abs(after["light"].bits[:200]) < 1.0)


def test_signs_in_two_kinds_of_record_outweigh_as_many_in_one() -> None:
    bits = {"off": 3.0, "late": 3.0}
    alone, apart = (
        together({id_: a_weight(one) for id_, one in bits.items()}, detectors)
        for detectors in (
            [a_detector("off", "contacts"), a_detector("late", "contacts")],
            [a_detector("off", "visits"), a_detector("late", "contacts")],
        )
    )
    assert sum(w.bits[0] for w in apart.values()) > 1.5 * sum(w.bits[0] for w in alone.values())


def test_a_kind_of_record_that_goes_with_the_others_counts_in_part() -> None:
    """The same rank among as many pairs is worth more where it is reached by fewer ways: look-ups above contact, contact above hours."""
    worth = [
        together({"one": a_weight(3.0)}, [detector])["one"].bits[0]
        for detector in (
            a_detector("one", "searches"),
            a_detector("one", "contacts"),
            a_detector("one", "contacts", "contacts", "duties"),
        )
    ]
    assert worth[0] > worth[1] > worth[2] > 0


def test_every_kind_of_record_says_how_much_it_counts() -> None:
    assert set(BESIDE) == set(SEEN) == set(Source)
    assert all(0 < one < 2 for one in BESIDE.values())


@pytest.mark.parametrize("source", sorted(SEEN))
def test_no_kind_of_record_is_said_to_show_always_or_never(source: Source) -> None:
    assert 0.0 < SEEN[source] < 1.0
