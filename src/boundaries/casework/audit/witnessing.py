"""Holds the trail against its witness: every checkpoint must be of a line that still stands as it was seen."""

from binascii import hexlify
from collections.abc import Sequence
from dataclasses import dataclass, field
from struct import Struct

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from boundaries.casework.audit.chain import BEGINNING
from boundaries.casework.audit.witness import WIDTH, Checkpoint, Kind
from boundaries.errors import Fault

_MOST_FAULTS = 20
_AT_ONCE = 256
_RECORD = Struct("4sx12sx64s116x")
"""Kind, sequence and hash of a line; the rest is read only where it matters."""


@dataclass(frozen=True)
class Contradiction:
    """What the witness says against the trail; `witnessed` is the last line that a checkpoint stands for."""

    checkpoints: int
    faults: tuple[Fault, ...]
    notices: tuple[str, ...]
    witnessed: int


@dataclass
class _Reading:
    """What is gathered on the way through the file."""

    key: Ed25519PublicKey
    records: bytes
    faults: list[Fault]
    notices: list[str]
    restorations: list[tuple[int, int]] = field(default_factory=list)

    def at(self, place: int) -> Checkpoint:
        """One checkpoint with all its words."""
        line = self.records[place * WIDTH : (place + 1) * WIDTH - 1].decode("ascii", "replace")
        words = (line.split(" ") + [""] * 5)[:5]
        return Checkpoint(*words)


def hold_against(hashes: Sequence[bytes], witness: bytes, key: Ed25519PublicKey) -> Contradiction:
    """Every checkpoint against the stored hashes of the lines, the first faults where there are many.

    Signatures are checked where they carry weight: on the last checkpoint, and where a backup was put back. A checkpoint that
    contradicts the trail counts whether or not it is signed, since a line that was only added to the file can take nothing away.
    """
    reading = _read(witness, key)
    seen = [BEGINNING, *hashes]
    misfits, last = _misfits(reading.records, seen), 0
    _restorations(reading, misfits)
    for place in misfits:
        _misfit(reading, place, seen)
        if len(reading.faults) >= _MOST_FAULTS:
            break
    count = len(reading.records) // WIDTH
    if count:
        newest = reading.at(count - 1)
        last = int(newest.sequence) if newest.sequence.isdigit() else 0
        if not newest.is_signed_by(key):
            reading.faults.append(Fault("witness", "the last checkpoint is not signed by the unit's key"))
    return Contradiction(count, tuple(reading.faults), tuple(reading.notices), min(last, len(hashes)))


def _misfits(records: bytes, seen: Sequence[bytes]) -> list[int]:
    """The places of checkpoints that do not simply fit; first some hundreds at once, since as a rule there is none."""
    misfits: list[int] = []
    every = memoryview(records)
    for first in range(0, len(records), _AT_ONCE * WIDTH):
        kinds, sequences, hashes = zip(*_RECORD.iter_unpack(every[first : first + _AT_ONCE * WIDTH]), strict=True)
        if not (kinds.count(b"kept") == len(kinds) and _stand(sequences, hashes, seen)):
            some = enumerate(zip(kinds, sequences, hashes, strict=True), first // WIDTH)
            misfits += [
                place
                for place, (kind, sequence, line_hash) in some
                if kind != b"kept" or not _stand((sequence,), (line_hash,), seen)
            ]
    return misfits


def _stand(sequences: Sequence[bytes], hashes: tuple[bytes, ...], seen: Sequence[bytes]) -> bool:
    """Whether the lines of these numbers stand in the trail with these hashes."""
    if not b"".join(sequences).isdigit():
        return False
    try:
        return tuple(map(hexlify, map(seen.__getitem__, map(int, sequences)))) == hashes
    except IndexError:
        return False


def _read(witness: bytes, key: Ed25519PublicKey) -> _Reading:
    """The lines of full length one after the other; a line that a crash cut short is a notice, any other shape a fault."""
    count, rest = divmod(len(witness), WIDTH)
    if not rest and witness[WIDTH - 1 :: WIDTH] == b"\n" * count:
        return _Reading(key, witness, [], [])
    reading = _Reading(key, b"", [], [])
    whole = []
    for place, line in enumerate(witness.splitlines(), 1):
        if len(line) == WIDTH - 1:
            whole.append(line + b"\n")
        elif len(line) < WIDTH - 1 and line[:4] in (b"kept", b"back"[: len(line)], b"kept"[: len(line)]):
            reading.notices.append(f"line {place} of the witness was cut short, as by a power cut")
        else:
            reading.faults.append(Fault(f"witness line {place}", "is not a checkpoint"))
    reading.records = b"".join(whole)
    return reading


def _restorations(reading: _Reading, misfits: Sequence[int]) -> None:
    """Backups that were put back: checkpoints before them, of lines after theirs, stand no longer. Unsigned ones change nothing."""
    for place in misfits:
        checkpoint = reading.at(place)
        if checkpoint.kind != Kind.BACK:
            continue
        if not checkpoint.sequence.isdigit() or not checkpoint.is_signed_by(reading.key):
            reading.faults.append(Fault(f"witness line {place + 1}", "the restoration is not signed by the unit's key"))
            continue
        line = int(checkpoint.sequence)
        before = _RECORD.iter_unpack(reading.records[: place * WIDTH])
        lost = max((int(sequence) for _, sequence, _ in before if sequence.isdigit()), default=0) - line
        reading.restorations.append((place, line))
        reading.notices.append(
            f"a backup was put back on {checkpoint.made_at} to line {line}; lines known to be lost by it: {max(lost, 0)}"
        )


def _misfit(reading: _Reading, place: int, seen: Sequence[bytes]) -> None:
    """Tell what is wrong with a checkpoint that does not simply fit, unless a restoration explains it."""
    checkpoint = reading.at(place)
    if checkpoint.kind not in tuple(Kind) or not checkpoint.sequence.isdigit():
        reading.faults.append(Fault(f"witness line {place + 1}", "is not a checkpoint"))
        return
    line = int(checkpoint.sequence)
    if any(place < back and line > kept for back, kept in reading.restorations):
        return
    if line >= len(seen):
        reading.faults.append(Fault(f"line {line}", f"cut off: the witness saw it on {checkpoint.made_at}"))
    elif seen[line].hex() != checkpoint.hash:
        reading.faults.append(Fault(f"line {line}", f"is not the one that the witness saw on {checkpoint.made_at}"))
