"""Holds the trail against its witness: every checkpoint must be of a line that still stands as it was seen."""

from collections.abc import Sequence
from dataclasses import dataclass

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from boundaries.casework.audit.chain import BEGINNING
from boundaries.casework.audit.witness import Checkpoint, Kind
from boundaries.errors import Fault

_MOST_FAULTS = 20


@dataclass(frozen=True)
class Contradiction:
    """What the witness says against the trail; `witnessed` is the last line that a checkpoint stands for."""

    faults: tuple[Fault, ...]
    notices: tuple[str, ...]
    witnessed: int


@dataclass(frozen=True)
class _Restoration:
    """A backup that was put back: checkpoints before this place, of lines after this one, no longer stand."""

    place: int
    line: int
    made_at: str

    def voids(self, place: int, line: int) -> bool:
        return place < self.place and line > self.line


def witness_faults(hashes: Sequence[bytes], checkpoints: Sequence[list[str]], key: Ed25519PublicKey) -> Contradiction:
    """Every checkpoint against the stored hashes of the lines, the first faults where there are many.

    Signatures are checked where they carry weight: on the last checkpoint, and on restorations. A checkpoint that contradicts
    the trail counts whether or not it is signed, since a line that was only added to the file can take nothing away.
    """
    seen = {"0": BEGINNING.hex(), **dict(zip(map(str, range(1, len(hashes) + 1)), map(bytes.hex, hashes), strict=True))}
    misfits = []
    restored = []
    for place, words in enumerate(checkpoints):
        if len(words) != 5 or words[0] != "kept" or seen.get(words[1]) != words[2]:
            misfits.append(place)
            if words[0] == "restored" and len(words) == 5:
                restored.append(place)
    restorations, faults = _restorations([(place, Checkpoint(*checkpoints[place])) for place in restored], key)
    notices = _lost(restorations, checkpoints)
    for place in misfits:
        fault = _misfit(place, checkpoints[place], seen, restorations)
        if fault:
            faults.append(fault)
        if len(faults) >= _MOST_FAULTS:
            break
    last = next((place for place in reversed(range(len(checkpoints))) if len(checkpoints[place]) == 5), None)
    if last is not None and not Checkpoint(*checkpoints[last]).is_signed_by(key):
        faults.append(Fault(f"witness line {last + 1}", "the last checkpoint is not signed by the unit's key"))
    return Contradiction(tuple(faults), notices, _witnessed(checkpoints, restorations, len(hashes)))


def _restorations(found: list[tuple[int, Checkpoint]], key: Ed25519PublicKey) -> tuple[list[_Restoration], list[Fault]]:
    """Those that the unit's key signed; one that nobody signed changes nothing, and is a fault."""
    signed, faults = [], []
    for place, checkpoint in found:
        if checkpoint.sequence.isdigit() and checkpoint.is_signed_by(key):
            signed.append(_Restoration(place, int(checkpoint.sequence), checkpoint.made_at))
        else:
            faults.append(Fault(f"witness line {place + 1}", "the restoration is not signed by the unit's key"))
    return signed, faults


def _misfit(place: int, words: list[str], seen: dict[str, str], restorations: list[_Restoration]) -> Fault | None:
    """What is wrong with a checkpoint that does not simply fit; None where a restoration explains it."""
    if len(words) != 5 or words[0] not in tuple(Kind) or not words[1].isdigit():
        return Fault(f"witness line {place + 1}", "is not a checkpoint")
    if seen.get(words[1]) == words[2] or any(one.voids(place, int(words[1])) for one in restorations):
        return None
    where = f"line {words[1]}"
    if words[1] not in seen:
        return Fault(where, f"cut off: the witness saw it on {words[3]}")
    return Fault(where, f"is not the one that the witness saw on {words[3]}")


def _lost(restorations: list[_Restoration], checkpoints: Sequence[list[str]]) -> tuple[str, ...]:
    """A notice for every restoration, with how many lines are known to be lost by it."""
    told = []
    for one in restorations:
        before = (int(words[1]) for words in checkpoints[: one.place] if len(words) == 5 and words[1].isdigit())
        lost = max(max(before, default=0) - one.line, 0)
        told.append(f"a backup was put back on {one.made_at} to line {one.line}; lines known to be lost by it: {lost}")
    return tuple(told)


def _witnessed(checkpoints: Sequence[list[str]], restorations: list[_Restoration], lines: int) -> int:
    """The last line that a checkpoint stands for."""
    for place in reversed(range(len(checkpoints))):
        words = checkpoints[place]
        if len(words) == 5 and words[1].isdigit() and not any(one.voids(place, int(words[1])) for one in restorations):
            return min(int(words[1]), lines)
    return 0
