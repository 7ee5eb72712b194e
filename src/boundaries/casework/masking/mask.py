"""What is masked in a text about somebody: their names in every usual form, their numbers, handles and ids.

Known are whom reports, findings and colleagues name, and, by marks alone, how the roster names the member. A word that only sometimes is
a name stays where it is in small letters and stands alone; in doubt a word too many is masked. A description is no name.
"""

import re
import unicodedata
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, field, replace
from itertools import pairwise, product
from typing import NamedTuple

from boundaries.casework.content.marks import identifier_mark, marks_of, word_mark
from boundaries.casework.exports.sanitising import Sanitiser
from boundaries.casework.names.words import TOKEN, ending, is_ordinary, plain_word, ways_of, words_in, written_ways
from boundaries.handover.identifiers import RANKS
from boundaries.handover.people import NamedMember

MASK = "[name]"
_NUMBER = re.compile(r"(?<!\w)(?:[A-Za-z]{1,3} ?)?\d{2,6}(?!\w)")
_INITIALS = re.compile(r"(?<!\w)(?:[A-Z]\.[ \t]?){1,3}[A-Z](?!\w)\.?|(?<!\w)[A-Z]{2,3}(?!\w)")
_BEFORE = re.compile(r"(?<!\w)(?:[A-Z](?:\.[ \t]?|[ \t]|(?=[A-Z](?:\.|[ \t])))){1,3}$")
_AFTER = re.compile(r",[ \t]*[A-Z](?:\.(?:[ \t]?[A-Z]\.){0,2}|(?=[,;)\n]|$))")
_UNSEEN = re.compile("[\u00ad\u200b-\u200d\u2060\ufeff]")
"""Characters inside a word that nobody sees."""
_NEAR = re.compile(r"\s+|[ \t]+(?:[A-Z]\.?[ \t]+){1,2}|,[ \t]+")
_BEGINNINGS = frozenset(
    [
        "o",
        "mc",
        "mac",
        "de",
        "du",
        "di",
        "da",
        "la",
        "le",
        "van",
        "von",
        "der",
        "st",
        "ap",
        "al",
        "el",
        "bin",
        "ben",
        "fitz",
        "ny",
        "ni",
    ]
)
"""Words that a surname begins with, which some write as one with the rest."""
_APART = 4
"""How many words on from a name's first the last stands at most, counted with both."""
_SOMEBODY = ("a ", "an ", "the ", "my ", "her ", "his ", "their ", "our ")
"""How a description begins that is no name, such as a neighbour."""


class _Span(NamedTuple):
    """A part of a text that is masked."""

    start: int
    end: int


