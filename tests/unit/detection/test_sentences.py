"""Numbers read the same whether each is told by itself or those that read alike are told once."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from boundaries.detection.detectors import load_detectors
from boundaries.detection.sentences import as_told, sentences, told

NUMBERS = st.one_of(
    st.floats(0, 1e6), st.integers(0, 100_000).map(float), st.integers(0, 2_000).map(lambda twentieths: twentieths / 20.0),
    st.floats(0, 10.0, width=32),
)  # fmt: skip


@given(st.lists(NUMBERS, min_size=1, max_size=20))
def test_numbers_that_stand_for_others_read_as_they_do(numbers: list[float]) -> None:
    assert list(map(told, as_told(np.array(numbers)).tolist())) == list(map(told, numbers))


def test_few_of_many_numbers_are_told() -> None:
    assert len(np.unique(as_told(np.linspace(0.06, 2.94, 10_001)))) < 40


def test_a_sentence_holds_the_numbers_of_its_pair() -> None:
    detector = load_detectors()["contact_volume"]
    numbers = {"observed": np.array([1_200.0, 3.0]), "expected": np.array([2.98, 0.01]), "exposure": np.array([7.5, 1.0])}
    said = sentences(detector, **numbers).to_pylist()
    assert said == [
        detector.sentence.format(observed=observed, expected=expected, exposure=exposure)
        for observed, expected, exposure in (("1,200", "3.0", "7.5"), ("3", "fewer than 0.1", "1"))
    ]
