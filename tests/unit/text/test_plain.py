"""Patterns that match few texts are those texts, none more and none less."""

import re

import pytest

from boundaries.text.loading import includes, load_lexicons
from boundaries.text.plain import plain_texts
from boundaries.text.sought import sought


@pytest.mark.parametrize(
    ("pattern", "texts"),
    [
        (r"\bmissing? you\b", ("missing you", "missin you")),
        (r"\b(?:missing|missin) (?:you|u)\b", ("missing you", "missing u", "missin you", "missin u")),
        (r"home (?:alone )?tonight", ("home alone tonight", "home tonight")),
        (" my sunshine", (" my sunshine",)),
        (r"\bwords?\b", ()),
        (r"\b(?:a|b|c|d|e) long one\b", ()),
        (r"\bso \w+ good\b", ()),
        (r"^good morning", ()),
        ("kiss x+", ()),
    ],
)
def test_few_long_texts_are_spelt_out(pattern: str, texts: tuple[str, ...]) -> None:
    assert plain_texts(pattern) == texts


def test_every_pattern_of_the_lexicons_matches_the_texts_it_is_spelt_out_in() -> None:
    lexicons = load_lexicons()
    parts = [sought(one) for lexicon in lexicons.lexicons for one in includes(lexicons, lexicon)]
    spelt = {part: texts for part in parts if (texts := plain_texts(part))}
    assert len(spelt) > 1_000
    assert [
        (part, text) for part, texts in spelt.items() for text in texts if not re.fullmatch(part.replace(r"\b", ""), text)
    ] == []
