"""Joining by key: a small file held in memory, its rows good for all time or from one time to another."""

from bisect import bisect_right
from collections import defaultdict
from dataclasses import dataclass

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from boundaries.errors import Fault
from boundaries.records.mapping.definition import Lookup
from boundaries.records.mapping.files import SourceFile
from boundaries.records.mapping.texts import by_distinct, tidier, trimmed
from boundaries.records.mapping.times import Times, local_times

_START, _END = np.datetime64("0001-01-01", "us"), np.datetime64("9999-12-31", "us")
Spell = tuple[np.datetime64, np.datetime64, int]


@dataclass(frozen=True)
class Joined:
    """A lookup, loaded: per key the rows that hold and since when, as `starts` (ascending) and `rows` (-1: nobody).

    `columns` are those of the file, by name.
    """

    lookup: Lookup
    starts: dict[str, list[np.datetime64]]
    rows: dict[str, list[int]]
    columns: dict[str, pa.StringArray]
    warnings: tuple[Fault, ...] = ()

    def row_of(self, key: str | None, at: np.datetime64 | None) -> int:
        """The row for a key at a time, -1 where there is none; without a time only rows without an end or start are found."""
        if key is None or key not in self.rows:
            return -1
        if not self.lookup.dated:
            return self.rows[key][0]
        if at is None or np.isnat(at):
            return -1
        place = bisect_right(self.starts[key], at) - 1
        return self.rows[key][place] if place >= 0 else -1

    def keys_of(self, values: pa.StringArray, memory: dict[str, str | None]) -> pa.StringArray:
        """Values as keys, rewritten as the keys of the lookup were."""
        if self.lookup.key_as is None:
            return values
        return by_distinct(values, tidier(self.lookup.key_as, self.lookup.layout.country), memory)

    def find(self, keys: pa.StringArray, at: Times | None) -> pa.Array:
        """The row of the lookup for each key, null where there is none."""
        if at is None or not self.lookup.dated:
            coded = keys.dictionary_encode()
            found = pa.array([self.row_of(key, None) for key in coded.dictionary.to_pylist()], pa.int64()).take(coded.indices)
        else:
            found = pa.array([self.row_of(key, when) for key, when in zip(keys.to_pylist(), at, strict=True)], pa.int64())
        return pc.if_else(pc.less(found, 0), pa.scalar(None, pa.int64()), found)


def joined(lookup: Lookup, files: list[SourceFile], wanted: tuple[str, ...]) -> Joined:
    """A lookup with its wanted columns read; later rows win where two hold for one key at one time, and that is told."""
    unread: list[tuple[int, str]] = []
    batches = [batch for file in files for batch in file.rows(wanted, unread)]
    columns = {
        name: trimmed(pa.chunked_array([batch.column(name) for batch in batches], pa.string()).combine_chunks())
        for name in wanted
    }
    keys = columns[lookup.key]
    if lookup.key_as:
        keys = by_distinct(keys, tidier(lookup.key_as, lookup.layout.country), {})
    spells: dict[str, list[Spell]] = defaultdict(list)
    since, until = _since_and_until(lookup, columns, files)
    unkeyed = len(unread)
    for row, key in enumerate(keys.to_pylist()):
        if key is None or np.isnat(since[row]) or np.isnat(until[row]):
            unkeyed += 1
        else:
            spells[key].append((since[row], until[row], row))
    flat = {key: _flat(held) for key, held in spells.items()}
    overlaps = sum(any(a[1] > b[0] for a, b in zip(sorted(held), sorted(held)[1:], strict=False)) for held in spells.values())
    told = [
        (overlaps, "keys stand more than once for the same time; the later row holds"),
        (unkeyed, "rows have no key or no readable dates"),
    ]
    warnings = tuple(Fault(lookup.where, f"{count} {what}") for count, what in told if count)
    starts = {key: [start for start, _ in held] for key, held in flat.items()}
    return Joined(lookup, starts, {key: [row for _, row in held] for key, held in flat.items()}, columns, warnings)


def _since_and_until(lookup: Lookup, columns: dict[str, pa.StringArray], files: list[SourceFile]) -> tuple[Times, Times]:
    """From when and until when each row holds: an empty end is open, an unreadable one is NaT."""
    patterns = (*(("iso",) if all(file.typed for file in files) else ()), *lookup.layout.time)
    count = len(columns[lookup.key])

    def ends(name: str, otherwise: np.datetime64) -> Times:
        if not name:
            return np.full(count, otherwise)
        empty = np.asarray(columns[name].is_null())
        return np.where(empty, otherwise, local_times(columns[name], patterns, lookup.layout.zone))

    return ends(lookup.valid_from, _START), ends(lookup.valid_to, _END)


def _flat(held: list[Spell]) -> list[tuple[np.datetime64, int]]:
    """Spells as points in time and the row that holds from each: of those open, the one begun last, then the later row."""
    points = sorted({point for since, until, _ in held for point in (since, until)})
    flat = []
    for point in points:
        open_rows = [(since, row) for since, until, row in held if since <= point < until]
        flat.append((point, max(open_rows)[1] if open_rows else -1))
    return flat
