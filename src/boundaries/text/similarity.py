"""How alike texts are worded: praise that reads like the member's own writing, and messages that are one template."""

import re
from collections.abc import Iterable, Sequence
from math import log2

from boundaries.text.wording import matched_form

# Runs of two and three words: single words are shared by everybody, longer runs seldom survive a light rewriting.
LENGTHS = (2, 3)
_WORD = re.compile(r"[^\W_]+")


def overlap(text: str, own_texts: Sequence[str], background: Sequence[str]) -> float:
    """How much of a text's rarer wording stands in someone's own texts, 0 (none) to 1 (all of it).

    Each run of two or three words weighs log2 of how seldom the background texts use it, so phrases everybody writes
    ('thank you for your help') count for little. A text too short to have a run, or with nobody to compare with, gives 0.
    Leave the text itself out of `own_texts` and `background`.
    """
    runs = word_runs(text)
    if not runs or not own_texts:
        return 0.0
    own = set().union(*(word_runs(one) for one in own_texts))
    used = _used(runs, background)
    weight = {run: log2((len(background) + 2) / (used[run] + 1)) for run in runs}
    return sum(weight[run] for run in runs & own) / sum(weight.values())


def word_runs(text: str, lengths: Iterable[int] = LENGTHS) -> frozenset[tuple[str, ...]]:
    """The runs of words of a text, of the given lengths, as tuples of lower-case words."""
    words = _WORD.findall(matched_form(text)[0].casefold())
    return frozenset(tuple(words[start : start + length]) for length in lengths for start in range(len(words) - length + 1))


def normalise(text: str | None) -> str:
    """The template of a message: case folded, each run of digits as '#', single spaces, no apostrophes.

    Automatic messages that differ only in a reference number, a date or a time have the same template. Null gives ''.
    """
    if text is None:
        return ""
    return " ".join(re.sub(r"\d+", "#", matched_form(text)[0].casefold()).split())


def _used(runs: frozenset[tuple[str, ...]], background: Sequence[str]) -> dict[tuple[str, ...], int]:
    """In how many of the background texts each run stands."""
    used = dict.fromkeys(runs, 0)
    for text in background:
        for run in runs & word_runs(text):
            used[run] += 1
    return used
