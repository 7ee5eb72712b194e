"""British clock time as SQL: from UTC to local, and the hour each spring that does not exist."""

from datetime import datetime, timedelta


def london(utc: str) -> str:
    """A UTC time as local time in Europe/London, by the rule in force since 1996.

    Summer time runs from 01:00 UTC on the last Sunday of March to 01:00 UTC on the last Sunday of October. In both months the
    last Sunday has come once the Sunday on or before the day falls on the 25th or later.
    """
    day, weekday = f"EXTRACT(day FROM {utc})", f"(EXTRACT(dow FROM {utc}) % 7)"
    passed = f"({day} - {weekday} >= 25 AND ({weekday} > 0 OR EXTRACT(hour FROM {utc}) >= 1))"
    month = f"EXTRACT(month FROM {utc})"
    summer = (
        f"CASE WHEN {month} BETWEEN 4 AND 9 THEN true WHEN {month} = 3 THEN {passed}"
        f" WHEN {month} = 10 THEN NOT {passed} ELSE false END"
    )
    return f"CASE WHEN {summer} THEN {utc} + INTERVAL '1' HOUR ELSE {utc} END"


def missing_hour(year: int) -> tuple[datetime, datetime]:
    """The local hour of a year that no clock in Britain shows: 01:00 to 02:00 on the last Sunday of March."""
    last = datetime(year, 3, 31, 1)
    start = last - timedelta(days=last.isoweekday() % 7)
    return start, start + timedelta(hours=1)
