"""How well each question of the test works: how many get it right, and whether those who know the rest do."""

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from math import sqrt

ENOUGH = 30
"""With fewer answers the figures say little, and no question is called weak."""
TOO_HARD, TOO_EASY, TELLS_LITTLE = 0.4, 0.97, 0.1
RIGHT, WRONG, BETWEEN = "+", "-", "|"
"""How a test is written out; the name of an item has neither of the first and the last in it."""
_Pair = tuple[bool, float]
"""Whether somebody was right here, and the share right in the rest of the same test: few of them, of many people."""


@dataclass(frozen=True)
class ItemStatistic:
    """One question: how often it was answered, the share that was right, and its discrimination.

    `discrimination` is the correlation of being right here with the share right in the rest of the same test, from -1 to 1;
    None where it cannot be computed, because all answers or all rests are alike.
    """

    item: str
    answers: int
    difficulty: float
    discrimination: float | None

    @property
    def weakness(self) -> str:
        """What is wrong with it, in a word; empty where nothing is or too few have answered."""
        if self.answers < ENOUGH:
            return ""
        if self.discrimination is not None and self.discrimination < 0:
            return "misleads"
        if self.difficulty < TOO_HARD:
            return "too hard"
        if self.difficulty > TOO_EASY:
            return "too easy"
        return "tells little" if self.discrimination is not None and self.discrimination < TELLS_LITTLE else ""


def item_statistics(tests: Iterable[str]) -> list[ItemStatistic]:
    """Statistics of every item over finished tests, weakest first.

    A test is its items in any order with BETWEEN between them, each after RIGHT or WRONG; none is asked twice.
    """
    # Answers of tests that are alike are counted together: of the tests of many people, there are few kinds.
    alike: dict[tuple[int, int], list[str]] = defaultdict(list)
    for test in tests:
        answers = test.split(BETWEEN)
        alike[test.count(RIGHT), len(answers) - 1] += answers
    seen: dict[str, Counter[_Pair]] = defaultdict(Counter)
    for (total, others), answers in alike.items():
        for answer, times in Counter(answers).items():
            is_right = answer[0] == RIGHT
            seen[answer[1:]][is_right, (total - is_right) / others if others else 0.0] += times
    found = [
        ItemStatistic(item, pairs.total(), _mean(pairs, 0, pairs.total()), _correlation(pairs)) for item, pairs in seen.items()
    ]
    return sorted(found, key=lambda one: (one.weakness == "", one.discrimination or 0.0, one.item))


def _mean(pairs: Counter[_Pair], side: int, count: int) -> float:
    return sum(pair[side] * times for pair, times in pairs.items()) / count


def _correlation(pairs: Counter[_Pair]) -> float | None:
    """How being right goes with the share right in the rest; each pair as often as it is there."""
    count = pairs.total()
    mean_a, mean_b = (_mean(pairs, side, count) for side in (0, 1))
    apart = [(pair[0] - mean_a, pair[1] - mean_b, times) for pair, times in pairs.items()]
    spread_a, spread_b = (sum(one[side] ** 2 * one[2] for one in apart) for side in (0, 1))
    if spread_a < 1e-12 or spread_b < 1e-12:
        return None
    return sum(a * b * times for a, b, times in apart) / sqrt(spread_a * spread_b)
