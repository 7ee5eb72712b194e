"""Small numbers withheld in tables that leave the unit, so that neither a cell nor the total gives another away."""

from collections.abc import Mapping
from dataclasses import dataclass

SMALL = 5
"""A count below this, and above none, could point at a person."""


@dataclass(frozen=True)
class Table:
    """Counts by row and their total; None where one is withheld. What is withheld is never none."""

    title: str
    rows: Mapping[str, int | None]
    total: int | None


def suppressed(title: str, counts: Mapping[str, int]) -> Table:
    """Withhold every small count, and as many of the next smallest as it takes.

    Enough is withheld once the rest of the total leaves each withheld cell open between 1 and at least SMALL; where there is
    nothing more to withhold, the total goes.
    """
    total = sum(counts.values())
    hidden = {row for row, count in counts.items() if 0 < count < SMALL}
    others = sorted((row for row, count in counts.items() if count >= SMALL), key=lambda row: (counts[row], row))
    is_open = False
    while hidden and not (is_open := _room(counts, hidden) >= SMALL) and others:
        hidden.add(others.pop(0))
    rows = {row: None if row in hidden else count for row, count in counts.items()}
    return Table(title, rows, None if hidden and not is_open else total)


def _room(counts: Mapping[str, int], hidden: set[str]) -> int:
    """How many values each withheld cell could have, for someone who takes the shown cells from the total."""
    return sum(counts[row] for row in hidden) - len(hidden) + 1 if len(hidden) > 1 else 1
