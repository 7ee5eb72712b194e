"""The shape of a question: a page with one heading and the fields below it."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import TypeAlias

from django.utils.functional import Promise

from boundaries.handover.report import Teller

Text: TypeAlias = str | Promise
"""Words in the language that is asked for when they are shown."""
Words: TypeAlias = Text | Mapping[Teller, Text]
"""Words that may differ by who tells; Teller.NOT_SURE stands for everyone who is not named."""

LINE_LENGTH = 200
TEXT_LENGTH = 20_000


class Kind(StrEnum):
    """How a field is answered."""

    ONE = "one"
    MANY = "many"
    LINE = "line"
    TEXT = "text"
    FILES = "files"


@dataclass(frozen=True)
class Option:
    """One choice; `asks` is the same as a whole question, for someone who reads it out."""

    value: str
    label: Text
    hint: Text = ""
    asks: Words = ""
    after_divider: bool = False


@dataclass(frozen=True)
class Field:
    """One thing to answer, never compulsory by itself."""

    name: str
    kind: Kind
    label: Words = ""
    hint: Words = ""
    options: tuple[Option, ...] = ()
    rows: int = 5

    @property
    def longest(self) -> int:
        """How many characters fit."""
        return TEXT_LENGTH if self.kind is Kind.TEXT else LINE_LENGTH


@dataclass(frozen=True)
class Question:
    """One page: `asked_of` names the tellers it is for (all where it is empty), `most` for how many people it may be answered."""

    id: str
    title: Words
    fields: tuple[Field, ...]
    lead: tuple[Words, ...] = ()
    asked_of: frozenset[Teller] = frozenset()
    most: int = 1
    another: Text = ""


def said(words: Words, teller: Teller) -> Text:
    """The words for this teller."""
    if isinstance(words, Mapping):
        return words.get(teller, words[Teller.NOT_SURE])
    return words
