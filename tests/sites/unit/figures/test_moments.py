"""A moment is read from PostgreSQL as the framework reads it, on both days of the year on which the clocks are changed too."""

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest
from django.db import connection
from django.db.backends.postgresql.psycopg_any import BaseTzLoader
from hypothesis import given
from hypothesis import strategies as st

from boundaries.casework.figures.moments import Moments

LONDON, OID = ZoneInfo("Europe/London"), 1184
EDGES = (
    "9999-12-31 23:59:59.999999+00", "9999-12-31 23:59:59.999999-01", "0001-01-01 00:00:00+00", "1846-07-01 00:00:00-00:01:15",
    "2026-10-25 01:30:00+01", "2026-10-25 01:30:00+00", "2026-03-29 02:00:00.5+01",
)  # fmt: skip


def read(kind: type[BaseTzLoader], told: bytes | memoryview) -> tuple[datetime, int]:
    """The moment that a text is read as, and which of two it is where the clock says it twice."""
    loader = kind(OID)
    loader._timezone = LONDON
    at = loader.load(told)
    assert at.tzinfo is None
    return at, at.fold


@pytest.mark.parametrize("told", EDGES)
def test_the_edges_are_read_as_ever(told: str) -> None:
    assert read(Moments, told.encode()) == read(BaseTzLoader, told.encode()) == read(Moments, memoryview(told.encode()))


@given(st.datetimes(datetime(1900, 1, 1), timezones=st.just(LONDON)))
def test_any_moment_is_read_as_ever(at: datetime) -> None:
    hours = f"{at.astimezone(LONDON):%z}"[:3]
    told = f"{at.replace(tzinfo=None)}{hours}".encode()
    assert read(Moments, told) == read(BaseTzLoader, told)


def test_what_is_no_moment_is_refused_as_ever() -> None:
    for told in (b"infinity", b"0044-03-15 12:00:00+00 BC", b"", b"yesterday"):
        faults = []
        for kind in (Moments, BaseTzLoader):
            with pytest.raises(Exception) as raised:
                read(kind, told)
            faults.append((type(raised.value), str(raised.value)))
        assert faults[0] == faults[1]


@pytest.mark.django_db
def test_the_connection_reads_them_so() -> None:
    if connection.vendor == "postgresql":
        assert connection.connection.adapters.get_loader(OID, 0) is Moments
