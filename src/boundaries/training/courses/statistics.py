"""How well each question of the test works: how many get it right, and whether those who know the rest do."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from math import sqrt

ENOUGH = 30
"""With fewer answers the figures say little, and no question is called weak."""
TOO_HARD, TOO_EASY, TELLS_LITTLE = 0.4, 0.97, 0.1


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


def item_statistics(tests: Iterable[Mapping[str, bool]]) -> list[ItemStatistic]:
    """Statistics of every item over finished tests, each given as its items and whether each was right; weakest first."""
    pairs: dict[str, list[tuple[float, float]]] = {}
    for test in tests:
        total = sum(test.values())
        for item, right in test.items():
            rest = (total - right) / (len(test) - 1) if len(test) > 1 else 0.0
            pairs.setdefault(item, []).append((float(right), rest))
    found = [
        ItemStatistic(item, len(seen), sum(right for right, _ in seen) / len(seen), _correlation(seen))
        for item, seen in pairs.items()
    ]
    return sorted(found, key=lambda one: (one.weakness == "", one.discrimination or 0.0, one.item))


def _correlation(pairs: list[tuple[float, float]]) -> float | None:
    count = len(pairs)
    mean_a, mean_b = (sum(pair[side] for pair in pairs) / count for side in (0, 1))
    spread_a, spread_b = (sum((pair[side] - mean) ** 2 for pair in pairs) for side, mean in ((0, mean_a), (1, mean_b)))
    if spread_a < 1e-12 or spread_b < 1e-12:
        return None
    return sum((a - mean_a) * (b - mean_b) for a, b in pairs) / sqrt(spread_a * spread_b)
