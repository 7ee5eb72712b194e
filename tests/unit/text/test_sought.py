"""The part of a pattern that candidates are found by: nothing that matches may do without it."""

import pytest
import re2

from boundaries.text.loading import includes, load_lexicons
from boundaries.text.sought import SOUGHT, sought, without_mark
from boundaries.text.wording import matched_form

LEXICONS = load_lexicons()


@pytest.mark.parametrize(
    ("pattern", "part"),
    [
        (r"\byou(?: look)* (?P<seek>hot|fit)\b", r" (?:hot|fit)\b"),
        (r"\b(?P<seek>(?:hot|fit)(?: [|)]|$)) today", r"\b(?:(?:hot|fit)(?: [|)]|$))"),
        (r"[(|]+(?P<seek>a\)|b){1,2}", r"(?:a\)|b)"),
        (r"\byou|me\b", r"\byou|me\b"),
    ],
)
def test_the_part_stands_between_what_it_stood_between(pattern: str, part: str) -> None:
    assert sought(pattern) == part
    assert SOUGHT not in without_mark(pattern)


@pytest.mark.parametrize(
    "pattern",
    [
        "a(?P<seek>b)?",
        "a(?P<seek>b)*",
        "a(?P<seek>b){0,2}",
        "(?:a(?P<seek>b)|c)",
        "a(?P<seek>b)|c",
        "a|b(?P<seek>c)",
        "(?P<seek>a)(?P<seek>b)",
        "a(?P<seek>b",
    ],
)
def test_what_a_text_can_match_without_is_refused(pattern: str) -> None:
    with pytest.raises(ValueError, match="everything that matches"):
        sought(pattern)


def test_every_text_that_a_shipped_pattern_finds_holds_what_it_seeks() -> None:
    marked = [(one, pattern) for one in LEXICONS.lexicons for pattern in includes(LEXICONS, one) if SOUGHT in pattern]
    assert len(marked) > 20
    found = 0
    for lexicon, pattern in marked:
        for text in (matched_form(hit.casefold())[0] for hit in lexicon.hits):
            if re2.search(without_mark(pattern), text):
                found += 1
                assert re2.search(sought(pattern), text), (pattern, text)
    assert found > 20
