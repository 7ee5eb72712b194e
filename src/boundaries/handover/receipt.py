"""The receipt: seven random words and a check word, all that a reporter needs to come back, and all that opens the replies.

Seven words of the BIP39 English list are 77 bits. The check word is a weighted sum of the seven in the field of 2,048 elements,
so one wrong word, or two words that changed places, never fits; anything else fits once in 2,048.
"""

import re
import secrets
import unicodedata
from dataclasses import dataclass, field
from difflib import get_close_matches
from enum import StrEnum

from argon2.low_level import Type, hash_secret_raw
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from mnemonic import Mnemonic

from boundaries.errors import BoundariesError
from boundaries.handover.ids import id_of
from boundaries.handover.sealing import SEED_LENGTH, OpeningKey, SealingKey

WORDS: tuple[str, ...] = tuple(Mnemonic("english").wordlist)
SECRET_WORDS = 7
ALL_WORDS = SECRET_WORDS + 1
LEAST_SALT = 16
_BITS = 11
_START = 4
_LONGEST = 1000
# The longest word of the list has eight letters; looking for what is near a much longer one would only cost time.
_LONGEST_WORD = 12
_PLACES = {word: place for place, word in enumerate(WORDS)}
_STARTS = {word[:_START]: word for word in WORDS if len(word) >= _START}
# x^11 + x^2 + 1 is primitive, so the weights of the eight places are all different.
_FIELD = 0b1000_0000_0101
_PASSES, _KIB, _LANES = 3, 64 * 1024, 1


class ReceiptProblem(StrEnum):
    """Why a text is no receipt."""

    TOO_FEW = "too_few"
    TOO_MANY = "too_many"
    UNKNOWN_WORD = "unknown_word"
    CHECK_WORD = "check_word"


@dataclass(eq=False)
class ReceiptError(BoundariesError):
    """A text is no receipt: which `problem`, and for an unknown word its `place` (from 1), the `word` and the `nearest` of the list."""

    problem: ReceiptProblem = ReceiptProblem.TOO_FEW
    place: int = 0
    word: str = field(default="", repr=False)
    nearest: str = field(default="", repr=False)


@dataclass(frozen=True)
class Receipt:
    """Eight words, of which the last is the check word."""

    words: tuple[str, ...] = field(repr=False)

    @classmethod
    def new(cls) -> "Receipt":
        """A fresh receipt."""
        drawn = [secrets.randbelow(len(WORDS)) for _ in range(SECRET_WORDS)]
        return cls(tuple(WORDS[place] for place in (*drawn, _check(drawn))))

    @classmethod
    def parse(cls, text: str) -> "Receipt":
        """Read a receipt as people type it: any case, accents, commas, dashes, numbers, words cut after their first four letters.

        Raises ReceiptError, which says what to put right.
        """
        written = _written(text)
        words = tuple(_word(place, word) for place, word in enumerate(written, 1))
        if len(words) < ALL_WORDS:
            told = f"a receipt has {ALL_WORDS} words, this has {len(words)}"
            raise ReceiptError(told, to_do="Type all the words, in order.", problem=ReceiptProblem.TOO_FEW)
        if len(words) > ALL_WORDS:
            told = f"a receipt has {ALL_WORDS} words, this has more"
            raise ReceiptError(told, to_do="Type only the words of the receipt.", problem=ReceiptProblem.TOO_MANY)
        places = [_PLACES[word] for word in words]
        if _check(places[:-1]) != places[-1]:
            told = "these words do not belong together"
            raise ReceiptError(told, to_do="Compare each word, and their order.", problem=ReceiptProblem.CHECK_WORD)
        return cls(words)

    def __str__(self) -> str:
        return " ".join(self.words)

    @property
    def secret(self) -> bytes:
        """The seven words as 77 bits, in 10 bytes."""
        packed = 0
        for word in self.words[:SECRET_WORDS]:
            packed = packed << _BITS | _PLACES[word]
        return packed.to_bytes(10, "big")


@dataclass(frozen=True)
class ReceiptKeys:
    """What a receipt and the site's salt give: only `lookup_id` is ever stored, the rest lives while someone holds the receipt.

    `opening` reads the replies, `release` (32 bytes) ends a hold, `proof` (an id) ties an acknowledgement to the receipt.
    """

    lookup_id: str
    opening: OpeningKey = field(repr=False)
    release: bytes = field(repr=False)
    proof: str = field(repr=False)

    @property
    def sealing(self) -> SealingKey:
        """The key that replies are sealed to."""
        return self.opening.public


def derive(receipt: Receipt, salt: bytes) -> ReceiptKeys:
    """The keys of a receipt at one site: Argon2id (64 MiB, 3 passes), then HKDF-SHA256; the same each time."""
    if len(salt) < LEAST_SALT:
        raise BoundariesError(f"the site's salt has {len(salt)} bytes, it should have {LEAST_SALT} or more")
    stretched = hash_secret_raw(receipt.secret, salt, _PASSES, _KIB, _LANES, SEED_LENGTH, Type.ID)
    return ReceiptKeys(
        lookup_id=id_of(_part(stretched, "lookup")),
        opening=OpeningKey.from_seed(_part(stretched, "opening")),
        release=_part(stretched, "release"),
        proof=id_of(_part(stretched, "proof")),
    )


def _part(stretched: bytes, name: str) -> bytes:
    return HKDF(SHA256(), SEED_LENGTH, None, b"boundaries/receipt/1/" + name.encode()).derive(stretched)


def _check(places: list[int]) -> int:
    """The check word's place: the sum of the words' places, each weighted by another power of the field's generator."""
    total = 0
    for place in places:
        total = _times(total) ^ place
    return _times(total)


def _times(element: int) -> int:
    doubled = element << 1
    return doubled ^ _FIELD if doubled >= len(WORDS) else doubled


def _written(text: str) -> list[str]:
    """The words of a text in small plain letters."""
    spelt = unicodedata.normalize("NFKD", text[:_LONGEST]).casefold()
    plain = "".join(letter for letter in spelt if not unicodedata.combining(letter))
    return re.findall(r"[^\W\d_]+", plain)


def _word(place: int, word: str) -> str:
    if word in _PLACES:
        return word
    meant = _STARTS.get(word[:_START], "")
    if meant and meant.startswith(word):
        return meant
    near = get_close_matches(word, WORDS, 1, 0.5) if len(word) <= _LONGEST_WORD else []
    nearest = meant or next(iter(near), "")
    hint = f" Is it {nearest}?" if nearest else ""
    told = f"word {place} is none of the words that receipts are made of"
    raise ReceiptError(told, to_do=f"Compare it with the receipt.{hint}", problem=ReceiptProblem.UNKNOWN_WORD,
                       place=place, word=word, nearest=nearest)  # fmt: skip
