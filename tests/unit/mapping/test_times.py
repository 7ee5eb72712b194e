"""Times as forces write them come out as local times, or not at all."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from boundaries.records.mapping.times import fault_in, is_zone, local_times

FORMATS = ["%d/%m/%Y %H:%M:%S", "%d-%b-%y %H:%M:%S", "%a %d %B %Y %I:%M:%S %p", "%Y%m%d %H%M%S", "%m/%d/%Y %H.%M.%S.%f"]
TIMES = st.datetimes(datetime(1970, 1, 1), datetime(2068, 12, 31)).map(lambda at: at.replace(microsecond=0))
LONDON = ZoneInfo("Europe/London")


def read(text: str | None, pattern: str, zone: str = "local") -> datetime | None:
    """One text as a local time."""
    return local_times(pa.array([text], pa.string()), (pattern,), zone).astype("datetime64[us]").tolist()[0]


@given(TIMES, st.sampled_from(FORMATS))
def test_what_is_written_by_a_format_is_read_by_it(at: datetime, pattern: str) -> None:
    assert fault_in(pattern) == ""
    assert read(at.strftime(pattern), pattern) == at


@given(TIMES)
def test_epoch_and_iso_with_offset_are_moved_to_local_time(at: datetime) -> None:
    local = at.replace(tzinfo=UTC).astimezone(LONDON).replace(tzinfo=None)
    seconds = int(at.replace(tzinfo=UTC).timestamp())
    assert read(str(seconds), "epoch") == local
    assert read(str(seconds * 1000), "epoch_ms") == local
    assert read(at.isoformat() + "Z", "iso") == local
    assert read((at + timedelta(minutes=330)).isoformat() + "+05:30", "iso", "America/New_York") == local
    assert read(at.isoformat(sep=" "), "iso", "UTC") == local


@given(TIMES, st.sampled_from(["Europe/Paris", "America/New_York", "Asia/Kolkata", "Australia/Lord_Howe"]))
def test_a_zone_is_left_for_local_time(at: datetime, zone: str) -> None:
    expected = at.replace(tzinfo=ZoneInfo(zone)).astimezone(LONDON).replace(tzinfo=None)
    assert read(at.isoformat(), "iso", zone) == expected


@given(TIMES)
def test_spreadsheet_serials_count_days(at: datetime) -> None:
    days = (at - datetime(1899, 12, 30)) / timedelta(days=1)
    assert read(repr(days), "excel") == at


@pytest.mark.parametrize(
    ("text", "pattern"),
    [
        ("31/02/2024 10:00", "%d/%m/%Y %H:%M"),
        ("29/02/2023 10:00", "%d/%m/%Y %H:%M"),
        ("01/13/2024 10:00", "%d/%m/%Y %H:%M"),
        ("01/03/2024 24:00", "%d/%m/%Y %H:%M"),
        ("01/03/2024 10:00 or so", "%d/%m/%Y %H:%M"),
        ("13:00 01/03/2024", "%I:%M %d/%m/%Y"),
        ("2024-01-05", "%d/%m/%Y"),
        ("01/03/24", "%d/%m/%Y"),
        ("1 Foo 2024", "%d %b %Y"),
        ("0000-01-01", "iso"),
        ("soon", "epoch"),
        ("1e999", "epoch"),
        ("9999999999999999", "excel"),
        (None, "iso"),
        ("", "iso"),
    ],
)
def test_what_a_format_does_not_say_is_no_time(text: str | None, pattern: str) -> None:
    assert read(text, pattern) is None


def test_dates_without_an_hour_are_never_moved() -> None:
    assert read("02/07/2024", "%d/%m/%Y", "America/New_York") == datetime(2024, 7, 2)
    assert read("2024-07-02", "iso", "UTC") == datetime(2024, 7, 2)


def test_clock_changes() -> None:
    assert read("2026-03-29T00:59:59Z", "iso") == datetime(2026, 3, 29, 0, 59, 59)
    assert read("2026-03-29T01:00:00Z", "iso") == datetime(2026, 3, 29, 2, 0)
    assert read("2026-10-25T00:59:00Z", "iso") == read("2026-10-25T01:59:00Z", "iso") == datetime(2026, 10, 25, 1, 59)


def test_the_first_format_that_reads_a_text_holds() -> None:
    texts = pa.array(["05/04/2024 10:00", "05/04/2024", "nonsense", None])
    found = local_times(texts, ("%d/%m/%Y %H:%M", "%d/%m/%Y"), "local")
    assert found.tolist() == [datetime(2024, 4, 5, 10), datetime(2024, 4, 5), None, None]
    assert found.dtype == np.dtype("datetime64[us]")


@pytest.mark.parametrize("pattern", ["", "%H:%M", "%d/%m", "%d/%m/%Y %Q", "%d/%m/%Y %d", "%Y-%m-%d %", "whenever"])
def test_formats_that_cannot_give_a_time_are_faults(pattern: str) -> None:
    assert fault_in(pattern)


def test_zones() -> None:
    assert is_zone("local")
    assert is_zone("Europe/Paris")
    assert not is_zone("Europe/Lundon")
