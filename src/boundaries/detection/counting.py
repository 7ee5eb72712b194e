"""Counts of moments per pair: each condition is asked once of every code, and the answers added up over the pairs' moments."""

import re
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from boundaries.detection.facts.fields import unpacked
from boundaries.detection.facts.moments import Moments
from boundaries.detection.models import Codes
from boundaries.engines.protocol import Engine

Flags = NDArray[np.bool_]
Column = NDArray[np.float32]
# What a code does not tell: which record it was and when exactly.
_BEYOND_CODE = re.compile(r"\b(row|member_no|person_no|happened_at|day)\b")
_WORKERS = 2
# A condition is rare that holds for fewer than one moment in so many.
_RARELY = 16
# Moments whose answers are added up at once.
_AT_ONCE = 32_768


def told_by_code(condition: str) -> bool:
    """Whether a moment's code decides the condition."""
    return not _BEYOND_CODE.search(condition)


@dataclass(frozen=True)
class _Rows:
    """Moments that conditions are counted over: their codes, where each pair's begin, and the places of the pairs in the tally."""

    code: NDArray[np.int32]
    starts: Codes
    at: Codes


def count_moments(engine: Engine, moments: Moments, conditions: Sequence[str], at: Codes, size: int) -> list[Column]:
    """For each condition a column of that size: at the place of each pair, how many of its moments the condition holds for.

    `at` are the places of the moments' pairs. Needs the relation `moment_codes`.
    """
    if not conditions or not len(moments.code):
        return [np.zeros(size, dtype=np.float32) for _ in conditions]
    asked = ", ".join(f"CASE WHEN {one} THEN TRUE ELSE FALSE END AS held_{place}" for place, one in enumerate(conditions))
    answers = engine.table(f"SELECT {asked} FROM moment_codes ORDER BY code")
    held = np.stack([answers.column(place).to_numpy() for place in range(len(conditions))])
    # Several counts are added up in one number, each in bits enough for the pair with the most moments.
    width = 16 if int(moments.counts.max()) < 1 << 16 else 32
    pair = np.repeat(np.arange(len(moments.member), dtype=np.int32), moments.counts)
    found: dict[int, Column] = {}
    with ThreadPoolExecutor(_WORKERS) as pool:
        groups = _alike(moments, held)
        rows = pool.map(lambda group: _rows(moments, pair, np.any(held[group], axis=0), at), groups)
        several = [
            (mine, places)
            for mine, group in zip(rows, groups, strict=True)
            for places in np.array_split(group, -(-len(group) // (64 // width)))
        ]
        counted = pool.map(lambda mine, places: _add_up(mine, width, size, held[places]), *zip(*several, strict=True))
        for (_, places), columns in zip(several, counted, strict=True):
            found |= dict(zip(places.tolist(), columns, strict=True))
    return [found[place] for place in range(len(conditions))]


def _alike(moments: Moments, held: Flags) -> list[Codes]:
    """Conditions in groups that hold for moments of the same kinds, and as rarely: each is counted over the rows of its group alone."""
    kind = unpacked(moments.codes, "kind")
    often = np.bincount(moments.code, minlength=len(moments.codes))
    rare = held @ often < len(moments.code) // _RARELY
    groups: dict[tuple[bool, ...], list[int]] = {}
    for place, codes in enumerate(held):
        groups.setdefault((bool(rare[place]), *(bool(codes[kind == one].any()) for one in (1, 2, 3))), []).append(place)
    # The most first, so that no worker is left with them at the end.
    return [np.array(group) for group in sorted(groups.values(), key=len, reverse=True)]


def _rows(moments: Moments, pair: NDArray[np.int32], wanted: Flags, at: Codes) -> _Rows:
    place = np.flatnonzero(wanted[moments.code])
    mine = pair[place]
    starts = np.flatnonzero(np.concatenate(([True], mine[1:] != mine[:-1]))) if len(mine) else place
    return _Rows(moments.code[place], starts, at[mine[starts]])


def _add_up(rows: _Rows, width: int, size: int, held: Flags) -> list[Column]:
    """The columns of a few conditions, whose answers fit in one number."""
    columns = [np.zeros(size, dtype=np.float32) for _ in held]
    if not len(rows.starts):
        return columns
    together = np.zeros(held.shape[1], dtype=np.uint64)
    for place, answers in enumerate(held):
        together |= answers.astype(np.uint64) << np.uint64(width * place)
    sums = _sums(together, rows)
    for place, column in enumerate(columns):
        column[rows.at] = sums >> np.uint64(width * place) & np.uint64((1 << width) - 1)
    return columns


def _sums(values: NDArray[np.uint64], rows: _Rows) -> NDArray[np.uint64]:
    """The sum of each pair's values, some pairs at a time: what is looked up for the moments stays near the processor."""
    sums = np.empty(len(rows.starts), dtype=np.uint64)
    ends = np.append(rows.starts[1:], len(rows.code))
    held = np.empty(max(_AT_ONCE, int((ends - rows.starts).max())), dtype=np.uint64)
    first = 0
    while first < len(sums):
        begin = rows.starts[first]
        after = max(int(np.searchsorted(ends, begin + _AT_ONCE, side="right")), first + 1)
        some = held[: ends[after - 1] - begin]
        # Every code has its place, so nothing is clipped; without a check of each it goes straight where it belongs.
        values.take(rows.code[begin : ends[after - 1]], out=some, mode="clip")
        np.add.reduceat(some, rows.starts[first:after] - begin, out=sums[first:after])
        first = after
    return sums
