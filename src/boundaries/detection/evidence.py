"""The evidence behind each listed pair: a row per detector with its bits, its numbers in a sentence, and the records it rests on."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from boundaries.detection.detector import Detector, Facts, Model
from boundaries.detection.facts.listed import listed_rows
from boundaries.detection.models import Codes
from boundaries.detection.scoring import Scores
from boundaries.detection.sentences import sentences
from boundaries.detection.tally import Counts, Flags
from boundaries.engines.protocol import Engine

MOST_IDS = 200
_TIME = pa.timestamp("us")
EVIDENCE = pa.schema(
    [
        ("member_id", pa.string()), ("person_id", pa.string()), ("sign", pa.string()), ("detector", pa.string()),
        ("bits", pa.float64()), ("observed", pa.float64()), ("expected", pa.float64()), ("exposure", pa.float64()),
        ("first_at", _TIME), ("last_at", _TIME), ("summary", pa.string()), ("table", pa.string()),
        ("record_ids", pa.list_(pa.string())), ("records", pa.int64()),
    ]
)  # fmt: skip


@dataclass(frozen=True)
class Rests:
    """What one detector rests on, a row per pair that has bits: times, ids (newest first) and how many."""

    first_at: pa.Array
    last_at: pa.Array
    record_ids: pa.ListArray
    records: Codes


def _rests(rows: pa.Table | None, detector: Detector, pairs: Codes, seen: Codes) -> Rests:
    """`pairs` are the listed pairs in question, `seen` those of them that rest on what was observed, not on all that was compared."""
    if rows is None or len(rows) == 0:
        nothing = pa.nulls(len(pairs), _TIME)
        return Rests(nothing, nothing, pa.array([[]] * len(pairs), pa.list_(pa.string())), np.zeros(len(pairs), dtype=np.int64))
    pair = np.asarray(rows.column("pair").to_numpy(zero_copy_only=False), dtype=np.int64)
    size = int(max(pair.max(), pairs.max(initial=0))) + 1
    wanted, by_observed = np.zeros(size, dtype=np.bool_), np.zeros(size, dtype=np.bool_)
    wanted[pairs], by_observed[seen] = True, True
    observed = rows.column(f"observed_{detector.id}").to_numpy(zero_copy_only=False).astype(np.bool_)
    exposure = rows.column(f"exposure_{detector.id}").to_numpy(zero_copy_only=False).astype(np.bool_)
    rows_kept = np.flatnonzero(wanted[pair] & np.where(by_observed[pair], observed, exposure))
    kept = pair[rows_kept]
    counts = np.bincount(kept, minlength=size)
    starts = np.cumsum(counts) - counts
    times = rows.column("held_at").combine_chunks()
    newest = _places(rows_kept, starts[pairs], counts[pairs])
    oldest = _places(rows_kept, starts[pairs] + counts[pairs] - 1, counts[pairs])
    ids, listed = _ids(rows, rows_kept, kept, starts, counts, pairs)
    return Rests(times.take(oldest), times.take(newest), ids, listed)


def _places(rows_kept: Codes, at: Codes, counts: Codes) -> pa.Array:
    """Rows of the source at places among the kept; null where a pair has none."""
    empty = counts == 0
    return pa.array(np.append(rows_kept, 0)[np.where(empty, len(rows_kept), at)], pa.int64(), mask=empty)


def _ids(rows: pa.Table, rows_kept: Codes, kept: Codes, starts: Codes, counts: Codes, pairs: Codes) -> tuple[pa.ListArray, Codes]:
    place = np.arange(len(kept)) - starts[kept]
    names = rows.column("record_id").combine_chunks().take(pa.array(rows_kept[place < MOST_IDS]))
    short = np.minimum(counts, MOST_IDS)
    if names.null_count:
        return pa.array([[]] * len(pairs), pa.list_(pa.string())), np.zeros(len(pairs), dtype=np.int64)
    ends = np.cumsum(short)
    # `pairs` are in order, and pairs without rows have nothing between their offsets.
    offsets = np.concatenate([[0], ends[pairs]]) if len(pairs) else np.array([0])
    return pa.ListArray.from_arrays(pa.array(offsets, pa.int32()), names.cast(pa.string())), counts[pairs]


def _by_observed(detector: Detector, observed: Counts) -> Flags:
    """Of which pairs the evidence is what was observed; too little, or a share of nothing, shows only in all that was compared."""
    if detector.facts is Facts.CASES and max(detector.multiples) < 1.0:
        return np.zeros(len(observed), dtype=np.bool_)
    return np.asarray((observed > 0) | (detector.model is not Model.SHARE), dtype=np.bool_)


def evidence_table(
    engine: Engine, detectors: Mapping[str, Detector], scores: Scores, listed: Codes, member_ids: pa.Array, person_ids: pa.Array
) -> pa.Table:
    """Evidence of the pairs `listed` (places in the tally, best first), sorted by pair, then bits (most first), then detector.

    `member_ids` and `person_ids` are the listed pairs' own, in the same order.
    """
    sources = listed_rows(engine, [d for d in detectors.values() if d.id in scores.weights])
    parts = []
    for detector in detectors.values():
        if detector.id not in scores.weights:
            continue
        weight = scores.weights[detector.id]
        pairs = np.flatnonzero(weight.bits[listed] != 0.0)
        if len(pairs) == 0:
            continue
        at = listed[pairs]
        seen = pairs[_by_observed(detector, weight.observed[at])]
        facts = detector.facts
        rows = None if facts is Facts.NONE else sources[(facts, detector.table)]
        rests = _rests(rows, detector, pairs, seen)
        told = {"observed": weight.observed[at], "expected": weight.expected_at(at), "exposure": weight.exposure[at]}
        numbers = {name: values.astype(np.float64) for name, values in told.items()}
        parts.append(
            pa.table(
                [
                    member_ids.take(pa.array(pairs)), person_ids.take(pa.array(pairs)),
                    pa.array([detector.sign] * len(pairs)), pa.array([detector.id] * len(pairs)), pa.array(weight.bits[at].astype(np.float64)),
                    *(pa.array(column) for column in numbers.values()), rests.first_at, rests.last_at,
                    sentences(detector, **numbers),
                    pa.array([detector.table] * len(pairs)), rests.record_ids, pa.array(rests.records),
                ],
                EVIDENCE,
            ).append_column("pair", pa.array(pairs))
        )  # fmt: skip
    if not parts:
        return EVIDENCE.empty_table()
    # In one piece before it is put in order: out of many pieces rows are picked several times slower.
    table = pa.concat_tables(parts).combine_chunks()
    order = pc.sort_indices(table, [("pair", "ascending"), ("bits", "descending"), ("detector", "ascending")])
    return table.drop_columns(["pair"]).take(order).combine_chunks()