@dataclass(frozen=True)
class Mask:
    """What is masked of one pair or member: words of names as they were told, ids, and the roster's marks of names and of their words."""

    words: frozenset[str] = field(repr=False)
    ids: Sanitiser = field(repr=False)
    marks: frozenset[str] = frozenset()
    word_marks: frozenset[str] = frozenset()

    def clean(self, text: str) -> str:
        """The text without whom it is known to be about."""
        if not text:
            return text
        text = self.ids.clean(_UNSEEN.sub("", unicodedata.normalize("NFC", text)))
        told = self if self.word_marks or not self.marks else replace(self, words=self.words | self._beside(text))
        for start, end in reversed(_joined(text, [*self._numbers(text), *told._named(text)])):
            text = text[:start] + MASK + text[end:]
        return text

    def _is_word(self, way: str) -> bool:
        return way in self.words or (bool(self.word_marks) and word_mark(way) in self.word_marks)

    def _beside(self, text: str) -> frozenset[str]:
        """The words of the roster's name that stand near each other in a text, where the roster tells whole names and no words of them."""
        found: set[str] = set()
        tokens = [ways_of(one.group()) for one in TOKEN.finditer(text)]
        for place, ways in enumerate(tokens):
            for one, other in product(ways, (way for near in tokens[place + 1 : place + _APART] for way in near)):
                if one != other and identifier_mark("name:" + " ".join(sorted((one, other)))) in self.marks:
                    found |= written_ways(f"{one} {other}") | written_ways(f"{other} {one}")
        return frozenset(found)

    def _numbers(self, text: str) -> Iterator[_Span]:
        for found in _NUMBER.finditer(text) if self.marks else ():
            if marks_of(NamedMember(number=found.group())) & self.marks:
                yield _Span(*found.span())

    def _named(self, text: str) -> Iterator[_Span]:
        if not self.words and not self.word_marks:
            return
        tokens = list(TOKEN.finditer(text))
        known = {token: any(map(self._is_word, words_in(token))) for token in {one.group() for one in tokens}}
        hits = [known[one.group()] for one in tokens]
        for place, one in enumerate(tokens):
            if hits[place] and (self._stands_out(one.group()) or _is_beside(text, tokens, hits, place)):
                yield _with_initials(text, one.start(), one.end() - len(ending(one.group())))
        for one, other in pairwise(tokens):
            if self._is_split(text[one.end() : other.start()], one.group(), other.group()):
                yield _Span(one.start(), other.end())
        for found in _INITIALS.finditer(text):
            letters = re.findall(r"[A-Z]", found.group())
            if "".join(letters).casefold() not in RANKS and self._is_word(".".join(letters).casefold()):
                yield _Span(*found.span())

    def _stands_out(self, token: str) -> bool:
        """Whether a word is taken for a name wherever it stands: it has a capital, or is nothing but a name."""
        return any(letter.isupper() for letter in token) or not is_ordinary(token.rstrip("'’"))

    def _is_split(self, between: str, one: str, other: str) -> bool:
        """Whether a name is written in two words, such as O Brien, or its word goes on in the next line."""
        is_broken = between.strip() in ("-", "‐", "‑", "–") or ("\n" in between and not between.strip())
        if not (is_broken or (between.isspace() and one.casefold() in _BEGINNINGS)):
            return False
        return any(map(self._is_word, (plain_word(one) + way for way in ways_of(other))))


def mask_for(names: Iterable[str], ids: Iterable[str], marks: Collection[str] = (), word_marks: Collection[str] = ()) -> Mask:
    """The mask of whoever has these names, as they were told, and these numbers, handles and ids; descriptions are left out."""
    words = {way for name in set(names) for way in _told_ways(name)}
    return Mask(
        frozenset(words), Sanitiser(frozenset(one for one in ids if len(one) > 1)), frozenset(marks), frozenset(word_marks)
    )


def _told_ways(name: str) -> Iterator[str]:
    if name.casefold().startswith(_SOMEBODY):
        return
    kept = [word for word in name.split() if any(map(str.isupper, word)) or not is_ordinary(word)]
    yield from written_ways(name if len(kept) == len(name.split()) or name == name.casefold() else " ".join(kept))


def _is_beside(text: str, tokens: list[re.Match[str]], hits: list[bool], place: int) -> bool:
    """Whether another word of the same name stands right before or after one, at most with initials between them."""
    return any(
        hits[other] and tokens[other].group().casefold() != tokens[place].group().casefold()
        for other, first in ((place - 1, place - 1), (place + 1, place))
        if 0 <= other < len(tokens) and _NEAR.fullmatch(text[tokens[first].end() : tokens[first + 1].start()])
    )


def _with_initials(text: str, start: int, end: int) -> _Span:
    before = _BEFORE.search(text[max(0, start - 12) : start])
    after = _AFTER.match(text, end)
    return _Span(start - len(before.group()) if before else start, after.end() if after else end)


def _joined(text: str, spans: Iterable[_Span]) -> list[_Span]:
    """The spans in order; those that touch, or that only blanks part, as one."""
    found: list[_Span] = []
    for one in sorted(spans):
        if found and (one.start <= found[-1].end or _is_blank(text[found[-1].end : one.start])):
            found[-1] = _Span(found[-1].start, max(found[-1].end, one.end))
        else:
            found.append(one)
    return found


def _is_blank(between: str) -> bool:
    return not between.strip() or between.strip() in ("-", "‐", "‑", "–")
