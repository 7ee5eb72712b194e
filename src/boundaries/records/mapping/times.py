"""Times as forces write them, a column at a time: by format, ISO, epoch or spreadsheet serial, from any zone to local."""

import re
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo, available_timezones

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from boundaries.records.mapping.definition import LOCAL

Times = npt.NDArray[np.datetime64]
Lengths = npt.NDArray[np.timedelta64]
Wholes = npt.NDArray[np.int64]
Flags = npt.NDArray[np.bool_]

LONDON = ZoneInfo("Europe/London")
NUMERIC = {"epoch": 1_000_000.0, "epoch_ms": 1_000.0, "excel": 86_400e6}
WORDS = ("iso", *NUMERIC)
_MONTHS = [
    "january",
    "february",
    "march",
    "april",
    "may",
    "june",
    "july",
    "august",
    "september",
    "october",
    "november",
    "december",
]
_DIRECTIVES = {
    "d": r"(?P<d>\d{1,2})",
    "m": r"(?P<m>\d{1,2})",
    "Y": r"(?P<Y>\d{4})",
    "y": r"(?P<y>\d{2})",
    "H": r"(?P<H>\d{1,2})",
    "I": r"(?P<I>\d{1,2})",
    "M": r"(?P<M>\d{2})",
    "S": r"(?P<S>\d{2})",
    "f": r"(?P<f>\d{1,6})",
    "p": r"(?P<p>[AaPp])\.?[Mm]\.?",
    "b": r"(?P<b>[A-Za-z]{3})[a-z]*\.?",
    "B": r"(?P<b>[A-Za-z]{3})[a-z]*\.?",
    "a": r"[A-Za-z]+\.?",
    "A": r"[A-Za-z]+\.?",
    "z": r"(?P<z>Z|[+-]\d\d:?\d\d)",
    "%": "%",
}
_ISO = (
    r"(?P<Y>\d{4})-(?P<m>\d\d)-(?P<d>\d\d)(?:[T ](?P<H>\d\d):(?P<M>\d\d)(?::(?P<S>\d\d)(?:[.,](?P<f>\d{1,6})\d*)?)?"
    r" ?(?P<z>Z|[+-]\d\d(?::?\d\d)?)?)?"
)
_EXCEL_DAY_0 = np.datetime64("1899-12-30", "us")
_LIMIT = 4e17


def fault_in(pattern: str) -> str:
    """What is wrong with a time format, or nothing."""
    if pattern in WORDS:
        return ""
    letters = re.findall(r"%(.?)", pattern)
    if unknown := [f"%{letter}" for letter in letters if letter not in _DIRECTIVES]:
        return f"{', '.join(unknown)} cannot be read; use {', '.join('%' + letter for letter in _DIRECTIVES)}"
    named = ["b" if letter == "B" else letter for letter in letters if letter not in "aA%"]
    if twice := sorted({letter for letter in named if named.count(letter) > 1}):
        return f"%{twice[0]} stands twice"
    if not ({"Y", "y"} & set(named) and "d" in named and {"m", "b"} & set(named)):
        return f"{pattern!r} needs a day, a month and a year, such as %d/%m/%Y; or use {', '.join(WORDS)}"
    return ""


def is_zone(name: str) -> bool:
    """Whether this names a zone: `local`, `UTC` or an IANA name."""
    return name in (LOCAL, "UTC") or name in available_timezones()


def local_times(texts: pa.StringArray, patterns: tuple[str, ...], zone: str) -> Times:
    """Texts as local times (datetime64[us], NaT where null or not to be read), by the first pattern that reads each.

    `zone` holds for times without an offset of their own; a date without an hour is never moved.
    """
    found = np.full(len(texts), np.datetime64("NaT", "us"))
    for pattern in patterns:
        open_rows = np.isnat(found)
        if open_rows.any():
            found = np.where(open_rows, _by_pattern(texts, pattern, zone), found)
    return found


def _by_pattern(texts: pa.StringArray, pattern: str, zone: str) -> Times:
    if pattern in NUMERIC:
        return _by_number(texts, pattern, zone)
    regex = _ISO if pattern == "iso" else _regex_of(pattern)
    fields = pc.extract_regex(texts, f"^{regex}$")
    whole = fields.is_valid().to_numpy(zero_copy_only=False)
    names = [field.name for field in fields.type]
    parts = {name: fields.field(index) for index, name in enumerate(names)}
    at = _assembled(parts, whole)
    if "H" not in parts and "I" not in parts:
        return at
    hours = pc.not_equal(parts.get("H", parts.get("I")), "")
    timed = pc.fill_null(hours, False).to_numpy(zero_copy_only=False)
    offset, has_offset = (
        _offsets(parts["z"]) if "z" in parts else (np.zeros(len(texts), "timedelta64[us]"), np.zeros(len(texts), bool))
    )
    moved = np.where(has_offset, to_london(at - offset), from_zone(at, zone))
    return np.where(timed, moved, at)


def _regex_of(pattern: str) -> str:
    pieces = re.split(r"%(.)", pattern)
    literal = [re.sub(r"(?:\\?\s)+", r"\\s+", re.escape(piece)) for piece in pieces[0::2]]
    return "".join(text + _DIRECTIVES[letter] for text, letter in zip(literal, [*pieces[1::2], "%"], strict=True))[:-1]


def _whole(part: pa.StringArray | None, count: int, otherwise: int = 0) -> Wholes:
    """A group of digits as numbers; `otherwise` where the group is missing or empty."""
    if part is None:
        return np.full(count, otherwise, np.int64)
    digits = pc.if_else(pc.equal(part, ""), str(otherwise), part)
    return np.asarray(pc.fill_null(pc.cast(digits, pa.int64()), otherwise))


