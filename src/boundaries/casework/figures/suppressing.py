"""Small numbers withheld in tables that leave the unit, so that neither a cell nor the total gives another away."""

from collections.abc import Mapping
from dataclasses import dataclass

SMALL = 5
"""A count below this, and above none, could point at a person."""


@dataclass(frozen=True)
class Table:
    """Counts by row and their total; None where one is withheld. Where the total is told, what is withheld is never none."""

    title: str
    rows: Mapping[str, int | None]
    total: int | None


def suppressed(title: str, counts: Mapping[str, int]) -> Table:
    """Withhold every small count, and from the last row upwards as many others as it takes.

    Which others go hangs on their place in the table, never on their size: someone who knows this rule could else work out from
    what is shown how large they are, and with that the small ones. Enough is withheld once each small count could be anything below
    SMALL and each other one SMALL or more. Where there is nothing more to withhold the whole table goes, total and noughts too: the
    total may stand in another table, and as many ones as there are rows would then be ones.
    """
    small = [row for row, count in counts.items() if 0 < count < SMALL]
    others = [row for row, count in counts.items() if count >= SMALL]
    hidden, more = set(small), 0
    is_open = not small
    while not is_open and others:
        hidden.add(others.pop())
        more += 1
        is_open = sum(counts[row] for row in hidden) >= (SMALL - 1) * len(small) + SMALL * more
    rows = {row: None if row in hidden or not is_open else count for row, count in counts.items()}
    return Table(title, rows, sum(counts.values()) if is_open else None)
