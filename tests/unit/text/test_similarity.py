"""Likeness of wording: rare shared phrases weigh, common ones do not; templates come out alike."""

from hypothesis import given
from hypothesis import strategies as st

from boundaries.text.similarity import normalise, overlap, word_runs

BACKGROUND = [
    "Thank you for your help with my case",
    "Thank you for your help, much appreciated",
    "thank you for your help last week",
    "The officer was polite and kept me informed",
    "Many thanks for coming so quickly",
]
OWN = [
    "I pride myself on going that extra mile for the most vulnerable in our community",
    "worked tirelessly beyond the call of duty to secure a positive outcome",
]


def test_praise_in_the_members_own_words_stands_out() -> None:
    drafted = "He worked tirelessly beyond the call of duty and went that extra mile for the most vulnerable"
    honest = "Thank you for your help, you were polite and kept me informed about my case"
    assert overlap(drafted, OWN, BACKGROUND) > 0.6
    assert overlap(honest, OWN, BACKGROUND) < 0.05


def test_a_phrase_everybody_uses_weighs_less_than_a_rare_one() -> None:
    text = "Thank you for your help beyond the call of duty"
    common, rare = ["thank you for your help"], ["beyond the call of duty"]
    assert overlap(text, common, BACKGROUND) < overlap(text, rare, BACKGROUND)


def test_nothing_to_compare_with_gives_nothing() -> None:
    assert overlap("", OWN, BACKGROUND) == 0
    assert overlap("Thanks", OWN, BACKGROUND) == 0
    assert overlap("beyond the call of duty", [], BACKGROUND) == 0


def test_case_and_curly_quotes_make_no_difference() -> None:
    assert word_runs("Couldn’t  HAVE done it") == word_runs("couldn't have done it")


def test_templates_that_differ_in_numbers_are_one() -> None:
    first = "Your crime  ref is 12/3456/24. Ring 101."
    second = "your crime ref is 98/77/25. Ring 101."
    assert normalise(first) == normalise(second) == "your crime ref is #/#/#. ring #."
    assert normalise(None) == normalise(" \n ") == ""


@given(st.text(), st.lists(st.text(), max_size=4), st.lists(st.text(), max_size=4))
def test_overlap_is_a_share(text: str, own: list[str], background: list[str]) -> None:
    assert 0 <= overlap(text, own, background) <= 1


@given(st.text(min_size=1), st.lists(st.text(), max_size=3))
def test_a_copy_overlaps_wholly(text: str, background: list[str]) -> None:
    assert (
        overlap(text, [text], background) in (0.0, 1.0) if not word_runs(text) else overlap(text, [text], background) > 0.999999
    )


@given(st.text())
def test_a_template_is_its_own_template(text: str) -> None:
    assert normalise(normalise(text)) == normalise(text)
