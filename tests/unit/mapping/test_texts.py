"""Values rewritten: lengths of time, phone numbers, numbers with a comma, years and what a pattern finds."""

import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from boundaries.records.mapping.definition import Tidy, value_map
from boundaries.records.mapping.texts import by_distinct, extractor, number, phone, tidier, trimmed


@given(st.integers(0, 100_000))
def test_lengths_of_time_come_back_in_every_writing(seconds: int) -> None:
    read = tidier(Tidy.DURATION, "GB")
    minutes, rest = divmod(seconds, 60)
    hours, left = divmod(minutes, 60)
    written = [
        str(seconds),
        f"{minutes}:{rest:02}",
        f"{hours}:{left:02}:{rest:02}",
        f"{hours}h {left:02}m {rest}s",
        f"{minutes} mins {rest} secs",
        f"{hours} hours, {left} minutes {rest} seconds",
    ]
    assert {read(text) for text in written} == {str(seconds)}
    assert tidier(Tidy.HOURS_MINUTES, "GB")(f"{hours}:{left:02}") == str(hours * 3600 + left * 60)
    assert tidier(Tidy.MINUTES, "GB")(str(minutes)) == str(minutes * 60)


@pytest.mark.parametrize("text", ["1:99", "long", "-5", "h", "1:2:3:4", "5 parsecs"])
def test_what_is_no_length_stays_to_be_rejected(text: str) -> None:
    assert tidier(Tidy.DURATION, "GB")(text) == text


@pytest.mark.parametrize(
    ("text", "country", "told"),
    [
        ("07700 900123", "GB", "+447700900123"),
        ("+44 (0)7700 900123", "GB", "+447700900123"),
        ("0044 7700 900123", "GB", "+447700900123"),
        ("447700900123", "GB", "+447700900123"),
        ("7700900123", "GB", "+447700900123"),
        ("0161 496 0000", "GB", "+441614960000"),
        ("01 99 00 12 34", "FR", "+33199001234"),
        ("61101", "GB", "61101"),
        ("61 101", "GB", "61101"),
        ("Withheld", "GB", "Withheld"),
        ("101", "GB", "101"),
        ("*#62#", "GB", "*#62#"),
        ("", "GB", ""),
    ],
)
def test_phone_numbers(text: str, country: str, told: str) -> None:
    assert phone(text, country) == told


@given(st.integers(0, 999), st.sampled_from(["07700 900{:03}", "+447700900{:03}", "(07700) 900-{:03}", "0044 7700 900 {:03}"]))
def test_one_phone_number_has_one_writing(last: int, writing: str) -> None:
    assert phone(writing.format(last), "GB") == f"+447700900{last:03}"
    assert phone(phone(writing.format(last), "GB"), "GB") == f"+447700900{last:03}"


@pytest.mark.parametrize(
    ("text", "decimal", "told"), [("£1,204.50", ".", "1204.50"), ("1.204,50 €", ",", "1204.50"), ("12", ",", "12")]
)
def test_numbers(text: str, decimal: str, told: str) -> None:
    assert number(text, decimal) == told


def test_years_and_patterns() -> None:
    assert tidier(Tidy.YEAR, "GB")("12/03/1987") == "1987"
    assert tidier(Tidy.YEAR, "GB")("120387") == "120387"
    assert extractor(r"\d+")("DC 1187 RAO") == "1187"
    assert extractor(r"PC (\d+)")("PC 1042 (was PC 99)") == "1042"
    assert extractor(r"\d+")("nobody") is None


def test_maps_know_words_apart_from_case_then_patterns_in_order() -> None:
    words = value_map({"Incoming*": "in", "*": "out", "incoming fax": "other", "[odd]*": "odd"})
    assert [words(text) for text in ("INCOMING CALL", "Call", "Incoming Fax ".strip(), "")] == ["in", "out", "other", "out"]
    assert value_map({"[odd]*": "odd"})("[ODD] one") == "odd"
    assert value_map({"a": "b"})("c") is None


def test_each_distinct_value_is_rewritten_once() -> None:
    asked: list[str] = []
    memory: dict[str, str | None] = {}

    def rewrite(text: str) -> str:
        asked.append(text)
        return text.upper()

    values = pa.array(["a", "b", "a", None])
    assert by_distinct(values, rewrite, memory).to_pylist() == ["A", "B", "A", None]
    assert by_distinct(values, rewrite, memory).to_pylist() == ["A", "B", "A", None]
    assert asked == ["a", "b"]


def test_spaces_around_a_value_mean_nothing() -> None:
    assert trimmed(pa.array([" a b ", "  ", "", None])).to_pylist() == ["a b", None, None, None]
