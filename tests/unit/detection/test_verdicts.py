"""What a reviewer explained stays explained: a pair returns only on what came after the verdict."""

from datetime import datetime
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from boundaries.catalogue import load_catalogue
from boundaries.detection.scan import weigh_all
from boundaries.engines.duckdb import DuckDBEngine
from boundaries.records.load import load_records

MEMBERS, PEOPLE = 20, 200


def _force(folder: Path, verdicts: list[tuple[str, str]]) -> Path:
    """A small force in which M00 keeps writing to P000 off the record; `verdicts` are (moment, verdict) on that pair."""
    folder.mkdir()
    pq.write_table(
        pa.table({"member_id": [f"M{i:02}" for i in range(MEMBERS)], "kind": ["officer"] * MEMBERS}), folder / "members.parquet"
    )
    pq.write_table(pa.table({"person_id": [f"P{i:03}" for i in range(PEOPLE)]}), folder / "people.parquet")
    rows = [(f"M{i % MEMBERS:02}", f"P{i:03}", datetime(2025, 1, 1 + i % 28, 10), "out") for i in range(PEOPLE)]
    rows += [("M00", "P000", datetime(2025, 2, 1 + i % 20, 23, i % 60), "out") for i in range(40)]
    rows += [("M00", "P000", datetime(2025, 4, 1 + i % 20, 23, i % 60), "out") for i in range(6)]
    columns = {
        "contact_id": [f"C{i}" for i in range(len(rows))],
        "member_id": [row[0] for row in rows],
        "person_id": [row[1] for row in rows],
        "at": [row[2] for row in rows],
        "direction": [row[3] for row in rows],
        "channel": ["call"] * len(rows),
    }
    pq.write_table(pa.table(columns), folder / "contacts.parquet")
    if verdicts:
        decided = {
            "member_id": ["M00"] * len(verdicts),
            "person_id": ["P000"] * len(verdicts),
            "decided_at": [datetime.fromisoformat(at) for at, _ in verdicts],
            "verdict": [verdict for _, verdict in verdicts],
        }
        pq.write_table(pa.table(decided), folder / "verdicts.parquet")
    return folder


def _late_contacts(folder: Path, as_of: datetime | None = None) -> float:
    engine = DuckDBEngine(threads=1)
    try:
        weighed = weigh_all(load_records(folder, engine), load_catalogue(), as_of=as_of)
        return float(weighed.tally.observed["contact_late"][0])
    finally:
        engine.close()


@pytest.mark.parametrize(
    ("verdicts", "counted"),
    [
        ([], 46.0),
        ([("2025-03-01", "explained")], 6.0),
        ([("2025-03-01", "data_error")], 6.0),
        ([("2025-03-01", "insufficient")], 46.0),
        ([("2025-03-01", "concern")], 46.0),
        ([("2025-03-01", "explained"), ("2025-03-02", "concern")], 46.0),
        ([("2025-03-01", "concern"), ("2025-03-02", "explained")], 6.0),
    ],
)
def test_only_what_follows_an_explanation_counts(tmp_path: Path, verdicts: list[tuple[str, str]], counted: float) -> None:
    assert _late_contacts(_force(tmp_path / "force", verdicts)) == counted


def test_a_verdict_is_not_known_before_it_was_reached(tmp_path: Path) -> None:
    folder = _force(tmp_path / "force", [("2025-03-01", "explained")])
    assert _late_contacts(folder, datetime(2025, 2, 28)) == 40.0
