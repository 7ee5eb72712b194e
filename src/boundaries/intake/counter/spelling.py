"""The receipt as it is read out: in groups, each word spelt so that no line swallows a letter."""

from dataclasses import dataclass

ALPHABET = [
    "Alpha",
    "Bravo",
    "Charlie",
    "Delta",
    "Echo",
    "Foxtrot",
    "Golf",
    "Hotel",
    "India",
    "Juliet",
    "Kilo",
    "Lima",
    "Mike",
    "November",
    "Oscar",
    "Papa",
    "Quebec",
    "Romeo",
    "Sierra",
    "Tango",
    "Uniform",
    "Victor",
    "Whiskey",
    "X-ray",
    "Yankee",
    "Zulu",
]
GROUP = 4
_SPOKEN = {word[0].casefold(): word for word in ALPHABET}


@dataclass(frozen=True)
class SpokenWord:
    """One word of a receipt: its place from 1, and how it is spelt out."""

    place: int
    word: str
    spelt: str


def spelt(word: str) -> str:
    """A word spelt by the spelling alphabet."""
    return " ".join(_SPOKEN[letter] for letter in word)


def groups(words: list[str]) -> list[list[SpokenWord]]:
    """The words in groups short enough to be said in one breath."""
    spoken = [SpokenWord(place, word, spelt(word)) for place, word in enumerate(words, 1)]
    return [spoken[start : start + GROUP] for start in range(0, len(spoken), GROUP)]
