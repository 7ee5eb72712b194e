"""Whatever the texts, Hyperscan with RE2 and RE2 alone agree, and spans tell of just the classes in the mask."""

import pyarrow as pa
from hypothesis import given, settings
from hypothesis import strategies as st

from boundaries.text.classes import CLASSES
from boundaries.text.loading import load_lexicons
from boundaries.text.matcher import Matcher
from boundaries.text.wording import matched_form, matched_lines

LEXICONS = load_lexicons()
FAST = Matcher(LEXICONS)
PLAIN = Matcher(LEXICONS, fast=False)

KNOWN = sorted({text for lexicon in LEXICONS.lexicons for text in (*lexicon.hits, *lexicon.misses, *lexicon.counted_terms)})
GLUE = st.sampled_from(
    [
        "",
        " ",
        "  ",
        "\n",
        "\r\n",
        "\x00",
        "\u00a0",
        "’",
        "'",
        ".",
        "!",
        "x",
        " x",
        "é",
        "😉",
        "\ufe0f",
        "\xff",
        "\u2028",
        "@",
        "2 ",
    ]
)
PIECE = st.one_of(st.sampled_from(KNOWN), st.sampled_from(KNOWN).map(str.upper), st.text(max_size=8), GLUE)
TEXT = st.one_of(
    st.none(), st.text(), st.lists(st.tuples(PIECE, GLUE), max_size=6).map(lambda parts: "".join(a + b for a, b in parts))
)


@settings(max_examples=150, deadline=None)
@given(st.lists(TEXT, max_size=40))
def test_both_matchers_agree(texts: list[str | None]) -> None:
    assert FAST.mask(texts) == PLAIN.mask(texts)


@settings(max_examples=80, deadline=None)
@given(TEXT, st.integers(1, 2000))
def test_very_long_texts_agree(text: str | None, times: int) -> None:
    texts = [(text or "") * times, text]
    assert FAST.mask(texts) == PLAIN.mask(texts)


@settings(max_examples=150, deadline=None)
@given(TEXT.filter(lambda text: text is not None))
def test_spans_tell_of_just_the_classes_in_the_mask(text: str) -> None:
    spans = FAST.spans(text)
    [mask] = FAST.mask([text])
    assert {kind for kind, *_ in spans} == {kind for index, kind in enumerate(CLASSES) if mask >> index & 1}
    assert all(text[start:end] == words and words for _, start, end, words in spans)


@settings(max_examples=150, deadline=None)
@given(st.lists(TEXT.filter(lambda text: text is not None), min_size=1, max_size=10))
def test_a_buffer_of_texts_takes_the_form_each_takes_alone(texts: list[str]) -> None:
    lines, ends = matched_lines(pa.array(texts, pa.string()))
    assert lines.decode().split("\n") == [matched_form(text)[0] for text in texts]
    assert len(ends) == len(texts)
