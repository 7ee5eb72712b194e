"""The matcher over batches: rows, masks, spans, nulls, long texts; the same with and without Hyperscan."""

from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pyarrow as pa
import pytest

from boundaries.text import candidates, chunks, matcher
from boundaries.text.classes import CLASSES, bit, classes_of
from boundaries.text.loading import load_lexicons
from boundaries.text.matcher import Matcher
from boundaries.text.wording import ALTERNATIVES

LEXICONS = load_lexicons()
FAST = Matcher(LEXICONS)
PLAIN = Matcher(LEXICONS, fast=False)
BOTH = pytest.mark.parametrize("matching", [FAST, PLAIN], ids=["fast", "plain"])


def batch(rows: list[int], texts: list[str | None]) -> pa.RecordBatch:
    return pa.record_batch({"row": pa.array(rows, pa.int64()), "text": pa.array(texts, pa.string())})


@BOTH
def test_scan_gives_only_rows_with_a_class_in_their_order(matching: Matcher) -> None:
    batches = [
        batch([7, 3, 99], ["Your appointment is at two", "see you later x", None]),
        batch([], []),
        batch([5], ["Delete this message hun"]),
    ]
    found = matching.scan(iter(batches))
    assert found.schema == pa.schema({"row": pa.int64(), "mask": pa.int32()})
    assert found.to_pydict() == {"row": [3, 5], "mask": [bit("kiss"), bit("pet_name") | bit("secrecy")]}


@BOTH
def test_scan_of_nothing_is_an_empty_table(matching: Matcher) -> None:
    for batches in ([], [batch([], [])], [batch([1, 2], [None, ""])]):
        assert matching.scan(batches).num_rows == 0
        assert matching.scan(batches).schema == pa.schema({"row": pa.int64(), "mask": pa.int32()})


@BOTH
def test_slices_and_large_strings_are_read_right(matching: Matcher) -> None:
    whole = batch([1, 2, 3, 4], ["night babe", "ok", "speak soon xx", "ok"])
    assert matching.scan([whole.slice(2, 2)]).to_pydict()["row"] == [3]
    large = pa.record_batch({"row": whole["row"], "text": whole["text"].cast(pa.large_string())})
    assert matching.scan([large]) == matching.scan([whole])


def test_how_batches_are_cut_changes_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    texts = [text for lexicon in LEXICONS.lexicons for text in (*lexicon.hits, *lexicon.misses)]
    whole = batch(list(range(len(texts))), list(texts))
    expected = FAST.scan([whole])
    assert FAST.scan(whole.slice(start, 7) for start in range(0, len(texts), 7)) == expected
    monkeypatch.setattr(chunks, "CHUNK_ROWS", 10)
    monkeypatch.setattr(matcher, "CANDIDATES", 20)
    assert FAST.scan([whole]) == expected


@BOTH
@pytest.mark.parametrize(
    "text",
    [
        "don't tell anyone",
        "don’t tell anyone",
        "DONT TELL ANYONE",
        "don`t\u00a0tell  anyone",
        "ok\ndon't\ntell\r\nanyone\x00",
        "don\u02bct tell anyone",
    ],
)
def test_quotes_case_and_spaces_make_no_difference(matching: Matcher, text: str) -> None:
    assert matching.mask([text]) == [bit("secrecy")]


@BOTH
def test_neighbouring_messages_do_not_run_together(matching: Matcher) -> None:
    assert matching.mask(["don't tell", "anyone", "see you x", "delete", "this message", "ok"]) == [0, 0, bit("kiss"), 0, 0, 0]


@BOTH
def test_awkward_texts(matching: Matcher) -> None:
    long = "word " * 60_000
    masks = matching.mask([None, "", "\n", "\x00\x00", "\ud800 hun", long, long + "night babe", "é" * 5000 + " xx"])
    assert masks == [0, 0, 0, 0, bit("pet_name"), 0, bit("pet_name"), bit("kiss")]


def test_spans_tell_the_words_and_their_place() -> None:
    text = "Don’t  tell anyone, hun xx"
    assert FAST.spans(text) == [("kiss", 23, 26, " xx"), ("pet_name", 20, 23, "hun"), ("secrecy", 0, 18, "Don’t  tell anyone")]


def test_an_exception_takes_out_its_own_words_only() -> None:
    assert FAST.mask(["Meet at Angel Street", "Meet at Angel Street babe", "the timber is 2 x 4", "the timber is 2 x 4 xx"]) == [
        0,
        bit("pet_name"),
        0,
        bit("kiss"),
    ]


def test_links_and_handles_are_nobodys_words() -> None:
    assert FAST.mask(["see https://example.org/babe/hun", "@babe thank you", "write to hun@example.org"]) == [0, 0, 0]


def test_threads_may_share_a_matcher() -> None:
    texts = ["night babe x", "ok", "our secret"] * 200
    with ThreadPoolExecutor(4) as pool:
        answers = list(pool.map(lambda _: FAST.mask(texts), range(8)))
    assert all(answer == PLAIN.mask(texts) for answer in answers)


def test_without_hyperscan_the_matcher_reads_every_row(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(candidates, "hyperscan", None)
    assert not Matcher(LEXICONS).is_fast
    assert Matcher(LEXICONS).mask(["night babe"]) == [bit("pet_name")]


def test_masks_and_classes() -> None:
    assert [classes_of(bit(kind)) for kind in CLASSES] == [(kind,) for kind in CLASSES]
    assert np.int32(sum(bit(kind) for kind in CLASSES)) > 0


def test_alternations_stay_far_below_what_slows_re2() -> None:
    assert ALTERNATIVES <= 500
    assert all(pattern.count("|(?:") < 500 for group in FAST._includes + FAST._exceptions for pattern in group)
