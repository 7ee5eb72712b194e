"""A lexicon as frozen data: what to find, what to leave alone, and texts that prove both."""

from collections.abc import Mapping
from dataclasses import dataclass

from boundaries.text.classes import CLASSES


@dataclass(frozen=True)
class Regional:
    """Terms that are ordinary address in one part of the country; they count only where `counts` is set."""

    id: str
    what: str
    counts: bool
    terms: tuple[str, ...]


@dataclass(frozen=True)
class Lexicon:
    """One class of wording: plain `terms` (whole words), RE2 `patterns`, and `exceptions` taken out of a text before it counts."""

    id: str
    signs: tuple[str, ...]
    what: str
    terms: tuple[str, ...]
    patterns: tuple[str, ...]
    exceptions: tuple[str, ...]
    regional: tuple[Regional, ...]
    hits: tuple[str, ...]
    misses: tuple[str, ...]

    @property
    def counted_terms(self) -> tuple[str, ...]:
        """The terms that count here: the ordinary ones and those of regional lists switched on."""
        return self.terms + tuple(term for region in self.regional if region.counts for term in region.terms)


@dataclass(frozen=True)
class Spellings:
    """How words are spelt in texts: for each word its other spellings, and named groups of words that patterns ask for."""

    words: Mapping[str, tuple[str, ...]]
    groups: Mapping[str, tuple[str, ...]]


@dataclass(frozen=True)
class Lexicons:
    """Every class's lexicon in the order of `CLASSES`, the exceptions for all, how words are spelt, and a SHA-256 of the files."""

    lexicons: tuple[Lexicon, ...]
    everywhere: tuple[str, ...]
    spellings: Spellings
    hash: str

    def of(self, kind: str) -> Lexicon:
        """The lexicon of one class; raises `ValueError` for a name that is no class."""
        return self.lexicons[CLASSES.index(kind)]
