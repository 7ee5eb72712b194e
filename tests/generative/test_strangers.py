"""A table whose members are mostly not those of the staff list can be relied on only in part, and the coverage says so."""

import pyarrow as pa
import pytest

from boundaries.detection.detectors import load_detectors
from tests.generative.small_force import force, scanned


@pytest.mark.parametrize(("every", "doubted"), [(1, True), (5, True), (20, False)])
def test_rows_of_members_whom_nobody_described_are_told(every: int, doubted: bool) -> None:
    searches = force()["searches"]
    names = [f"old-{name}" if row % every == 0 else name for row, name in enumerate(searches.column("member_id").to_pylist())]
    column = searches.column_names.index("member_id")
    scan = scanned({**force(), "searches": searches.set_column(column, "member_id", pa.array(names, pa.string()))})
    told = {line["detector"]: (line["state"], line["reason"]) for line in scan.coverage.to_pylist()}
    strangers = sum(name.startswith("old-") for name in names)
    expected = ("partly", f"{strangers} of {len(names)} rows of searches name a member whom members does not hold")
    needing = {id_ for id_, detector in load_detectors().items() if "searches" in detector.needs}
    assert len(needing) > 5
    assert {told[id_] for id_ in needing} == {expected if doubted else ("checked", "")}
    assert {state for id_, (state, _) in told.items() if id_ not in needing} == {"checked"}
