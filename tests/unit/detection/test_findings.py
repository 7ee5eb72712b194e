"""A finding is read off its evidence: which signs and detectors add bits, most first, and from when to when."""

from datetime import datetime, timedelta

import numpy as np
import pyarrow as pa
from hypothesis import given, settings
from hypothesis import strategies as st

from boundaries.catalogue import load_catalogue
from boundaries.detection.evidence import EVIDENCE
from boundaries.detection.findings import findings_table

CATALOGUE = load_catalogue()
START = datetime(2025, 1, 1)
# Of one row of evidence: its sign, its bits, and the day of its first record where it has one.
ROW = st.tuples(st.sampled_from("abc"), st.integers(-4, 4).map(lambda eighths: eighths / 8), st.none() | st.integers(0, 9))


def evidence_of(pairs: list[list[tuple[str, float, int | None]]]) -> pa.Table:
    rows = []
    for place, mine in enumerate(pairs):
        for number, (sign, bits, day) in enumerate(sorted(mine, key=lambda row: -row[1])):
            first = None if day is None else START + timedelta(days=day)
            rows.append(
                {
                    "member_id": f"M{place // 2}", "person_id": f"P{place}", "sign": sign, "detector": f"{sign}{number}", "bits": bits,
                    "first_at": first, "last_at": first and first + timedelta(days=3),
                }
            )  # fmt: skip
    return pa.Table.from_pylist(rows, EVIDENCE)


@settings(deadline=None)
@given(st.lists(st.lists(ROW, min_size=1, max_size=6), min_size=1, max_size=5))
def test_a_finding_tells_what_adds_bits_in_its_evidence(pairs: list[list[tuple[str, float, int | None]]]) -> None:
    ids = ([f"M{place // 2}" for place in range(len(pairs))], [f"P{place}" for place in range(len(pairs))])
    evidence = evidence_of(pairs)
    found = findings_table(pa.array(ids[0]), pa.array(ids[1]), np.ones(len(pairs)), evidence, {"P0": "child;alcohol"}, CATALOGUE)
    for finding in found.to_pylist():
        mine = [row for row in evidence.to_pylist() if row["person_id"] == finding["person_id"]]
        sums = {sign: sum(row["bits"] for row in mine if row["sign"] == sign) for sign in "abc"}
        assert finding["signs"] == sorted((sign for sign in sums if sums[sign] > 0), key=lambda sign: (-sums[sign], sign))
        adding = [row for row in mine if row["bits"] > 0]
        assert finding["detectors"] == [row["detector"] for row in adding]
        dated = [row for row in adding if row["last_at"] is not None]
        assert finding["first_at"] == min((row["first_at"] for row in dated), default=None)
        assert finding["last_at"] == finding["new_at"] == max((row["last_at"] for row in dated), default=None)
    assert found.column("vulnerabilities")[0].as_py() == ["child", "alcohol"]


def test_without_evidence_there_are_no_findings() -> None:
    nobody = pa.array([], pa.string())
    assert len(findings_table(nobody, nobody, np.zeros(0), EVIDENCE.empty_table(), {}, CATALOGUE)) == 0
