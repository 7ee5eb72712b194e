"""What peers lead one to expect leaves the pair out exactly."""

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from boundaries.detection.models import Codes, Floats
from boundaries.detection.peers import habit_factor, habit_share, peer_ratio

# Per pair: member, coarse stratum, finer stratum, part, what is left of the whole.
PAIRS = st.lists(st.tuples(*(st.integers(0, most) for most in (4, 2, 3, 9, 9))), min_size=2, max_size=25)


def columns(pairs: list[tuple[int, ...]]) -> tuple[Codes, list[Codes], Floats, Floats]:
    member, coarse, fine, part, rest = np.array(pairs, dtype=np.int64).T
    return member, [coarse, coarse * 4 + fine], part.astype(np.float64), (part + rest).astype(np.float64)


@settings(deadline=None)
@given(PAIRS)
def test_peers_are_everyone_but_the_pair(pairs: list[tuple[int, ...]]) -> None:
    _, strata, part, whole = columns(pairs)
    found = peer_ratio(strata, part, whole, weight=7.0)
    for pair in range(len(pairs)):
        others = np.arange(len(pairs)) != pair
        ratio = (part[others].sum() + 0.5) / (whole[others].sum() + 1.0)
        for codes in strata:
            like = others & (codes == codes[pair])
            ratio = (part[like].sum() + 7.0 * ratio) / (whole[like].sum() + 7.0)
        assert np.isclose(found[pair], ratio, rtol=1e-12)


@settings(deadline=None)
@given(PAIRS, st.data())
def test_a_pair_cannot_hide_itself(pairs: list[tuple[int, ...]], data: st.DataObject) -> None:
    """However much a pair shows, what is expected of it stays the same."""
    member, strata, part, whole = columns(pairs)
    pair = data.draw(st.integers(0, len(pairs) - 1))
    more = np.where(np.arange(len(pairs)) == pair, 1_000.0, 0.0)
    share = np.full(len(pairs), 0.3)
    for before, after in (
        (peer_ratio(strata, part, whole), peer_ratio(strata, part + more, whole + more)),
        (habit_factor(member, part, whole, 10.0), habit_factor(member, part + more, whole + more, 10.0)),
        (habit_share(member, part, whole, share, 10.0), habit_share(member, part + more, whole + more, share, 10.0)),
    ):
        assert np.isclose(before[pair], after[pair], rtol=1e-9)


@settings(deadline=None)
@given(PAIRS)
def test_habit_is_what_the_member_shows_with_everyone_else(pairs: list[tuple[int, ...]]) -> None:
    member, _, part, whole = columns(pairs)
    factor, share = habit_factor(member, part, whole, 10.0), habit_share(member, part, whole, np.full(len(pairs), 0.3), 10.0)
    for pair in range(len(pairs)):
        others = (np.arange(len(pairs)) != pair) & (member == member[pair])
        assert np.isclose(factor[pair], (part[others].sum() + 10.0) / (whole[others].sum() + 10.0))
        assert np.isclose(share[pair], (part[others].sum() + 3.0) / (whole[others].sum() + 10.0))


def test_a_member_with_one_pair_has_no_habit() -> None:
    member = np.array([0, 1])
    assert habit_factor(member, np.array([9.0, 0.0]), np.ones(2), 10.0).tolist() == [1.0, 1.0]
    assert np.allclose(habit_share(member, np.array([9.0, 0.0]), np.array([9.0, 9.0]), np.full(2, 0.25), 10.0), 0.25)
