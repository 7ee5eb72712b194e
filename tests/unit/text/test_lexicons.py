"""Every lexicon carries its own proof: texts it must find and texts it must leave alone, held on both matchers."""

import pytest

from boundaries.text import candidates
from boundaries.text.classes import CLASSES, bit
from boundaries.text.loading import load_lexicons
from boundaries.text.matcher import Matcher

LEXICONS = load_lexicons()
MATCHERS = {"hyperscan": Matcher(LEXICONS), "re2": Matcher(LEXICONS, fast=False)}


@pytest.mark.parametrize("matcher", MATCHERS)
@pytest.mark.parametrize("kind", CLASSES)
def test_finds_what_it_must(kind: str, matcher: str) -> None:
    texts = LEXICONS.of(kind).hits
    unfound = [text for text, mask in zip(texts, MATCHERS[matcher].mask(texts), strict=True) if not mask & bit(kind)]
    assert len(texts) >= 15 and not unfound


@pytest.mark.parametrize("matcher", MATCHERS)
@pytest.mark.parametrize("kind", CLASSES)
def test_leaves_alone_what_it_must(kind: str, matcher: str) -> None:
    texts = LEXICONS.of(kind).misses
    found = [text for text, mask in zip(texts, MATCHERS[matcher].mask(texts), strict=True) if mask & bit(kind)]
    assert len(texts) >= 15 and not found


def test_every_class_says_what_it_is_and_serves_a_sign() -> None:
    for lexicon in LEXICONS.lexicons:
        assert lexicon.what and lexicon.signs


def test_ordinary_address_counts_only_where_a_force_says_so() -> None:
    regional = LEXICONS.of("pet_name").regional
    assert regional and not any(region.counts for region in regional)
    assert MATCHERS["re2"].mask(["Ok pet, see you then", "Alright flower"]) == [0, 0]


def test_hyperscan_takes_every_shipped_pattern() -> None:
    if candidates.hyperscan is None:
        pytest.skip("Hyperscan is not installed")
    assert MATCHERS["hyperscan"].is_fast


def test_a_term_is_found_in_every_spelling() -> None:
    texts = ["miss you", "miss u", "missin ya", "MISSING YOU", "thinkin bout u", "tell no1", "dnt tell ne1"]
    assert all(MATCHERS["re2"].mask(texts))
