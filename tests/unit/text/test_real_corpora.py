"""On real public text the lexicons stay quiet where people are proper, and find something where they are not."""

from functools import cache
from pathlib import Path

import pytest

from boundaries.text.loading import load_lexicons
from boundaries.text.matcher import Matcher
from boundaries.text.measure import CORPORA, Rates, main, rates, speed

DATA = Path(__file__).resolve().parents[3].parent / "shared" / "data"
MATCHER = Matcher(load_lexicons())
BY_NAME = {corpus.name: corpus for corpus in CORPORA}

# Per cent of the texts; counselling answers are hundreds of words long, so each has many chances.
AT_MOST = {
    "sms": {
        "kiss": 0.3,
        "pet_name": 1.5,
        "flirtation": 2.5,
        "sexualised": 0.3,
        "physical": 0.5,
        "praise": 0.1,
        "invitation": 1,
        "secrecy": 0.1,
    },
    "twcs replies": {
        "kiss": 0.1,
        "pet_name": 0.1,
        "flirtation": 1,
        "sexualised": 0.1,
        "physical": 0.2,
        "praise": 0.1,
        "invitation": 0.3,
        "secrecy": 0.1,
    },
    "twcs customers": {
        "kiss": 0.6,
        "pet_name": 0.2,
        "flirtation": 1.5,
        "sexualised": 0.1,
        "physical": 0.5,
        "praise": 0.2,
        "invitation": 0.3,
        "secrecy": 0.2,
    },
    "counselchat": {
        "kiss": 0.1,
        "pet_name": 0.5,
        "flirtation": 2.5,
        "sexualised": 1,
        "physical": 1,
        "praise": 0.6,
        "invitation": 1.2,
        "secrecy": 0.4,
    },
    "flirt no": {
        "kiss": 0.3,
        "pet_name": 0.3,
        "flirtation": 1,
        "sexualised": 0.3,
        "physical": 0.3,
        "praise": 0.3,
        "invitation": 0.6,
        "secrecy": 0.3,
    },
}
AT_LEAST = {
    "flirt yes": {"flirtation": 7, "sexualised": 10, "pet_name": 1.2, "physical": 1.5, "invitation": 1.2},
    "edos 2.3": {"sexualised": 18},
    "goemotions love": {"flirtation": 4},
}


@cache
def measured(name: str) -> Rates:
    if not (DATA / BY_NAME[name].file).exists():
        pytest.skip(f"the real texts are not here: {BY_NAME[name].file}")
    return rates(MATCHER, BY_NAME[name], DATA)


@pytest.mark.parametrize(("name", "kind"), [(name, kind) for name, limits in AT_MOST.items() for kind in limits])
def test_stays_quiet_on_proper_text(name: str, kind: str) -> None:
    assert 100 * measured(name).shares[kind] <= AT_MOST[name][kind]


@pytest.mark.parametrize(("name", "kind"), [(name, kind) for name, limits in AT_LEAST.items() for kind in limits])
def test_finds_something_where_it_stands(name: str, kind: str) -> None:
    assert 100 * measured(name).shares[kind] >= AT_LEAST[name][kind]


def test_both_matchers_agree_on_real_text() -> None:
    measured("sms")
    plain = Matcher(load_lexicons(), fast=False)
    for name in ("sms", "twcs replies", "flirt yes"):
        texts = BY_NAME[name].texts(DATA)[:4000]
        assert MATCHER.mask(texts) == plain.mask(texts)


def test_matching_is_quicker_than_without_hyperscan() -> None:
    measured("sms")
    if not MATCHER.is_fast:
        pytest.skip("Hyperscan is not installed")
    texts, plain = BY_NAME["sms"].texts(DATA), Matcher(load_lexicons(), fast=False)
    # In turns, the best of each: it is five to eight times as quick, so that only a slow pattern makes this fail, however busy the machine is.
    in_turns = [(speed(MATCHER, texts, 40_000), speed(plain, texts, 4_000)) for _ in range(4)]
    fast, slow = map(max, zip(*in_turns, strict=True))
    assert fast > 2 * slow


def test_a_folder_without_texts_is_told(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main([str(tmp_path)]) == 0
    assert "Not measured: twcs replies (twcs/twcs_sample.csv is missing)." in capsys.readouterr().out
    assert main([]) == 2
    assert "Usage" in capsys.readouterr().out
