"""Weighing pairs that are alike once gives what weighing each by itself would give."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from boundaries.detection.alike import Compared, alike, compared_by, peered
from boundaries.detection.detector import Detector, Facts, Model, Seen, Stratum
from boundaries.detection.tally import Tally
from boundaries.detection.weighing import weigh

# Per pair: member, part, kind of case, observed, what is left of the exposure.
PAIRS = st.lists(st.tuples(*(st.integers(0, most) for most in (3, 4, 2, 3, 4))), min_size=2, max_size=40)


def a_tally(pairs: list[tuple[int, ...]], months: bool = False) -> Tally:
    member, part, kind, observed, rest = np.array(sorted(pairs), dtype=np.int64).T
    exposure = observed + rest
    return Tally(
        member=member, person=np.arange(len(pairs)), role=member % 2, part=part, kind=kind, cases=np.ones(len(pairs)),
        observed={"it": observed.astype(np.float32)},
        exposure={"it": 1.0 + rest / 30.0 if months else exposure.astype(np.float32)}, among={"it": months | (exposure > 0)},
    )  # fmt: skip


def a_detector(model: Model, *strata: Stratum) -> Detector:
    return Detector(
        id="it", sign="it", title="It", model=model, facts=Facts.MOMENTS, table="contacts", sentence="It.", seen=Seen(25.0, 31.0, "coded"),
        strata=strata,
    )  # fmt: skip


@settings(deadline=None)
@given(PAIRS, st.booleans())
def test_bits_are_those_of_each_pair_by_itself(pairs: list[tuple[int, ...]], months: bool) -> None:
    tally = a_tally(pairs, months)
    detector = a_detector(Model.RATE if months else Model.SHARE, Stratum.ROLE, Stratum.PART, Stratum.KIND)
    compared = compared_by(detector, tally, peered(tally, detector.strata))
    some = compared.pairs
    each_its_own = np.full(len(pairs), len(some), dtype=np.int32)
    each_its_own[some] = np.arange(len(some))
    apart = Compared(
        some,
        each_its_own,
        np.ones(len(some)),
        tally.member[some],
        [codes[compared.row[some]] for codes in compared.strata],
        tally.exposure["it"][some].astype(np.float64),
    )
    together, each = weigh(detector, tally, compared), weigh(detector, tally, apart)
    assert together.bits == pytest.approx(each.bits, abs=1 / 512)
    assert together.expected == pytest.approx(each.expected, rel=1e-5)
    places = np.arange(len(pairs))[::-1]
    assert together.expected_at(places).tolist() == together.expected[places].tolist()


@settings(deadline=None)
@given(PAIRS)
def test_pairs_that_differ_are_never_put_together(pairs: list[tuple[int, ...]]) -> None:
    tally = a_tally(pairs)
    detector = a_detector(Model.SHARE, Stratum.ROLE, Stratum.PART)
    compared = compared_by(detector, tally, peered(tally, detector.strata))
    rows = alike(compared, tally.observed["it"])
    some = compared.pairs
    row = rows.laying.on_all(np.arange(len(rows.times), dtype=np.float32)).astype(np.int64)[some]
    assert rows.times.sum() == len(some)
    assert rows.member[row].tolist() == tally.member[some].tolist()
    assert rows.observed[row].tolist() == tally.observed["it"][some].tolist()
    assert rows.of[row].tolist() == tally.exposure["it"][some].tolist()
    assert rows.strata[-1][row].tolist() == ((tally.role * 8) + tally.part)[some].tolist()
