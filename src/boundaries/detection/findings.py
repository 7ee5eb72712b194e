"""The ranked list: a row per pair with its bits, its signs, its times, its urgency and its band."""

from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np
import pyarrow as pa

from boundaries.catalogue import Catalogue
from boundaries.detection.models import Floats

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
        mine = told[(member_id, person_id)]
        first_at, last_at = mine.at(mine.first_at), mine.at(mine.last_at)
        words = [word for word in (vulnerabilities.get(person_id) or "").split(";") if word]
        total = float(bits[place])
        rows.append(
            {
                "rank": place + 1, "member_id": member_id, "person_id": person_id, "bits": total,
                "signs": mine.adding, "detectors": mine.detectors, "first_at": first_at, "last_at": last_at, "new_at": last_at,
                "urgency": urgency(words, catalogue), "vulnerabilities": words, "band": band(total),
            }
        )  # fmt: skip
    return pa.Table.from_pylist(rows, FINDINGS)


def _told(evidence: pa.Table) -> dict[tuple[str, str], "_Told"]:
    """Per pair: the signs and the detectors that add bits, most first, and the first and last record of what adds bits."""
    columns = [evidence.column(name).to_pylist() for name in ("member_id", "person_id", "sign", "detector", "bits")]
    # Times as numbers, since times themselves are slow to compare one by one.
    times = [evidence.column(name).cast(pa.int64()).to_pylist() for name in ("first_at", "last_at")]
    told: dict[tuple[str, str], _Told] = {}
    for member_id, person_id, sign, detector, bits, first_at, last_at in zip(*columns, *times, strict=True):
        pair = (member_id, person_id)
        mine = told.get(pair)
        if mine is None:
            mine = told[pair] = _Told()
        mine.signs[sign] = mine.signs.get(sign, 0.0) + bits
        if bits > 0:
            mine.detectors.append(detector)
            if last_at is not None:
                mine.first_at = min(mine.first_at, first_at)
                mine.last_at = max(mine.last_at, last_at)
    return told


@dataclass
class _Told:
    """What is gathered of one pair; times in microseconds."""

    signs: dict[str, float] = field(default_factory=dict)
    detectors: list[str] = field(default_factory=list)
    first_at: int = _LATE
    last_at: int = -_LATE

    @property
    def adding(self) -> list[str]:
        """The signs that add bits, most first."""
        return [sign for sign, bits in sorted(self.signs.items(), key=lambda item: (-item[1], item[0])) if bits > 0]

    def at(self, microseconds: int) -> object:
        """A time; nothing where no record adds bits."""
        return None if self.first_at == _LATE else np.datetime64(microseconds, "us").item()


def urgency(words: list[str], catalogue: Catalogue) -> str:
    """The most pressing urgency that any of a person's vulnerabilities asks for."""
    known = catalogue.vulnerabilities.by_word
    asked = [str(known[word].urgency.value) for word in words if word in known]
    return max(asked, key=_URGENCIES.index, default=_URGENCIES[0])


def band(bits: float) -> str:
    """Strong from 12 bits, moderate from 6, weak below."""
    return "strong" if bits >= STRONG_BITS else "moderate" if bits >= MODERATE_BITS else "weak"
