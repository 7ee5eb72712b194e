"""The ranked list: a row per pair with its bits, its signs, its times, its urgency and its band."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from boundaries.catalogue import Catalogue
from boundaries.detection.models import Codes, Floats

STRONG_BITS = 12.0
MODERATE_BITS = 6.0
_LATE = 1 << 62
_URGENCIES = ("standard", "high", "urgent")
_TIME = pa.timestamp("us")
_WORDS = pa.list_(pa.string())
FINDINGS = pa.schema(
    [
        ("rank", pa.int64()), ("member_id", pa.string()), ("person_id", pa.string()), ("bits", pa.float64()),
        ("signs", _WORDS), ("detectors", _WORDS), ("first_at", _TIME), ("last_at", _TIME), ("new_at", _TIME),
        ("urgency", pa.string()), ("vulnerabilities", _WORDS), ("band", pa.string()),
    ]
)  # fmt: skip


def findings_table(
    member_ids: pa.Array,
    person_ids: pa.Array,
    bits: Floats,
    evidence: pa.Table,
    vulnerabilities: Mapping[str, str],
    catalogue: Catalogue,
) -> pa.Table:
    """Findings of the listed pairs, best first, read off their evidence, which is in the same order, so that the two cannot differ.

    `vulnerabilities` gives a person's words joined by semicolons.
    """
    told = _told(evidence, len(member_ids))
    words = [[word for word in (vulnerabilities.get(id_) or "").split(";") if word] for id_ in person_ids.to_pylist()]
    columns = {
        "rank": pa.array(np.arange(1, len(member_ids) + 1)), "member_id": member_ids, "person_id": person_ids, "bits": pa.array(bits),
        "signs": told.adding, "detectors": told.detectors, "first_at": told.first_at, "last_at": told.last_at, "new_at": told.last_at,
        "urgency": pa.array([urgency(mine, catalogue) for mine in words], pa.string()), "vulnerabilities": pa.array(words, _WORDS),
        "band": pa.array([band(total) for total in bits.tolist()], pa.string()),
    }  # fmt: skip
    return pa.table(columns, FINDINGS)


@dataclass(frozen=True)
class _Told:
    """What the evidence tells of each pair: the signs and the detectors that add bits, most first, and the first and last record of those."""

    adding: pa.ListArray
    detectors: pa.ListArray
    first_at: pa.Array
    last_at: pa.Array


def _told(evidence: pa.Table, pairs: int) -> _Told:
    """Read off evidence whose rows stand pair by pair, those with most bits first."""
    if not pairs:
        return _Told(pa.array([], _WORDS), pa.array([], _WORDS), pa.nulls(0, _TIME), pa.nulls(0, _TIME))
    begins = np.zeros(len(evidence), dtype=np.bool_)
    begins[0] = True
    for name in ("member_id", "person_id"):
        ids = evidence.column(name).combine_chunks()
        begins[1:] |= pc.not_equal(ids[1:], ids[:-1]).to_numpy(zero_copy_only=False)
    pair, starts = np.cumsum(begins) - 1, np.flatnonzero(begins)
    adds = evidence.column("bits").to_numpy() > 0
    dated = adds & evidence.column("last_at").is_valid().to_numpy()
    # Times as numbers, which are compared many at once.
    first, last = (evidence.column(name).cast(pa.int64()).fill_null(0).to_numpy() for name in ("first_at", "last_at"))
    first = np.minimum.reduceat(np.where(dated, first, _LATE), starts)
    last = np.maximum.reduceat(np.where(dated, last, -_LATE), starts)
    never = first == _LATE
    return _Told(
        _adding(evidence, pair, pairs),
        _lists(pair[adds], evidence.column("detector").combine_chunks().filter(pa.array(adds)), pairs),
        *(pa.array(times, pa.int64(), mask=never).cast(_TIME) for times in (first, last)),
    )


def _adding(evidence: pa.Table, pair: Codes, pairs: int) -> pa.ListArray:
    """The signs that add bits to each pair, most first, then by their names."""
    names = pc.unique(evidence.column("sign")).sort()
    code = pc.index_in(evidence.column("sign"), names).to_numpy().astype(np.int64)
    # Bits are kept to a grain that sums hold exactly.
    total = np.bincount(pair * len(names) + code, evidence.column("bits").to_numpy(), pairs * len(names))
    some = np.flatnonzero(total > 0)
    some = some[np.lexsort((some, -total[some], some // len(names)))]
    return _lists(some // len(names), names.take(pa.array(some % len(names))), pairs)


def _lists(pair: Codes, values: pa.Array, pairs: int) -> pa.ListArray:
    """The values of each pair, which stand pair by pair, as lists."""
    ends = np.cumsum(np.bincount(pair, minlength=pairs))
    return pa.ListArray.from_arrays(pa.array(np.append(0, ends), pa.int32()), values)


def urgency(words: list[str], catalogue: Catalogue) -> str:
    """The most pressing urgency that any of a person's vulnerabilities asks for."""
    known = catalogue.vulnerabilities.by_word
    asked = [str(known[word].urgency.value) for word in words if word in known]
    return max(asked, key=_URGENCIES.index, default=_URGENCIES[0])


def band(bits: float) -> str:
    """Strong from 12 bits, moderate from 6, weak below."""
    return "strong" if bits >= STRONG_BITS else "moderate" if bits >= MODERATE_BITS else "weak"
