"""Damage to bytes: what strangers, broken programs and bad lines do to a message or a file."""

import random
from collections.abc import Iterator, Sequence

_ODD = (
    b"\0", b"\xff", b"\r", b"\n", b"\r\n\r\n", b"--", b"=?", b"?=", b"=", b"<", b">", b'"', b"(", b";", b"%", b"&#", b"\xef\xbb\xbf",
    b"\xf0\x9f\x92\xa9", b"\xed\xa0\x80", b"99999999999999999999", b"-1", b"{", b"}", b"[", b"\\", b"../", b"\x1b[0m", b"*0*=", b"''",
)  # fmt: skip


def mutants(corpus: Sequence[bytes], count: int, seed: int, words: Sequence[bytes] = ()) -> Iterator[bytes]:
    """So many damaged copies of the corpus's members; `words` are pieces that mean something to the parser."""
    chance = random.Random(seed)
    pieces = (*_ODD, *words)
    for _ in range(count):
        held = bytearray(chance.choice(corpus))
        for _ in range(chance.choice((1, 1, 2, 4, 8, 32))):
            _damage(held, chance, corpus, pieces)
        yield bytes(held)


def _damage(held: bytearray, chance: random.Random, corpus: Sequence[bytes], pieces: Sequence[bytes]) -> None:
    at = chance.randint(0, len(held))
    upto = min(len(held), at + chance.choice((1, 2, 8, 64, 512)))
    match chance.randrange(7):
        case 0:
            held[at:at] = chance.choice(pieces) * chance.choice((1, 1, 1, 3, 40))
        case 1:
            del held[at:upto]
        case 2:
            held[at:at] = held[at:upto] * chance.choice((1, 2, 10))
        case 3 if at < len(held):
            held[at] ^= 1 << chance.randrange(8)
        case 4:
            other = chance.choice(corpus)
            start = chance.randint(0, len(other))
            held[at:upto] = other[start : start + chance.choice((8, 64, 512))]
        case 5:
            del held[at:]
        case _:
            held[at:upto] = chance.randbytes(upto - at)
