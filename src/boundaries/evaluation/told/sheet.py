"""A titled table with what to know before reading it."""

import math
from dataclasses import dataclass


@dataclass(frozen=True)
class Sheet:
    """A heading, sentences to read first, and a table (may be empty); the first `words` columns are words, the others numbers."""

    title: str
    says: tuple[str, ...] = ()
    headings: tuple[str, ...] = ()
    rows: tuple[tuple[str, ...], ...] = ()
    words: int = 1


def share(value: float) -> str:
    """A share with two digits and no leading zero, as in .38; a dash where there is nothing to say."""
    if math.isnan(value):
        return "-"
    return f"{value:.2f}".removeprefix("0") if value < 1 else f"{value:.2f}"


def ratio(value: float) -> str:
    """A ratio with two digits; a dash where there is none."""
    return f"{value:.2f}" if math.isfinite(value) else "-"


def span(low: float, high: float) -> str:
    """An interval of shares or ratios."""
    return f"{share(low)} to {share(high)}"


def plain(word: str) -> str:
    """A name from the data as people read it."""
    return word.replace("_", " ")


def several(count: int, one: str, many: str | None = None) -> str:
    """A count with its noun."""
    return f"{count:,} {one if count == 1 else many or one + 's'}"
