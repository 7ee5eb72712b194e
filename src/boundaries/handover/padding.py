"""Lengths in steps, so that the size of what is sealed tells little about what was written."""

from boundaries.errors import BoundariesError

STEPS = (64, 256, 1024, 4096, 16_384, 65_536)
_LENGTH = 4
LONGEST = 2**32 - 1


class SealError(BoundariesError):
    """Something sealed does not open: another key, another place than it was bound to, or changed bytes."""


def padded_length(length: int) -> int:
    """The step that holds this many bytes and their length: a power of four up to 64 KiB, then whole 64 KiB."""
    needed = length + _LENGTH
    for step in STEPS:
        if needed <= step:
            return step
    return -(-needed // STEPS[-1]) * STEPS[-1]


def pad(plain: bytes) -> bytes:
    """The bytes with their length before them and zeros behind them, filled up to a step."""
    if len(plain) > LONGEST:
        raise SealError("this is too long to be sealed in one piece", to_do="Seal it as a blob, which streams.")
    return b"".join((len(plain).to_bytes(_LENGTH, "big"), plain, bytes(padded_length(len(plain)) - _LENGTH - len(plain))))


def unpad(padded: bytes) -> bytes:
    """What `pad` was given; raises SealError for anything `pad` does not write."""
    length = int.from_bytes(padded[:_LENGTH], "big")
    if (
        len(padded) < _LENGTH
        or len(padded) != padded_length(length)
        or not padded.endswith(bytes(len(padded) - _LENGTH - length))
    ):
        raise SealError("the padding of something sealed is not ours")
    return padded[_LENGTH : _LENGTH + length]
