"""What could be checked: per detector, whether the records hold what it needs, and why not."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum

import pyarrow as pa

from boundaries.detection.detector import Detector
from boundaries.detection.wording import Content
from boundaries.records.contract import TABLES
from boundaries.records.implied import CLOSED, implied_by, lost
from boundaries.records.state import Records

COVERAGE = pa.schema(
    [("sign", pa.string()), ("detector", pa.string()), ("state", pa.string()), ("reason", pa.string()), ("rows", pa.int64())]
)
_MANY_REJECTED = _MANY_UNTIMED = _MANY_STRANGERS = 0.1
_TIMED = ("contacts", "visits", "searches")
"""The tables of which it is asked at what hour something was: a time of exactly midnight is a date whose hour was lost."""

_NAMING_MEMBERS = ("contacts", "case_members", "case_log", "visits", "duties", "searches")
_STRANGERS = "strangers"


class State(StrEnum):
    """How far a detector could be checked."""

    CHECKED = "checked"
    PARTLY = "partly"
    NOT_CHECKED = "not_checked"


@dataclass(frozen=True)
class Checked:
    """One line of the coverage; `lacks` are the tables and `table.column`s that would let it be checked, or checked in full."""

    sign: str
    detector: str
    state: State
    reason: str
    rows: int
    lacks: tuple[str, ...] = ()


def checkable(records: Records, detectors: Iterable[Detector], rows: Mapping[str, int], content: Content) -> list[Checked]:
    """A line per detector; `rows` are the rows of each table known at the moment of the scan, and under `TABLE.at` those with an hour."""
    lines = []
    instead = {place: f"read off {_listed(sources)}" for place, sources in implied_by(records).items() if rows.get(place, 0)}
    filled_up = {
        name: f"{name} lacks {one.lacking} of {one.named} that other records name, so it is filled up from them"
        for name, one in lost(records).items()
        if one.is_many
    }
    for detector in detectors:
        missing = [reason for place in detector.needs if place not in instead and (reason := _missing(place, records, rows))]
        if content is Content.NONE and _reads_text(detector):
            missing.append("the content gate keeps text closed")
        partly = [
            f"{_lacking(place, records)}, so it is {instead[place]}"
            for place in detector.needs + detector.helps
            if place in instead
        ]
        partly += [reason for place in detector.helps if place not in instead and (reason := _missing(place, records, rows))]
        partly += [reason for place in detector.needs if (reason := _doubtful(place, records, rows))]
        partly += [
            filled_up[table] for place in detector.needs + detector.helps if (table := place.partition(".")[0]) in filled_up
        ]
        if content is Content.GATED and _reads_text(detector):
            partly.append("text was read only for pairs that other records single out")
        if missing:
            state, reasons = State.NOT_CHECKED, missing
        elif partly:
            state, reasons = State.PARTLY, partly
        else:
            state, reasons = State.CHECKED, []
        reason = "; ".join(dict.fromkeys(reasons))
        lacks = tuple(place for place in dict.fromkeys(detector.needs + detector.helps) if _missing(place, records, rows))
        lines.append(Checked(detector.sign, detector.id, state, reason, rows.get(detector.table, 0), lacks))
    return lines


def _reads_text(detector: Detector) -> bool:
    return any(place.endswith(".text") for place in detector.needs)


def _missing(place: str, records: Records, rows: Mapping[str, int]) -> str:
    """Why a table or `table.column` cannot be used, empty where it can."""
    table = place.partition(".")[0]
    state = records.tables[table]
    if state.present and rows.get(table, 0) == 0:
        return f"the table {table} holds nothing before this moment"
    if place in rows and rows[place] < _MANY_UNTIMED * rows[table]:
        return f"the times of {table} are dates without an hour"
    return _lacking(place, records)


def _lacking(place: str, records: Records) -> str:
    table, _, column = place.partition(".")
    state = records.tables[table]
    if not state.present:
        return f"there is no table {table}"
    if not state.columns:
        return f"the table {table} holds nothing"
    if column and column not in state.columns:
        return f"{table} has no {column}"
    return ""


def _listed(words: tuple[str, ...]) -> str:
    return " and ".join((", ".join(words[:-1]), words[-1])) if len(words) > 1 else words[0]


def _doubtful(place: str, records: Records, rows: Mapping[str, int]) -> str:
    """Why what a detector needs is there but not to be relied on as a whole, empty where it is."""
    table = place.partition(".")[0]
    if place in rows and (untimed := rows[table] - rows[place]) > _MANY_UNTIMED * rows[table]:
        return f"{untimed} of {rows[table]} times of {table} are dates without an hour"
    if (strangers := rows.get(f"{table}.{_STRANGERS}", 0)) > _MANY_STRANGERS * rows[table]:
        return f"{strangers} of {rows[table]} rows of {table} name a member whom members does not hold"
    state = records.tables[table]
    read = state.rows + state.rejected
    if read and state.rejected / read > _MANY_REJECTED:
        return f"{state.rejected} of {read} rows of {table} were rejected"
    return ""


def known_rows(records: Records) -> dict[str, int]:
    """Rows of every contract table in the views of the moment, and under `TABLE.at` how many have an hour.

    Where it is only implied when cases closed, also how many of them did; where members are named whom nobody described, under
    `TABLE.strangers` how many rows name one.
    """
    counts = " UNION ALL ".join(f"SELECT '{name}' AS name, COUNT(*) AS n FROM {name}" for name in TABLES)
    for name in _TIMED:
        timed = "COUNT(CASE WHEN t.at <> CAST(CAST(t.at AS DATE) AS TIMESTAMP) THEN 1 END)"
        counts += f" UNION ALL SELECT '{name}.at' AS name, {timed} AS n FROM {name} AS t"
    if CLOSED in implied_by(records):
        counts += f" UNION ALL SELECT '{CLOSED}' AS name, COUNT(closed_at) AS n FROM cases"
    counts += "".join(_strangers(records))
    table = records.engine.table(counts)
    return dict(zip(table.column("name").to_pylist(), table.column("n").to_pylist(), strict=True))


def _strangers(records: Records) -> list[str]:
    """What counts the rows that name a member whom nobody described; nothing where every member is described."""
    held = records.engine.table("SELECT (SELECT COUNT(*) FROM members) AS described, (SELECT COUNT(*) FROM member_keys) AS named")
    if held.column("described") == held.column("named"):
        return []
    return [
        f" UNION ALL SELECT '{name}.{_STRANGERS}' AS name, COUNT(*) AS n FROM {name} AS t"
        " WHERE t.member_no IS NOT NULL AND NOT EXISTS (SELECT 1 FROM members AS m WHERE m.member_no = t.member_no)"
        for name in _NAMING_MEMBERS
    ]


def coverage_table(lines: Iterable[Checked]) -> pa.Table:
    """The coverage as a scan writes it, by sign and detector."""
    rows = sorted(lines, key=lambda line: (line.sign, line.detector))
    columns = [[getattr(line, name) for line in rows] for name in COVERAGE.names]
    return pa.table(
        [pa.array([str(v) if f.type == pa.string() else v for v in c], f.type) for c, f in zip(columns, COVERAGE, strict=True)],
        COVERAGE,
    )