def _assembled(parts: dict[str, pa.StringArray], whole: Flags) -> Times:
    """Years, months, days and so on as times; NaT where a part is out of range, such as 31 February."""
    count = len(whole)
    year = _whole(parts["Y"], count, 1) if "Y" in parts else _century(_whole(parts["y"], count))
    month = _month(parts["b"]) if "b" in parts else _whole(parts["m"], count, 1)
    day = _whole(parts["d"], count, 1)
    hour, good = _hours(parts, count)
    minute, second = _whole(parts.get("M"), count), _whole(parts.get("S"), count)
    good &= whole & (month >= 1) & (month <= 12) & (year >= 1) & (day >= 1) & (hour < 24) & (minute < 60) & (second < 60)
    months = ((year - 1970) * 12 + np.clip(month, 1, 12) - 1).astype("datetime64[M]")
    good &= day <= ((months + 1).astype("datetime64[D]") - months.astype("datetime64[D]")).astype(np.int64)
    micros = _whole(pc.utf8_rpad(parts["f"], 6, "0"), count) if "f" in parts else np.zeros(count, np.int64)
    length = ((hour * 60 + minute) * 60 + second) * 1_000_000 + micros
    at = months.astype("datetime64[D]").astype("datetime64[us]") + ((day - 1) * 86_400_000_000 + length).astype("timedelta64[us]")
    return np.where(good, at, np.datetime64("NaT", "us"))


def _century(year: Wholes) -> Wholes:
    """Two digits: 69 to 99 are 19.., the rest 20.. (as POSIX has it)."""
    return np.where(year >= 69, 1900, 2000) + year


def _month(names: pa.StringArray) -> Wholes:
    short = pa.array([month[:3] for month in _MONTHS])
    return np.asarray(pc.fill_null(pc.add(pc.index_in(pc.utf8_lower(names), short), 1), 0)).astype(np.int64)


def _hours(parts: dict[str, pa.StringArray], count: int) -> tuple[Wholes, Flags]:
    """Hours of the day, and where they are in range: a 12-hour clock runs 12, 1, ... 11."""
    if "I" not in parts:
        return _whole(parts.get("H"), count), np.ones(count, bool)
    hour = _whole(parts["I"], count, 12)
    late = np.zeros(count, bool)
    if "p" in parts:
        late = np.asarray(pc.fill_null(pc.equal(pc.utf8_lower(parts["p"]), "p"), False))
    return hour % 12 + 12 * late, (hour >= 1) & (hour <= 12)


def _offsets(zones: pa.StringArray) -> tuple[Lengths, Flags]:
    """Offsets from UTC, and which rows carry one."""
    tidy = pc.replace_substring(pc.replace_substring(zones, "Z", "+0000"), ":", "")
    padded = pc.utf8_rpad(pc.fill_null(tidy, ""), 5, "0")
    sign = np.where(np.asarray(pc.starts_with(padded, "-")), -1, 1)
    minutes = _whole(pc.utf8_slice_codeunits(padded, 1, 3), len(zones)) * 60 + _whole(
        pc.utf8_slice_codeunits(padded, 3, 5), len(zones)
    )
    carries = np.asarray(pc.fill_null(pc.not_equal(zones, ""), False))
    return (sign * minutes).astype("timedelta64[m]").astype("timedelta64[us]"), carries


def _by_number(texts: pa.StringArray, pattern: str, zone: str) -> Times:
    """Seconds or milliseconds since 1970 UTC, or days since 1899-12-30 by the clock of `zone`, to the second."""
    plain = pc.fill_null(pc.match_substring_regex(texts, r"^-?\d{1,16}(\.\d*)?$"), False)
    numbers = np.asarray(pc.cast(pc.if_else(plain, texts, "0"), pa.float64()))
    micros = numbers * NUMERIC[pattern]
    good = np.asarray(plain) & (np.abs(micros) < _LIMIT)
    length = np.round(np.where(good, micros, 0)).astype("timedelta64[us]")
    if pattern == "excel":
        at = from_zone(
            _EXCEL_DAY_0 + np.round(length / np.timedelta64(1, "s")).astype("timedelta64[s]").astype("timedelta64[us]"), zone
        )
    else:
        at = to_london(np.datetime64(0, "us") + length)
    return np.where(good, at, np.datetime64("NaT", "us"))


def to_london(utc: Times) -> Times:
    """UTC times as local times."""
    return utc + _shift(utc, lambda at: at.replace(tzinfo=UTC).astimezone(LONDON).utcoffset())


def from_zone(at: Times, zone: str) -> Times:
    """Wall-clock times of a zone as local times; an hour that comes twice is taken as the first."""
    if zone in (LOCAL, "Europe/London"):
        return at
    if zone == "UTC":
        return to_london(at)
    there = ZoneInfo(zone)
    return to_london(at - _shift(at, lambda wall: wall.replace(tzinfo=there).utcoffset()))


def _shift(at: Times, offset_at: Callable[[datetime], timedelta | None]) -> Lengths:
    """An offset for each time, asked once per quarter of an hour, since clocks change on those; none where there is no time."""
    quarters, places = np.unique(at.astype("datetime64[m]").astype(np.int64) // 15, return_inverse=True)
    shifts = [_asked(offset_at, quarter) for quarter in quarters.tolist()]
    return np.array(shifts, "timedelta64[us]")[places]


def _asked(offset_at: Callable[[datetime], timedelta | None], quarter: int) -> timedelta:
    """The offset at a quarter of an hour since 1970; nothing for times that calendars do not reach."""
    try:
        return offset_at(datetime(1970, 1, 1) + timedelta(minutes=15 * quarter)) or timedelta()
    except OverflowError:
        return timedelta()
