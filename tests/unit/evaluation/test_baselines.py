"""The baselines on tables small enough to reckon by hand."""

import numpy as np
import pytest

from boundaries.evaluation.baselines import (
    BASELINES,
    baseline_scores,
    best_column,
    ceiling_features,
    ceiling_sample,
    ceiling_score,
    peer_surprise,
    sign_count,
)
from boundaries.evaluation.columns import codes, numbers
from tests.unit.evaluation.worlds import pair_table


def test_signs_are_counted_over_their_99th_percentile() -> None:
    first, second = np.zeros(200), np.arange(200.0)
    first[7] = 1
    assert sign_count([first, second], 200).nonzero()[0].tolist() == [7, 198, 199]
    second[7] = 500
    assert sign_count([first, second], 200)[7] == 2


def test_surprise_is_among_pairs_of_the_same_role() -> None:
    counts = np.array([[1.0], [1.0], [1.0], [10.0], [10.0]])
    surprise = peer_surprise(counts, np.array([0, 0, 0, 0, 1]))
    assert surprise.tolist() == pytest.approx([0, 0, 0, -np.log10(1 / 4), 0])


def test_surprise_adds_up_over_counts() -> None:
    counts = np.array([[0.0, 0.0], [2.0, 3.0]])
    assert peer_surprise(counts, np.zeros(2, dtype=np.int64)).tolist() == pytest.approx([0, 2 * np.log10(2)])


def test_every_baseline_scores_every_pair_and_finds_the_loud_one() -> None:
    loud: list[object] = [0, 1, 2, 1] * 50
    loud[42] = 90
    pairs = pair_table(200, contacts=loud, off_duty_contacts=loud, volume_observed=loud, visits=loud)
    scores = baseline_scores(pairs, ["volume"])
    assert tuple(scores) == BASELINES
    assert {name: int(np.argmax(score)) for name, score in scores.items()} == dict.fromkeys(BASELINES, 42)
    assert {len(score) for score in scores.values()} == {200}


def test_the_best_column_is_found_with_its_recall() -> None:
    pairs = pair_table(
        10, is_true=[True] * 2 + [None] * 8, contacts=list(range(10)), volume_observed=[9, 0] + [1] * 8, volume_exposure=[0] * 10
    )
    assert best_column(pairs, ["volume"], 1) == ("volume_observed", 0.5)


def test_the_ceiling_learns_from_other_worlds_what_no_count_shows_alone() -> None:
    rng = np.random.default_rng(3)

    def world() -> object:
        first, second = rng.integers(0, 2, 3000), rng.integers(0, 2, 3000)
        held = {
            f"{name}_{part}": column.tolist()
            for name, column in (("a", first), ("b", second))
            for part in ("observed", "exposure", "expected")
        }
        return pair_table(
            3000, is_true=[True if one != other else None for one, other in zip(first, second, strict=True)], **held
        )

    asked, known = world(), world()
    score = ceiling_score(asked, [ceiling_sample(known)])
    truth = numbers(asked, "is_true")
    assert score[truth == 1].min() > score[truth == 0].max()


def test_the_ceiling_sees_a_role_alike_in_every_world() -> None:
    features = ceiling_features(pair_table(3, member_role=["cid", None, "response"]), [])
    assert features.shape == (3, 4)
    assert features[:, -1].tolist() == [3, 0, 1]


def test_columns_count_nothing_where_nothing_stands() -> None:
    pairs = pair_table(3, rank=[2, None, 1], member_role=["cid", None, "cid"])
    assert numbers(pairs, "rank").tolist() == [2, 0, 1]
    first, second, third = codes(pairs, "member_role").tolist()
    assert first == third != second
