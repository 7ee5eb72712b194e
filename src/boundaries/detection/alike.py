"""Pairs that a detector cannot tell apart, put together: the same member, peers and counts give the same bits."""

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
import pyarrow as pa

from boundaries.detection.detector import PER_MONTH, PER_PAIR, Among, Detector, Stratum
from boundaries.detection.laying import Laying, Rows
from boundaries.detection.models import Codes, Floats
from boundaries.detection.tally import Counts, Tally

_WIDTH = {Stratum.ROLE: 64, Stratum.PART: 8, Stratum.KIND: 16}
# Where rows stand for fewer pairs than this before anything was observed, hardly any are left alike by what was.
_HARDLY_ALIKE = 4

_NOBODY: Rows = np.zeros(0, dtype=np.int32)
# A column of whole numbers from 0, and how many values they may take.
Coded = tuple[Codes | Rows, int]


@dataclass(frozen=True)
class Compared:
    """The pairs that some detectors compare, by their places in the tally, and for each pair of the tally's the row of those with its member,
    peers and exposure: as many as there are rows, where it is not compared.

    `times` is how many pairs each row stands for; where they stand `apart`, each pair compared is a row of its own, in the same order.
    """

    pairs: Codes
    row: Rows
    times: Floats
    member: Codes
    strata: list[Codes]
    of: Floats
    apart: bool = False


@dataclass(frozen=True)
class Alike:
    """One row for all the pairs that are alike: how many they are (0 for rows to leave out), what they share, and which pair has which row.

    `strata` hold one code per row for each stratum, coarse to fine.
    """

    laying: Laying
    times: Floats
    member: Codes
    strata: list[Codes]
    observed: Floats
    of: Floats


def comparison(detector: Detector) -> tuple[str, ...]:
    """What detectors have in common that compare the same pairs by the same exposure with the same peers."""
    alone = detector.id if detector.among is Among.OBSERVED else ""
    facts = "" if detector.exposure in (PER_PAIR, PER_MONTH) else detector.facts
    return (facts, detector.exposure, detector.among, alone, *detector.strata)


def peered(tally: Tally, strata: Iterable[Stratum]) -> Coded:
    """One code for all pairs of a member that have the same peers."""
    members = int(tally.member.max(initial=0)) + 1
    # The role is the member's own.
    peers = ((_values(tally, one), _WIDTH[one]) for one in strata if one is not Stratum.ROLE)
    return _together((tally.member, members), *peers)


def compared_by(detector: Detector, tally: Tally, peers: Coded) -> Compared:
    """The pairs that a detector compares, and all that share its comparison; `peers` is what `peered` gives for its strata."""
    pairs = np.flatnonzero(tally.among[detector.id])
    of = tally.exposure[detector.id][pairs]
    # Fractions, of months, are hardly ever the same.
    mine, apart = pairs, of.dtype != np.float32
    row: Codes | Rows = np.arange(len(pairs), dtype=np.int32)
    rows = len(pairs)
    if not apart:
        row, rows = _together((peers[0][pairs], peers[1]), _coded(of))
        first = _first(row, rows)
        mine, of = pairs[first], of[first]
    strata, code = [], np.zeros(rows, dtype=np.int64)
    for stratum in detector.strata:
        code = code * _WIDTH[stratum] + _values(tally, stratum)[mine]
        strata.append(code)
    times = np.ones(rows) if apart else np.bincount(row, minlength=rows).astype(np.float64)
    rows_of_all: Rows = np.full(len(tally.member), rows, dtype=np.int32)
    rows_of_all[pairs] = row
    return Compared(pairs, rows_of_all, times, tally.member[mine], strata, of.astype(np.float64), apart)


def alike(compared: Compared, observed: Counts) -> Alike:
    """The pairs compared, put together by what was observed too; nothing was of most of them."""
    rows = len(compared.of)
    if compared.apart:
        own = observed[compared.pairs].astype(np.float64)
        laying = Laying(compared.row, rows, _NOBODY, _NOBODY)
        return Alike(laying, compared.times, compared.member, compared.strata, own, compared.of)
    some = np.flatnonzero(observed != 0)
    some = some[compared.row[some] < rows]
    mine, counts = compared.row[some], observed[some]
    more: Codes | Rows = np.arange(len(some))
    added = len(some)
    if rows * _HARDLY_ALIKE <= len(compared.pairs):
        more, added = _together((mine, rows), _coded(counts))
    first = _first(more, added)
    home = np.concatenate((np.arange(rows), mine[first]))
    left = compared.times - np.bincount(mine, minlength=rows)
    times = np.concatenate((left, np.bincount(more, minlength=added).astype(np.float64)))
    return Alike(
        Laying(compared.row, rows, some.astype(np.int32), (more + rows).astype(np.int32)),
        times,
        compared.member[home],
        [codes[home] for codes in compared.strata],
        np.concatenate((np.zeros(rows), counts[first])),
        np.where(times > 0, compared.of[home], 0.0),
    )


def _values(tally: Tally, stratum: Stratum) -> Codes:
    return {Stratum.ROLE: tally.role, Stratum.PART: tally.part, Stratum.KIND: tally.kind}[stratum]


def _first(row: Codes | Rows, rows: int) -> Codes:
    """For each row the place of one of its own."""
    first = np.zeros(rows, dtype=np.int64)
    first[row] = np.arange(len(row))
    return first


def _coded(values: Counts) -> Coded:
    return values.astype(np.int64), int(values.max(initial=0)) + 1


def _together(first: Coded, *others: Coded) -> Coded:
    """One code for each combination of codes that occurs, from 0 without a gap."""
    codes, size = first
    for more, width in others:
        # Most counts are small, and so are then most combinations.
        codes, size = _numbered(more * np.int64(size) + codes, size * width)
    return codes, size


def _numbered(codes: Codes, size: int) -> Coded:
    """A number for each code that occurs: small codes, nearly all of them, by a list; the others by a hash table."""
    listed = min(size, 2 * len(codes))
    seen = np.zeros(listed + 1, dtype=np.bool_)
    small = np.minimum(codes, listed)
    seen[small] = True
    seen[listed] = False
    number = np.cumsum(seen, dtype=np.int32) - seen
    found, numbers = number[small], int(number[listed])
    others = np.flatnonzero(small == listed)
    if not len(others):
        return found, numbers
    coded = pa.array(codes[others]).dictionary_encode()
    found[others] = coded.indices.to_numpy() + numbers
    return found, numbers + len(coded.dictionary)
