"""A column that a force began to fill in later is not there as of a moment before."""

from datetime import timedelta

import pyarrow as pa
import pyarrow.compute as pc
import pytest

from boundaries.records.contract import TABLES
from tests.generative.small_force import as_it_stood, force, newest_at, scanned, told

LATE_IN_USE = [
    "contacts.text",
    "visits.case_id",
    "searches.reason",
    "case_log.member_id",
    "case_members.source",
    "cases.closed_at",
]


@pytest.mark.parametrize("place", LATE_IN_USE)
def test_a_column_that_came_into_use_later_was_not_there(place: str) -> None:
    """Neither its detectors nor what else is made of it speak of a time from which it holds nothing."""
    moment = newest_at(force()) - timedelta(days=30)
    name, _, column = place.partition(".")
    table = force()[name]
    known = pc.fill_null(pc.less(table.column(TABLES[name].at or ""), pa.scalar(moment, pa.timestamp("us"))), True)
    emptied = pc.if_else(known, pa.scalar(None, table.schema.field(column).type), table.column(column))
    late_in_use = {**force(), name: table.set_column(table.column_names.index(column), column, emptied)}
    assert emptied.null_count < len(emptied)
    late, then = scanned(late_in_use, as_of=moment), scanned(as_it_stood(late_in_use, moment), as_of=moment)
    assert told(late) == told(then)
    assert {line["state"] for line in late.coverage.to_pylist()} > {"checked"}
