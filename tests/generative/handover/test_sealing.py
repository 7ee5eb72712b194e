"""What is sealed or locked comes back whole, to the right key and the right place only, and never with a bit changed."""

import hashlib

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from boundaries.handover.padding import STEPS, SealError, pad, padded_length, unpad
from boundaries.handover.sealing import OpeningKey, SealingKey, seal, unseal
from boundaries.handover.symmetric import lock, new_key, unlock

KEY = OpeningKey.from_seed(bytes(range(32)))
OTHER = OpeningKey.from_seed(bytes(32))
LOCK = bytes(range(32))
PLACES = st.text(st.characters(codec="utf-8"), min_size=1, max_size=40)
PLAIN = st.binary(max_size=5000)
QUICK = settings(max_examples=60, deadline=None)


@QUICK
@given(PLAIN, PLACES)
def test_what_is_sealed_opens(plain: bytes, place: str) -> None:
    assert unseal(seal(plain, KEY.public, place), KEY, place) == plain


@QUICK
@given(PLAIN, PLACES)
def test_what_is_locked_opens(plain: bytes, place: str) -> None:
    assert unlock(lock(plain, LOCK, place), LOCK, place) == plain


@QUICK
@given(PLAIN, PLACES, PLACES)
def test_nothing_opens_in_another_place(plain: bytes, place: str, other: str) -> None:
    assume(place != other)
    with pytest.raises(SealError):
        unseal(seal(plain, KEY.public, place), KEY, other)
    with pytest.raises(SealError):
        unlock(lock(plain, LOCK, place), LOCK, other)


@QUICK
@given(PLAIN, PLACES)
def test_nothing_opens_with_another_key(plain: bytes, place: str) -> None:
    with pytest.raises(SealError):
        unseal(seal(plain, KEY.public, place), OTHER, place)
    with pytest.raises(SealError):
        unlock(lock(plain, LOCK, place), new_key(), place)


def test_every_bit_counts() -> None:
    sealed, locked = seal(b"one report", KEY.public, "report:a"), lock(b"one draft", LOCK, "draft:a")
    opened = 0
    for whole, opens in (
        (sealed, lambda held: unseal(held, KEY, "report:a")),
        (locked, lambda held: unlock(held, LOCK, "draft:a")),
    ):
        for bit in range(8 * len(whole)):
            changed = bytearray(whole)
            changed[bit // 8] ^= 1 << bit % 8
            try:
                opens(bytes(changed))
                opened += 1
            except SealError:
                pass
    assert opened == 0


@QUICK
@given(st.integers(0, 2000), st.binary(max_size=40))
def test_nothing_cut_or_lengthened_opens(cut: int, more: bytes) -> None:
    sealed, locked = seal(b"one report", KEY.public, "a"), lock(b"one draft", LOCK, "a")
    for whole, opens in ((sealed, lambda held: unseal(held, KEY, "a")), (locked, lambda held: unlock(held, LOCK, "a"))):
        for held in {whole[: min(cut, len(whole) - 1)], whole + more} - {whole}:
            with pytest.raises(SealError):
                opens(held)


@QUICK
@given(st.binary(max_size=3000))
def test_rubbish_is_told_as_such(rubbish: bytes) -> None:
    with pytest.raises(SealError):
        unseal(rubbish, KEY, "a")
    with pytest.raises(SealError):
        unlock(rubbish, LOCK, "a")
    with pytest.raises(SealError):
        SealingKey.from_text(rubbish.decode("latin-1"))


@given(st.integers(0, 300_000), st.integers(0, 300_000))
def test_lengths_tell_only_their_step(one: int, other: int) -> None:
    assert padded_length(one) in STEPS or padded_length(one) % STEPS[-1] == 0
    assert padded_length(min(one, other)) <= padded_length(max(one, other))


@given(st.binary(max_size=70_000))
def test_padding_comes_off(plain: bytes) -> None:
    assert unpad(pad(plain)) == plain


@given(st.binary(max_size=300))
def test_only_our_padding_comes_off(padded: bytes) -> None:
    try:
        plain = unpad(padded)
    except SealError:
        return
    assert pad(plain) == padded


def test_two_stories_of_one_step_have_one_length() -> None:
    lengths = {len(seal(b"x" * length, KEY.public, "a")) for length in range(1025, 4093, 61)}
    assert len(lengths) == 1
    assert len({len(lock(b"x" * length, LOCK, "a")) for length in range(1025, 4093, 61)}) == 1


def test_the_same_words_never_look_the_same() -> None:
    assert len({seal(b"a", KEY.public, "a") for _ in range(50)}) == 50
    assert len({lock(b"a", LOCK, "a") for _ in range(50)}) == 50


def test_the_key_of_a_seed_is_that_of_the_standard() -> None:
    """The first test vector of draft-connolly-cfrg-xwing-kem: the key of the seed."""
    seed = bytes.fromhex("7f9c2ba4e88f827d616045507605853ed73b8093f6efbc88eb1a6eacfa66ef26")
    public = OpeningKey.from_seed(seed).public
    assert public.raw[:32].hex() == "e2236b35a8c24b39b10aa1323a96a919a2ced88400633a7b07131713fc14b2b5"
    assert hashlib.sha256(public.raw).hexdigest() == "2e816deebcd76c5c80d0cd2d174478871658e8e2ff42bc9d4a6e486372e856bb"


def test_keys_as_text_come_back() -> None:
    key = OpeningKey.new()
    assert OpeningKey.from_text(key.to_text() + "\n") == OpeningKey.from_bytes(key.to_bytes()) == key
    assert SealingKey.from_text(f" {key.public.to_text()}\n") == key.public
    for text in (key.to_text(), key.public.to_text()[:-8], key.public.to_text().replace(":", ";")):
        with pytest.raises(SealError):
            SealingKey.from_text(text)


def test_no_key_shows_itself() -> None:
    key = OpeningKey.new()
    for shown in (repr(key), str(key), repr(key.public), repr(vars(key).keys())):
        assert key.seed.hex() not in shown
        assert repr(key.seed) not in shown
