"""What a scan wrote, read back and checked before anyone relies on it."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from boundaries.errors import BoundariesError, Fault

Row = dict[str, Any]

COLUMNS: dict[str, tuple[str, ...]] = {
    "findings": (
        "rank", "member_id", "person_id", "bits", "signs", "detectors", "first_at", "last_at", "new_at", "urgency",
        "vulnerabilities", "band",
    ),
    "evidence": (
        "member_id", "person_id", "sign", "detector", "bits", "observed", "expected", "exposure", "first_at", "last_at",
        "summary", "table", "record_ids", "records",
    ),
    "coverage": ("sign", "detector", "state", "reason", "rows"),
}  # fmt: skip

NOT_A_SCAN = "Give the folder that `boundaries scan RECORDS --out FOLDER` wrote."


@dataclass(frozen=True)
class ScanTables:
    """The findings, evidence and coverage of one scan, and `facts`: the keys of scan.json."""

    findings: pa.Table
    evidence: pa.Table
    coverage: pa.Table
    facts: Mapping[str, Any] = field(default_factory=dict)

    def __post_init__(self) -> None:
        faults = tuple(
            Fault(name, f"the column {column} is missing")
            for name, columns in COLUMNS.items()
            for column in columns
            if column not in getattr(self, name).column_names
        )
        if faults:
            raise BoundariesError("these are not the tables of a scan", "", "Run the scan again with this version.", faults)

    @property
    def as_of(self) -> datetime:
        """The moment the scan speaks about; nothing at or after it was read."""
        return datetime.fromisoformat(str(self.facts["as_of"]))


def read_scan(folder: Path) -> ScanTables:
    """Read a scan folder; every file that is missing or broken is named in one error."""
    if not folder.is_dir():
        raise BoundariesError("there is no such folder", str(folder), NOT_A_SCAN)
    faults: list[Fault] = []
    tables = {name: _read_table(folder / f"{name}.parquet", faults) for name in COLUMNS}
    facts = _read_facts(folder / "scan.json", faults)
    if faults:
        raise BoundariesError("this is not a whole scan folder", str(folder), NOT_A_SCAN, tuple(faults))
    try:
        return ScanTables(tables["findings"], tables["evidence"], tables["coverage"], facts)
    except BoundariesError as error:
        raise BoundariesError(error.what, str(folder), error.to_do, error.faults) from error


def rows(table: pa.Table) -> list[Row]:
    """The rows as plain values."""
    held: list[Row] = table.to_pylist()
    return held


def _read_table(path: Path, faults: list[Fault]) -> pa.Table:
    try:
        return pq.read_table(path)
    except FileNotFoundError:
        faults.append(Fault(path.name, "the file is missing"))
    except (pa.ArrowInvalid, OSError):
        faults.append(Fault(path.name, "the file is not readable Parquet; it may be cut short"))
    return pa.table({})


def _read_facts(path: Path, faults: list[Fault]) -> Mapping[str, Any]:
    try:
        facts = json.loads(path.read_text(encoding="utf-8"))
        datetime.fromisoformat(str(facts["as_of"]))
    except FileNotFoundError:
        faults.append(Fault(path.name, "the file is missing"))
    except (ValueError, KeyError, TypeError, OSError):
        faults.append(Fault(path.name, "the file does not say as of when the scan is (key as_of)"))
    else:
        return dict(facts)
    return {}
