"""A receipt comes back however it is typed, a wrong one is told at once, and what it leads to tells nothing of it."""

import secrets
import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from boundaries.errors import BoundariesError
from boundaries.handover.ids import is_id
from boundaries.handover.receipt import ALL_WORDS, WORDS, Receipt, ReceiptError, ReceiptProblem, derive

SALT = bytes(range(32))
RECEIPTS = st.builds(Receipt.new)
JOINTS = st.sampled_from([" ", "  ", "\n", "\t", ", ", "-", " - ", ". ", "; ", " / ", "\u00a0", "\u2013", "\r\n", "\u2028"])
SPELLINGS = st.sampled_from(
    [str, str.upper, str.title, lambda word: word[:4], lambda word: word[: max(4, len(word) - 1)],
     lambda word: word.replace("e", "e\u0301"), lambda word: "".join(chr(ord(c) + 0xFEE0) for c in word)]
)  # fmt: skip


@settings(max_examples=200, deadline=None)
@given(st.data())
def test_every_spelling_gives_it_back(data: st.DataObject) -> None:
    receipt = data.draw(RECEIPTS)
    numbered = data.draw(st.sampled_from(["", "{}. ", "{}) ", "({})", "{}"]))
    text = data.draw(st.sampled_from(["", " ", "\n", "- "]))
    for place, word in enumerate(receipt.words, 1):
        text += numbered.format(place) + data.draw(SPELLINGS)(word) + data.draw(JOINTS)
    assert Receipt.parse(text) == receipt


def test_a_printed_receipt_comes_back() -> None:
    for _ in range(2000):
        receipt = Receipt.new()
        assert Receipt.parse(str(receipt)) == receipt


def problem_of(words: tuple[str, ...] | list[str]) -> ReceiptProblem | None:
    try:
        Receipt.parse(" ".join(words))
    except ReceiptError as error:
        return error.problem
    return None


def test_every_single_wrong_word_is_noticed() -> None:
    """All 8 x 2,047 of them: the check is a weighted sum, so that one wrong word can never fit."""
    words = Receipt.new().words
    missed = [
        (place, wrong)
        for place in range(ALL_WORDS)
        for wrong in WORDS
        if wrong != words[place] and problem_of([*words[:place], wrong, *words[place + 1 :]]) is not ReceiptProblem.CHECK_WORD
    ]
    assert missed == []


def test_every_two_words_that_changed_places_are_noticed() -> None:
    for _ in range(20):
        words = Receipt.new().words
        for one in range(ALL_WORDS):
            for other in range(one):
                swapped = list(words)
                swapped[one], swapped[other] = words[other], words[one]
                same = words[one] == words[other]
                assert problem_of(swapped) == (None if same else ReceiptProblem.CHECK_WORD)


def test_anything_else_fits_once_in_2048() -> None:
    first = [secrets.choice(WORDS) for _ in range(ALL_WORDS - 1)]
    assert sum(problem_of([*first, last]) is None for last in WORDS) == 1


@given(st.text(max_size=300))
def test_any_text_is_a_receipt_or_told_why_not(text: str) -> None:
    try:
        receipt = Receipt.parse(text)
    except ReceiptError as error:
        assert error.what
        assert error.to_do
    else:
        assert Receipt.parse(str(receipt)) == receipt


@pytest.mark.parametrize(
    ("text", "problem", "place", "nearest"),
    [
        ("", ReceiptProblem.TOO_FEW, 0, ""),
        ("1 2 3 4 5 6 7 8", ReceiptProblem.TOO_FEW, 0, ""),
        ("abandon ability", ReceiptProblem.TOO_FEW, 0, ""),
        (" ".join(["zoo"] * 9), ReceiptProblem.TOO_MANY, 0, ""),
        ("abandon ability ablle about above absent absorb abstract", ReceiptProblem.UNKNOWN_WORD, 3, "able"),
        ("abandom", ReceiptProblem.UNKNOWN_WORD, 1, "abandon"),
        ("xyzzy", ReceiptProblem.UNKNOWN_WORD, 1, ""),
        ("zo", ReceiptProblem.UNKNOWN_WORD, 1, "zoo"),
    ],
)
def test_it_says_which_it_is(text: str, problem: ReceiptProblem, place: int, nearest: str) -> None:
    with pytest.raises(ReceiptError) as told:
        Receipt.parse(text)
    assert (told.value.problem, told.value.place) == (problem, place)
    if nearest:
        assert told.value.nearest == nearest


def test_a_word_typed_wrong_does_not_stand_in_the_error() -> None:
    with pytest.raises(ReceiptError) as told:
        Receipt.parse("abandon secretish")
    assert "secretish" not in str(told.value) + repr(told.value)
    assert "abandon" not in repr(Receipt.parse(str(Receipt.new())))


def test_a_receipt_has_77_bits() -> None:
    assert len(WORDS) == len(set(WORDS)) == 2048
    assert len({word[:4] for word in WORDS}) == 2048
    assert max(Receipt.new().secret[0] for _ in range(200)) < 2**5
    assert len({Receipt.new().secret for _ in range(5000)}) == 5000


def test_the_same_receipt_leads_to_the_same_keys() -> None:
    receipt, other = Receipt.new(), Receipt.new()
    keys, again = derive(receipt, SALT), derive(Receipt.parse(str(receipt).upper()), SALT)
    assert keys == again
    assert keys.sealing == again.sealing
    elsewhere, of_another = derive(receipt, SALT[::-1]), derive(other, SALT)
    assert len({one.lookup_id for one in (keys, elsewhere, of_another)}) == 3
    assert len({one.opening.seed for one in (keys, elsewhere, of_another)}) == 3


def test_what_is_stored_tells_nothing_of_the_keys() -> None:
    keys = derive(Receipt.new(), SALT)
    parts = {keys.lookup_id, keys.proof, keys.release.hex(), keys.opening.seed.hex()}
    assert len(parts) == 4
    assert is_id(keys.lookup_id)
    assert is_id(keys.proof)
    shown = repr(keys)
    assert not any(part in shown for part in parts - {keys.lookup_id})


def test_a_salt_that_is_too_short_is_refused() -> None:
    with pytest.raises(BoundariesError, match="salt"):
        derive(Receipt.new(), b"short")


def test_no_word_takes_long_to_refuse() -> None:
    began = time.process_time()
    for word in ("a" * 1000, "qwertyuiopas", "xqzyw"):
        with pytest.raises(ReceiptError):
            Receipt.parse(f"{word} {word}")
    assert time.process_time() - began < 0.5
