"""The ranked list: a row per pair with its bits, its signs, its times, its urgency and its band."""

from collections.abc import Mapping

import numpy as np
import pyarrow as pa

from boundaries.catalogue import Catalogue
from boundaries.detection.models import Floats

STRONG_BITS = 12.0
MODERATE_BITS = 6.0
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
    member_ids: list[str],
    person_ids: list[str],
    bits: Floats,
    evidence: pa.Table,
    vulnerabilities: Mapping[str, str],
    catalogue: Catalogue,
) -> pa.Table:
    """Findings of the listed pairs, best first, read off their evidence so that the two cannot differ.

    `vulnerabilities` gives a person's words joined by semicolons.
    """
    told = _told(evidence)
    rows = []
    for place, (member_id, person_id) in enumerate(zip(member_ids, person_ids, strict=True)):
        signs, detectors, first_at, last_at = told[(member_id, person_id)]
        words = [word for word in (vulnerabilities.get(person_id) or "").split(";") if word]
        total = float(bits[place])
        rows.append(
            {
                "rank": place + 1, "member_id": member_id, "person_id": person_id, "bits": total,
                "signs": signs, "detectors": detectors, "first_at": first_at, "last_at": last_at, "new_at": last_at,
                "urgency": urgency(words, catalogue), "vulnerabilities": words, "band": band(total),
            }
        )  # fmt: skip
    return pa.Table.from_pylist(rows, FINDINGS)


def _told(evidence: pa.Table) -> dict[tuple[str, str], tuple[list[str], list[str], object, object]]:
    """Per pair: the signs and the detectors that add bits, most first, and the first and last record of what adds bits."""
    columns = [evidence.column(name).to_pylist() for name in ("member_id", "person_id", "sign", "detector", "bits")]
    first_at, last_at = (np.asarray(evidence.column(name).to_numpy(zero_copy_only=False)) for name in ("first_at", "last_at"))
    signs: dict[tuple[str, str], dict[str, float]] = {}
    detectors: dict[tuple[str, str], list[str]] = {}
    times: dict[tuple[str, str], tuple[np.datetime64, np.datetime64]] = {}
    for row, (member_id, person_id, sign, detector, bits) in enumerate(zip(*columns, strict=True)):
        pair = (member_id, person_id)
        by_sign = signs.setdefault(pair, {})
        by_sign[sign] = by_sign.get(sign, 0.0) + bits
        mine = detectors.setdefault(pair, [])
        if bits > 0:
            mine.append(detector)
            if not np.isnat(last_at[row]):
                old = times.get(pair, (first_at[row], last_at[row]))
                times[pair] = (min(old[0], first_at[row]), max(old[1], last_at[row]))
    nat = (np.datetime64("NaT"), np.datetime64("NaT"))
    told = {}
    for pair, by_sign in signs.items():
        adding = [sign for sign, _ in sorted(by_sign.items(), key=lambda item: (-item[1], item[0])) if by_sign[sign] > 0]
        first, last = (None if np.isnat(at) else at.astype("datetime64[us]").item() for at in times.get(pair, nat))
        told[pair] = (adding, detectors[pair], first, last)
    return told


def urgency(words: list[str], catalogue: Catalogue) -> str:
    """The most pressing urgency that any of a person's vulnerabilities asks for."""
    known = catalogue.vulnerabilities.by_word
    asked = [str(known[word].urgency.value) for word in words if word in known]
    return max(asked, key=_URGENCIES.index, default=_URGENCIES[0])


def band(bits: float) -> str:
    """Strong from 12 bits, moderate from 6, weak below."""
    return "strong" if bits >= STRONG_BITS else "moderate" if bits >= MODERATE_BITS else "weak"
