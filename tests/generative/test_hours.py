"""Where an export keeps the day of an event and loses its hour, nothing is said of hours, and the coverage tells so."""

import re

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pytest

from boundaries.detection.detectors import load_detectors
from tests.generative.small_force import force, scanned


@pytest.mark.parametrize("table", ["contacts", "visits", "searches"])
@pytest.mark.parametrize(("share", "state"), [(0.05, "checked"), (0.3, "partly"), (1.0, "not_checked")])
def test_dates_without_an_hour_say_nothing_of_hours(table: str, share: float, state: str) -> None:
    whole_day = force()[table]
    lost = np.random.default_rng(5).random(len(whole_day)) < share
    days = pc.if_else(pa.array(lost), pc.floor_temporal(whole_day.column("at"), unit="day"), whole_day.column("at"))
    place = whole_day.schema.get_field_index("at")
    scan = scanned({**force(), table: whole_day.set_column(place, whole_day.schema.field("at"), days)})
    told_of = {line["detector"]: (line["state"], line["reason"]) for line in scan.coverage.to_pylist()}
    for id_, detector in load_detectors().items():
        found, reason = told_of[id_]
        assert (found, bool(reason)) == (
            (state, state != "checked") if f"{table}.at" in detector.needs else ("checked", False)
        ), id_
        assert "dates without an hour" in str(reason) or found == "checked"


def test_what_asks_for_an_hour_says_so() -> None:
    asking = [one for one in load_detectors().values() if re.search(r"\b(hour|off_duty|absent)\b", one.observed)]
    assert len(asking) > 5
    assert {one.id for one in asking} == {one.id for one in load_detectors().values() if f"{one.table}.at" in one.needs}
